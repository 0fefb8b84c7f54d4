//! What birth notifications state, as lines.

use canonical::body::{Apgar, BirthNotification, Interpretation, Investigation, Newborn, Pregnancy};

use super::Lines;
use super::parts::{code, moment, party, patient_identifier, text};

pub(super) fn birth_notification(lines: &mut Lines, facts: &BirthNotification) {
    let BirthNotification {
        marital_status,
        interpretation,
        practitioner,
        own_midwife,
        birth_midwife,
        pregnancy,
        gestation_weeks,
        gestation_days,
        midwife_appointment,
        children,
    } = facts;
    lines.maybe("marital_status", marital_status.as_ref());
    if let Some(Interpretation { need, language, language_name }) = interpretation {
        lines.maybe("interpretation.need", need.as_ref());
        lines.maybe("interpretation.language", language.as_ref());
        lines.maybe("interpretation.language_name", language_name.as_ref());
    }
    let people = [("practitioner", practitioner), ("own_midwife", own_midwife), ("birth_midwife", birth_midwife)];
    for (name, somebody) in people {
        if let Some(somebody) = somebody {
            lines.within(name, |lines| party(lines, somebody));
        }
    }
    lines.within("pregnancy", |lines| self::pregnancy(lines, pregnancy));
    lines.maybe("gestation_weeks", *gestation_weeks);
    lines.maybe("gestation_days", *gestation_days);
    lines.maybe("midwife_appointment", midwife_appointment.as_ref().map(|words| words.reveal()));
    lines.each("child", children, newborn);
}

fn pregnancy(lines: &mut Lines, pregnancy: &Pregnancy) {
    let Pregnancy { last_menstruation, due, codes, investigations } = pregnancy;
    lines.maybe("last_menstruation", last_menstruation.as_ref().map(moment));
    lines.maybe("due", due.as_ref().map(moment));
    lines.each("code", codes, code);
    lines.each("investigation", investigations, |lines, Investigation { at, codes, text: words }| {
        lines.maybe("at", at.as_ref().map(moment));
        lines.each("code", codes, code);
        lines.maybe("text", words.as_ref().map(text));
    });
}

fn newborn(lines: &mut Lines, child: &Newborn) {
    let Newborn {
        identifier,
        relation,
        born,
        stillborn,
        plurality,
        sex,
        codes,
        weight_grams,
        length_centimetres,
        head_centimetres,
        apgar,
        text: words,
        transferral,
    } = child;
    lines.maybe("identifier", identifier.as_ref().map(patient_identifier));
    lines.maybe("relation", relation.as_ref());
    lines.maybe("born", born.as_ref().map(moment));
    lines.maybe("stillborn", *stillborn);
    lines.maybe("plurality", plurality.as_ref());
    lines.maybe("sex", sex.as_ref());
    lines.each("code", codes, code);
    lines.maybe("weight_grams", *weight_grams);
    lines.maybe("length_centimetres", *length_centimetres);
    lines.maybe("head_centimetres", *head_centimetres);
    if let Some(Apgar { after_one_minute, after_five_minutes, after_ten_minutes, minutes_to_ten }) = apgar {
        lines.maybe("apgar.after_one_minute", *after_one_minute);
        lines.maybe("apgar.after_five_minutes", *after_five_minutes);
        lines.maybe("apgar.after_ten_minutes", *after_ten_minutes);
        lines.maybe("apgar.minutes_to_ten", *minutes_to_ten);
    }
    lines.maybe("text", words.as_ref().map(text));
    lines.maybe("transferral", transferral.as_ref().map(|words| words.reveal()));
}
