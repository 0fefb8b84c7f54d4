//! A birth: the pregnancy, and each child as a Patient of its own.

use canonical::body::{Apgar, BirthNotification, Interpretation, Investigation, Newborn, Pregnancy};

use super::super::clinical::code;
use super::super::sheet::{Said, Sheet, plain};
use crate::write::{Element, Resource, date_time, identifier};

/// Mother and children.
pub(super) fn tell(sheet: &mut Sheet<'_>, facts: &BirthNotification) {
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
    sheet.word("marital-status", marital_status.as_deref());
    if let Some(Interpretation { need, language, language_name }) = interpretation {
        sheet.word("interpretation", need.as_deref());
        sheet.word("language", language.as_deref());
        sheet.word("language-name", language_name.as_deref());
    }
    sheet.party("practitioner", practitioner.as_deref());
    sheet.party("own-midwife", own_midwife.as_deref());
    sheet.party("birth-midwife", birth_midwife.as_deref());
    self::pregnancy(sheet, pregnancy);
    for (name, amount, unit) in [("gestation-weeks", gestation_weeks, "wk"), ("gestation-days", gestation_days, "d")] {
        if let Some(amount) = amount {
            sheet.fact(name, &Said::Amount(*amount, unit), None);
        }
    }
    sheet.word("midwife-appointment", midwife_appointment.as_ref().map(|text| text.reveal().as_str()));
    children.iter().for_each(|child| newborn(sheet, child));
}

fn pregnancy(sheet: &mut Sheet<'_>, pregnancy: &Pregnancy) {
    let Pregnancy { last_menstruation, due, codes, investigations } = pregnancy;
    sheet.when("last-menstruation", last_menstruation.as_ref());
    sheet.when("due", due.as_ref());
    codes.iter().for_each(|one| code(sheet, one, None));
    for Investigation { at, codes, text } in investigations {
        codes.iter().for_each(|one| code(sheet, one, None));
        let resource = Resource::of("Procedure", None)
            .with("status", "completed")
            .with("code", Element::default().with("text", "Undersøgelse"))
            .with("subject", sheet.subject())
            .with("performedDateTime", at.as_ref().map(date_time))
            .with_all("note", plain(text.as_ref()).map(|text| Element::default().with("text", text)));
        sheet.tell(resource);
    }
}

/// A child, and what is said of it.
fn newborn(sheet: &mut Sheet<'_>, child: &Newborn) {
    let Newborn {
        identifier: number,
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
        text,
        transferral,
    } = child;
    let resource = Resource::of("Patient", None)
        .with_all("identifier", number.as_ref().map(|one| identifier(Some(one.system()), one.reveal())))
        .with("deceasedBoolean", stillborn);
    let child = sheet.tell(resource);
    if let Some(born) = born {
        sheet.fact("born", &Said::When(born), Some(&child));
    }
    let transferral = transferral.as_ref().map(|text| text.reveal().clone());
    let words = [
        ("relation", relation.clone()),
        ("plurality", plurality.clone()),
        ("sex", sex.clone()),
        ("child", plain(text.as_ref())),
        ("transferral", transferral),
    ];
    for (name, word) in words.into_iter().filter_map(|(name, word)| Some((name, word?))) {
        sheet.fact(name, &Said::Words(&word), Some(&child));
    }
    codes.iter().for_each(|one| code(sheet, one, Some(&child)));
    let Apgar { after_one_minute, after_five_minutes, after_ten_minutes, minutes_to_ten } = apgar.unwrap_or_default();
    let amounts = [
        ("weight", weight_grams, "g"),
        ("length", length_centimetres, "cm"),
        ("head", head_centimetres, "cm"),
        ("apgar-after-one-minute", &after_one_minute, "{score}"),
        ("apgar-after-five-minutes", &after_five_minutes, "{score}"),
        ("apgar-after-ten-minutes", &after_ten_minutes, "{score}"),
        ("minutes-to-apgar-ten", &minutes_to_ten, "min"),
    ];
    for (name, amount, unit) in amounts.into_iter().filter_map(|(name, amount, unit)| Some((name, (*amount)?, unit))) {
        sheet.fact(name, &Said::Amount(amount, unit), Some(&child));
    }
}
