//! `Patient` of a birth notification: the mother.

use canonical::body::{self, Interpretation};
use canonical::notice::NoticeCode;
use canonical::party::{Channel, Contact};
use canonical::subject::Subject;

use crate::blocks::{PatientShape, patient};
use crate::walk::{Facet, Occurs, Walk};

/// `MaritalStatusType`; it informs.
const MARITAL: &[&str] = &["gift", "single", "separeret", "skilt", "samboende", "enke"];
/// `InterpretationIsNeededCodeType`; it informs.
const INTERPRETATION: &[&str] = &["tolkebehov_nej", "tolkebehov_uafklaret"];
/// `EpisodeOfCareStatusCode04Type`: how the mother leaves; it informs.
const STATUS: &[&str] = &[
    "direkte_hjem_fra_fødegang",
    "forventet_udskrevet_inden_24_timer_efter_fødslen",
    "forventet_udskrevet_senere_end_24_timer_efter_fødslen",
];
/// The numbers of `TelephoneSubscriber`, and what each is for.
const NUMBERS: [(&str, Channel, Option<&str>); 5] = [
    ("PrivateSubscriberIdentifier", Channel::Telephone, Some("privat")),
    ("FaxSubscriberIdentifier", Channel::Fax, None),
    ("MobileSubscriberIdentifier", Channel::Telephone, Some("mobil")),
    ("OtherSubscriberIdentifier", Channel::Telephone, Some("andet")),
    ("WorkSubscriberIdentifier", Channel::Telephone, Some("arbejde")),
];

/// The fields of the mother.
pub(super) fn mother<W: Walk>(walk: &mut W, mother: &mut Subject, facts: &mut body::BirthNotification) {
    patient(walk, mother, PatientShape::Letter(None));
    walk.field("MaritalStatus", Occurs::Optional, Facet::Open(MARITAL), &mut facts.marital_status);
    numbers(walk, &mut mother.contacts);
    interpretation(walk, &mut facts.interpretation);
    walk.field("EpisodeOfCareStatusCode", Occurs::Optional, Facet::Open(STATUS), &mut mother.episode_status);
}

fn numbers<W: Walk>(walk: &mut W, contacts: &mut Vec<Contact>) {
    let known = std::mem::take(contacts);
    walk.group("TelephoneSubscriber", Occurs::Optional, !known.is_empty(), |walk| {
        for (name, channel, note) in NUMBERS {
            let is_it = |one: &&Contact| one.channel == channel && one.note.as_deref() == note;
            let mut number = known.iter().find(is_it).map(|one| one.value.clone());
            walk.field(name, Occurs::Optional, Facet::Digits, &mut number);
            contacts.extend(number.map(|value| Contact { channel, value, note: note.map(str::to_owned) }));
        }
    });
}

/// `InterpretationNeeds`: a word, or a language. Senders of an earlier draft of the standard wrote both.
fn interpretation<W: Walk>(walk: &mut W, interpretation: &mut Option<Interpretation>) {
    walk.optional("InterpretationNeeds", interpretation, |walk, one| {
        walk.choice(|walk| {
            walk.field("InterpretationIsNeededCode", Occurs::Optional, Facet::Open(INTERPRETATION), &mut one.need);
            walk.sequence(|walk| {
                walk.field("ISOLanguageCode", Occurs::Optional, Facet::text(3), &mut one.language);
                // Behind a code there is to be a description.
                let is_absent =
                    one.language.is_none() && (one.need.is_some() || walk.finds("ISOLanguageCode").is_some());
                let occurs = if is_absent { Occurs::Optional } else { Occurs::Expected };
                walk.field("ISOLanguageCodeDescription", occurs, Facet::text(25), &mut one.language_name);
            });
        });
        if one.need.is_some() && (one.language.is_some() || one.language_name.is_some()) {
            walk.note(None, NoticeCode::RuleTolerated);
        }
    });
}
