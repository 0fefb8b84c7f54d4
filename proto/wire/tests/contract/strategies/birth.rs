//! The body of a birth notification.

use canonical::body::{Apgar, BirthNotification, Interpretation, Investigation, Newborn, Pregnancy};
use proptest::option;
use proptest::prelude::*;

use super::header::code;
use super::party::party;
use super::subject::identifier;
use super::text::text;
use super::value::{few, maybe_moment, maybe_secret, maybe_word};

pub(super) fn birth_notification() -> BoxedStrategy<BirthNotification> {
    let somebody = || option::of(party().prop_map(Box::new));
    let people = (somebody(), somebody(), somebody());
    let mother = (maybe_word(), option::of(interpretation()), maybe_secret());
    (mother, people, pregnancy(), any::<(Option<i32>, Option<i32>)>(), few(newborn()))
        .prop_map(|(mother, people, pregnancy, (gestation_weeks, gestation_days), children)| {
            let (marital_status, interpretation, midwife_appointment) = mother;
            let (practitioner, own_midwife, birth_midwife) = people;
            BirthNotification {
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
            }
        })
        .boxed()
}

fn interpretation() -> BoxedStrategy<Interpretation> {
    (maybe_word(), maybe_word(), maybe_word())
        .prop_map(|(need, language, language_name)| Interpretation { need, language, language_name })
        .boxed()
}

fn pregnancy() -> BoxedStrategy<Pregnancy> {
    let investigation = (maybe_moment(), few(code()), option::of(text()));
    let investigation = investigation.prop_map(|(at, codes, text)| Investigation { at, codes, text });
    (maybe_moment(), maybe_moment(), few(code()), few(investigation))
        .prop_map(|(last_menstruation, due, codes, investigations)| Pregnancy {
            last_menstruation,
            due,
            codes,
            investigations,
        })
        .boxed()
}

fn newborn() -> BoxedStrategy<Newborn> {
    let birth = (maybe_moment(), any::<Option<bool>>(), maybe_word(), maybe_word());
    let sizes = any::<(Option<i32>, Option<i32>, Option<i32>)>();
    let words = (option::of(text()), maybe_secret());
    (option::of(identifier()), maybe_word(), birth, few(code()), sizes, option::of(apgar()), words)
        .prop_map(|(identifier, relation, birth, codes, sizes, apgar, (text, transferral))| {
            let (born, stillborn, plurality, sex) = birth;
            let (weight_grams, length_centimetres, head_centimetres) = sizes;
            Newborn {
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
                text,
                transferral,
            }
        })
        .boxed()
}

fn apgar() -> BoxedStrategy<Apgar> {
    any::<(Option<i32>, Option<i32>, Option<i32>, Option<i32>)>()
        .prop_map(|(after_one_minute, after_five_minutes, after_ten_minutes, minutes_to_ten)| Apgar {
            after_one_minute,
            after_five_minutes,
            after_ten_minutes,
            minutes_to_ten,
        })
        .boxed()
}
