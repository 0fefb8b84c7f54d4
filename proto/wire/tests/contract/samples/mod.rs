//! One full event per body, about published test persons.

mod additions;
mod answers;
mod birth;
mod care;
mod header;
mod observed;
mod plan;

use canonical::action::{Action, ActionKind, Due, Priority};
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{
    Body, Correspondence, DischargeLetter, Document, HospitalStay, ReceivedReferral, Referral, Segment, StayClass,
    StayNotice, StayState, Triage, Turn,
};
use canonical::code::{Code, CodeRole, CodeSystem, Concept};
use canonical::course::{Course, Follows, Relation};
use canonical::digest::Digest;
use canonical::event::{Standard, Status, Verbatim};
use canonical::identifier::PartyIdentifier;
use canonical::party::Party;
use canonical::text::{Inline, SectionKind, Style, Text};
use canonical::{Event, Moment, Personal};

use header::{at, clinic, course, date, event, gln, hospital, person, personal, section, words};

/// One event of every kind, and one more of a kind that has gained fields since; each with the name of its golden file.
pub(crate) fn all() -> [(&'static str, Event); 18] {
    [
        ("birth-notification", birth::birth_notification()),
        ("booking", answers::booking()),
        ("care-report", care::care_report()),
        ("care-report-plan", care::care_plan()),
        ("correspondence", correspondence()),
        ("correspondence-hops", additions::hops()),
        ("diagnostic-report", answers::diagnostic_report()),
        ("discharge-letter", discharge_letter()),
        ("document", document()),
        ("enclosure", answers::enclosure()),
        ("hospital-stay", hospital_stay()),
        ("hospital-stay-treatment-ends", additions::treatment_ends()),
        ("hospital-stay-treatment-ended", additions::treatment_ended()),
        ("municipal-note", answers::municipal_note()),
        ("observations", observed::observations()),
        ("referral", referral()),
        ("referral-to-municipality", additions::referral_to_municipality()),
        ("rehabilitation-plan", plan::rehabilitation_plan()),
    ]
}

/// An answer in a FHIR conversation, with two segments and an attachment.
pub(crate) fn correspondence() -> Event {
    let message = Text::from_plain("Kære læge\nTak for svaret.");
    let body = Correspondence {
        subject: personal("Vedr. medicin"),
        category: Some(Concept {
            system: Some(
                "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-careCommunication-categories".to_owned(),
            ),
            code: "regarding-referral".to_owned(),
            display: Some("Vedr. henvisning".to_owned()),
        }),
        turn: Turn::Reply,
        from: Some(person("Hanne Prøve Jensen", "Sygeplejerske")),
        to: None,
        segments: vec![
            Segment {
                id: Some("9a3c41d27f5b4e0e8d6f0a1b2c3d4e5f".to_owned()),
                written: Some(at("2026-03-11T09:12")),
                author: None,
                is_new: Some(false),
                text: Text::from_plain("Hvordan går det?"),
            },
            Segment {
                id: Some("0f1e2d3c4b5a69788796a5b4c3d2e1f0".to_owned()),
                written: Some(at("2026-03-12T14:40")),
                author: Some(person("Hanne Prøve Jensen", "Sygeplejerske")),
                is_new: Some(true),
                text: message.clone(),
            },
        ],
    };
    Event {
        course: Course {
            conversation: Some("7d2f6c1e5b4a4938a7b6c5d4e3f20110".to_owned()),
            follows: vec![Follows {
                relation: Relation::Answers,
                sender: Some(gln("5790999900034")),
                letter_id: "0b6f1c52-6a4e-4a0b-9a52-7d7e3f0c1a11".to_owned(),
            }],
            ..course()
        },
        narrative: vec![section(SectionKind::Message, message)],
        attachments: vec![Attachment {
            id: Some("c0ffee00c0ffee00c0ffee00c0ffee00".to_owned()),
            media_type: Some("text/plain".to_owned()),
            file_type: None,
            object_code: None,
            title: personal("Medicinliste"),
            at: Some(at("2026-03-12T14:38")),
            author: Some(person("Hanne Prøve Jensen", "Sygeplejerske")),
            stated_size: Some(11),
            content: AttachmentContent::from_bytes(b"1 x Pamol\r\n".to_vec()),
        }],
        ..event(Standard::Fhir, "care-communication-message", None, Body::Correspondence(body))
    }
}

/// A discharge letter with diagnoses, a recommendation and a doubted patient number.
pub(crate) fn discharge_letter() -> Event {
    let body = DischargeLetter {
        admitted: Some(at("2026-03-08T22:10")),
        discharged: Some(at("2026-03-12T14:35")),
        referral: Some(ReceivedReferral {
            id: Some("HENV-4711".to_owned()),
            received: Moment::from_date(date(), "2026-03-08"),
        }),
    };
    let advice = Text(vec![
        Inline::Styled(Style::Bold, vec![words("Kontrol"), Inline::Space, words("af CRP")]),
        Inline::Break,
        Inline::Fixed(vec![words("uge 14  egen læge")]),
    ]);
    Event {
        codes: vec![
            Code {
                role: CodeRole::MainDiagnosis,
                system: CodeSystem::Sks,
                code: Some("DJ189".to_owned()),
                text: Some("Bakteriel lungebetændelse".to_owned()),
                at: Some(at("2026-03-09T08:00")),
                description: Some("aktion".to_owned()),
            },
            Code {
                role: CodeRole::Other,
                system: CodeSystem::Other("lokal".to_owned()),
                code: None,
                text: Some("Faldtendens".to_owned()),
                at: None,
                description: None,
            },
        ],
        actions: vec![Action {
            kind: ActionKind::FollowUp,
            priority: Some(Priority::Routine),
            priority_word: Some("rutine".to_owned()),
            responsible: Some(clinic()),
            text: Some(advice.clone()),
            due: Some(Due { at: at("2026-04-02T12:00"), derived: false }),
        }],
        narrative: vec![
            section(SectionKind::Clinical, Text::from_plain("Indlagt med pneumoni.")),
            section(SectionKind::Recommendation, advice),
        ],
        ..event(Standard::MedcomXml, "XDIS01", Some("XD0134L"), Body::DischargeLetter(body))
    }
}

/// A letter without a body of its own, with a large file and one that is elsewhere.
pub(crate) fn document() -> Event {
    let file = |content| Attachment {
        id: None,
        media_type: Some("application/pdf".to_owned()),
        file_type: Some("pdf".to_owned()),
        object_code: None,
        title: None,
        at: None,
        author: None,
        stated_size: None,
        content,
    };
    let body = Document { name: "LaboratoryReport".to_owned(), title: personal("Svar på blodprøve") };
    Event {
        subject: None,
        attachments: vec![
            file(AttachmentContent::Original { size: 1_048_576, sha256: Digest::of(b"a large file") }),
            file(AttachmentContent::Elsewhere),
            file(AttachmentContent::Url(Personal::new("https://billeder.example/7".to_owned()))),
        ],
        narrative: vec![section(SectionKind::Other, Text::from_plain("P(aB)-Hæmoglobin 7,9 mmol/L"))],
        verbatim: vec![Verbatim { path: "LaboratoryReport/Lab".to_owned(), text: Personal::new("KBA".to_owned()) }],
        ..event(Standard::MedcomXml, "XRPT01", Some("XR0131K"), Body::Document(body))
    }
}

/// A discharge notice that corrects an earlier one, at a time that happened twice.
pub(crate) fn hospital_stay() -> Event {
    let body = HospitalStay {
        notice: StayNotice::Discharged,
        state: StayState::Finished,
        class: StayClass::Inpatient,
        admitted: Some(at("2026-10-20T07:15")),
        discharged: Some(at("2026-10-25T02:30")),
        leave_started: Some(at("2026-10-22T10:00")),
        leave_ended: Some(at("2026-10-22T18:00")),
        destination: Some("udskrevet_til_hjemmet".to_owned()),
        ward: Some(Box::new(hospital())),
        report_to: Some(Box::new(Party { specialty: Some("intern_medicin".to_owned()), ..hospital() })),
        treatment_ended: None,
        discharge_planned: None,
        conference: None,
        practitioner: None,
    };
    Event {
        status: Status::Corrected,
        receivers: vec![Party {
            identifiers: vec![gln("5790999900041"), PartyIdentifier::from_scheme("municipality", "461")],
            organisation: Some("Odense Kommune TEST".to_owned()),
            ..Party::default()
        }],
        course: Course { notification: Some("ADVIS-0815".to_owned()), ..course() },
        actions: vec![Action {
            kind: ActionKind::ResumeServices,
            priority: None,
            priority_word: None,
            responsible: None,
            text: None,
            due: None,
        }],
        ..event(Standard::MedcomXml, "XDIS17", Some("XD1730C"), Body::HospitalStay(body))
    }
}

/// A referral with triage notes and a copy receiver.
pub(crate) fn referral() -> Event {
    let body = Referral {
        setting: Some("ambulant".to_owned()),
        transport: Some("siddende".to_owned()),
        hospital_choice: Some("ALDB00".to_owned()),
        triage: vec![Triage { step: "visitering".to_owned(), note: Text::from_plain("Tid inden 14 dage") }],
        category: None,
        particulars: Vec::new(),
    };
    Event {
        sender: clinic(),
        receivers: vec![hospital()],
        copy_receivers: vec![Party { identifiers: vec![gln("5790999900065")], ..Party::default() }],
        course: Course { referral: Some("HENV-4711".to_owned()), ..course() },
        codes: vec![Code {
            role: CodeRole::ReferralDiagnosis,
            system: CodeSystem::Icpc2,
            code: Some("R81".to_owned()),
            text: None,
            at: None,
            description: Some("henvisningsdiagnose".to_owned()),
        }],
        narrative: vec![
            section(SectionKind::Anamnesis, Text::from_plain("Hoste i tre uger.")),
            section(SectionKind::Cave, Text::from_plain("Penicillin")),
        ],
        ..event(Standard::MedcomXml, "XREF01", Some("XH0131R"), Body::Referral(body))
    }
}
