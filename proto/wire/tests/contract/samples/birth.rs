//! What a hospital tells health visitors of a birth.

use canonical::Event;
use canonical::action::{Action, ActionKind};
use canonical::body::{Apgar, BirthNotification, Body, Interpretation, Investigation, Newborn, Pregnancy};
use canonical::code::{Code, CodeRole, CodeSystem};
use canonical::event::Standard;
use canonical::identifier::{Cpr, PartyIdentifier, PatientIdentifier};
use canonical::party::{Party, Person};
use canonical::text::{SectionKind, Text};

use super::header::{at, clinic, event, hospital, municipality, personal, section};

/// A birth with everything that can be said of it.
pub(super) fn birth_notification() -> Event {
    let word = |word: &str| Some(word.to_owned());
    let body = BirthNotification {
        marital_status: word("samboende"),
        interpretation: Some(Interpretation {
            need: word("tolkebehov_uafklaret"),
            language: word("pl"),
            language_name: word("Polsk"),
        }),
        practitioner: Some(Box::new(clinic())),
        own_midwife: midwife("Hanne Prøve Jensen"),
        birth_midwife: midwife("Karla Margrethe Testrup"),
        pregnancy: Pregnancy {
            last_menstruation: Some(at("2025-06-05T00:00")),
            due: Some(at("2026-03-12T00:00")),
            codes: vec![code(CodeRole::MainDiagnosis, "DZ340", "Graviditet")],
            investigations: vec![Investigation {
                at: Some(at("2025-09-01T10:00")),
                codes: vec![code(CodeRole::Other, "UXUD86", "Ultralyd")],
                text: Some(Text::from_plain("Intet at bemærke")),
            }],
        },
        gestation_weeks: Some(39),
        gestation_days: Some(0),
        midwife_appointment: personal("Ringer på tredjedagen"),
        children: vec![newborn()],
    };
    let texts = [
        (SectionKind::Bleeding, "300 ml"),
        (SectionKind::AmnioticFluid, "Klart"),
        (SectionKind::OnBirth, "Ukompliceret"),
    ];
    Event {
        sender: hospital(),
        receivers: vec![municipality()],
        codes: vec![code(CodeRole::MainDiagnosis, "DO809", "Spontan fødsel")],
        actions: vec![Action::plain(ActionKind::VisitNewborn)],
        narrative: texts.map(|(kind, text)| section(kind, Text::from_plain(text))).into(),
        ..event(Standard::MedcomXml, "XDIS32", Some("XD3234L"), Body::BirthNotification(Box::new(body)))
    }
}

fn newborn() -> Newborn {
    let word = |word: &str| Some(word.to_owned());
    Newborn {
        identifier: Cpr::parse("2509479989").map(PatientIdentifier::Cpr),
        relation: word("øvrig_familie"),
        born: Some(at("2026-03-12T04:21")),
        stillborn: Some(false),
        plurality: word("enkeltfødt"),
        sex: word("dreng"),
        codes: vec![code(CodeRole::MainDiagnosis, "DZ380", "Levendefødt barn")],
        weight_grams: Some(3512),
        length_centimetres: Some(52),
        head_centimetres: Some(35),
        apgar: Some(Apgar {
            after_one_minute: Some(9),
            after_five_minutes: Some(10),
            after_ten_minutes: Some(10),
            minutes_to_ten: Some(5),
        }),
        text: Some(Text::from_plain("Ammes")),
        transferral: personal("Neonatal TEST"),
    }
}

fn midwife(name: &str) -> Option<Box<Party>> {
    let person = personal(name).map(Person::named);
    let identifiers = vec![PartyIdentifier::from_scheme("lokalt_nummer", "4711")];
    Some(Box::new(Party { identifiers, organisation: Some("Fødegangen TEST".to_owned()), person, ..Party::default() }))
}

fn code(role: CodeRole, code: &str, text: &str) -> Code {
    Code {
        role,
        system: CodeSystem::Sks,
        code: Some(code.to_owned()),
        text: Some(text.to_owned()),
        at: None,
        description: Some("aktionsdiagnose".to_owned()),
    }
}
