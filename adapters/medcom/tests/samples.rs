//! Sample letters from outside the project, where they are present: each becomes what its type says.
//!
//! What an event must hold is read from the sample a second time, by plain search in its text, so that
//! the reader is not its own judge.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use std::path::Path;

use canonical::attachment::{Attachment, AttachmentContent, INLINE_LIMIT};
use canonical::body::{CareReport, DischargeLetter, HospitalStay, RehabilitationPlan, StayNotice};
use canonical::event::Event;
use canonical::letter::{Limits, Outcome};
use canonical::{Body, Kind};
use medcom::vans;
use support::opening::opened;
use support::samples;

/// What the name of a sample says that it is.
enum Expected {
    Event(Kind),
    Receipt,
}

#[test]
fn every_sample_becomes_what_its_type_says() {
    let mut count = 0;
    for file in samples() {
        let (Some(expected), bytes) = (expected(&file), payload(&file)) else {
            continue;
        };
        count += 1;
        for letter in opened(&bytes).letters {
            match (&expected, letter.outcome) {
                (Expected::Event(kind), Outcome::Event(event)) => assert_eq!(event.body.kind(), *kind, "{file:?}"),
                (Expected::Receipt, Outcome::Receipt(receipt)) => {
                    assert!(receipt.envelope_id.is_some() && receipt.original_sender.is_some(), "{file:?}");
                }
                (_, outcome) => panic!("{file:?} became {outcome:?}"),
            }
        }
    }
    assert!(count == 0 || count > 40, "only {count} samples");
}

#[test]
fn every_event_of_a_sample_holds_what_the_sample_says() {
    for file in samples().iter().filter(|file| matches!(expected(file), Some(Expected::Event(_)))) {
        let bytes = payload(file);
        let text = decoded(&bytes);
        for letter in opened(&bytes).letters {
            let Outcome::Event(event) = letter.outcome else {
                panic!("{file:?} is no event");
            };
            same_header(&event, &text, file);
            same_facts(&event, &text, file);
        }
    }
}

#[test]
fn transport_receipts_are_recognised() {
    let receipts = samples().into_iter().filter(|file| name(file).starts_with("VANS_receipt"));
    for file in receipts {
        let bytes = std::fs::read(&file).expect("a readable sample");
        let message = vans::open(&bytes, &Limits::default()).expect("a VANS envelope").expect("an open one");
        assert!(matches!(message.content, vans::Content::Receipt(_)), "{file:?}");
    }
}

/// Identity, parties, patient and times, against the text.
fn same_header(event: &Event, text: &str, file: &Path) {
    let letter = part(text, "Letter");
    assert_eq!(Some(event.source.letter_id.as_str()), field(letter, "Identifier"), "{file:?}");
    assert_eq!(event.source.version_code.as_deref(), field(letter, "VersionCode"), "{file:?}");
    let date_and_time = |part: &str| {
        let time = field(part, "Time").or_else(|| field(part, "TimeWithSec"));
        field(part, "Date").zip(time).map(|(date, time)| format!("{date}T{time}"))
    };
    let authored = event.times.authored.as_ref().map(|moment| moment.written.clone());
    assert_eq!(authored, date_and_time(self::part(letter, "Authorisation")), "{file:?}");
    let sent = event.times.sent.as_ref().map(|moment| moment.written.clone());
    assert_eq!(sent, date_and_time(part(text, "Sent")), "{file:?}");
    let parties = [(Some(&event.sender), "Sender"), (event.receivers.first(), "Receiver")];
    for (party, name) in parties {
        let gln = party.and_then(|party| party.gln()).map(|gln| gln.as_str());
        assert_eq!(gln, field(part(text, name), "EANIdentifier"), "{file:?} {name}");
        let organisation = party.and_then(|party| party.organisation.as_deref());
        assert_eq!(
            organisation.map(escaped).as_deref(),
            field(part(text, name), "OrganisationName"),
            "{file:?} {name}"
        );
    }
    let subject = event.subject.clone().unwrap_or_default();
    let patient = part(text, "Patient");
    let number = subject.identifiers.first().map(|identifier| identifier.reveal());
    let written = field(patient, "CivilRegistrationNumber").or_else(|| field(patient, "AlternativeIdentifier"));
    // In administrative letters this number stands for nobody.
    assert_eq!(number, written.filter(|number| *number != "1505505510"), "{file:?}");
    let surname = subject.surname.as_ref().map(|surname| surname.reveal().as_str());
    assert_eq!(surname, field(patient, "PersonSurnameName"), "{file:?}");
    let street = subject.address.street.as_ref().map(|street| street.reveal().as_str());
    assert_eq!(street, field(patient, "StreetName"), "{file:?}");
}

/// What each kind of letter is about, against the text.
fn same_facts(event: &Event, text: &str, file: &Path) {
    let count = |name: &str| text.matches(&format!("<{name}>")).count();
    let plain = narrative(event);
    match &event.body {
        Body::BirthNotification(facts) => {
            let children = count("ChildRelation").max(count("ChildInfo"));
            assert_eq!(facts.children.len(), children, "{file:?}");
        }
        Body::Booking(facts) => assert_eq!(facts.confirmed.is_some(), count("Confirmation") == 1, "{file:?}"),
        Body::CareReport(facts) => same_care(facts, text, file),
        Body::Correspondence(facts) => {
            assert_eq!(
                facts.subject.as_ref().map(|s| escaped(s.reveal())).as_deref(),
                field(text, "Subject"),
                "{file:?}"
            );
            assert_eq!(facts.segments.is_empty(), count("Text01") == 0, "{file:?}");
            assert_eq!(
                event.actions.first().and_then(|a| a.priority_word.as_deref()),
                field(text, "Priority"),
                "{file:?}"
            );
        }
        Body::DiagnosticReport(facts) => {
            assert_eq!(facts.started.is_some(), count("ExaminationStart") == 1, "{file:?}");
        }
        Body::DischargeLetter(facts) => same_discharge(event, facts, text, file),
        Body::Document(facts) => assert!(text.contains(&format!("<{}>", facts.name)), "{file:?}"),
        Body::Enclosure(_) => {
            assert_eq!(event.attachments.len(), count("BinaryObject"), "{file:?}");
            assert!(event.attachments.iter().all(is_kept), "{file:?}");
        }
        Body::HospitalStay(facts) => same_stay(event, facts, text, file),
        Body::MunicipalNote(facts) => {
            assert_eq!(facts.started.is_some(), count("Admission") == 1, "{file:?}");
            assert_eq!(facts.ended.is_some(), count("Discharge") == 1, "{file:?}");
            let signer = facts.signed_by.as_ref().map(|person| person.name.reveal().as_str());
            assert_eq!(signer, field(text, "SignedBy"), "{file:?}");
        }
        Body::Observations(_) => panic!("no letter becomes a report of observations: {file:?}"),
        Body::Referral(facts) => {
            assert_eq!(facts.setting.as_deref(), field(text, "ReferralStatus"), "{file:?}");
            assert_eq!(facts.transport.as_deref(), field(text, "Transport"), "{file:?}");
            assert_eq!(facts.triage.len(), count("HospitalVisitation") + count("MunicipalityVisitation"), "{file:?}");
            assert_eq!(event.codes.len(), count("DiagnoseText"), "{file:?}");
        }
        Body::RehabilitationPlan(facts) => same_plan(event, facts, text, file),
    }
    for text in ["Text01", "Recommendation", "Anamnesis", "ClinicalReason", "Comment"].map(|name| field(text, name)) {
        // Only texts without markup can be searched for as they are.
        let words =
            text.filter(|text| !text.contains(['<', '&'])).map(|text| text.split_whitespace().collect::<Vec<_>>());
        assert!(words.is_none_or(|words| plain.contains(&words.join(" "))), "{file:?}");
    }
}

/// Whether the file is in the event, or is too large for it and in the original.
fn is_kept(file: &Attachment) -> bool {
    match file.content {
        AttachmentContent::Inline { .. } => true,
        AttachmentContent::Original { size, .. } => size > INLINE_LIMIT as u64,
        _ => false,
    }
}

/// What a discharge letter says, against the text.
fn same_discharge(event: &Event, facts: &DischargeLetter, text: &str, file: &Path) {
    let count = |name: &str| text.matches(&format!("<{name}>")).count();
    let visits = |end: &str| count(&format!("OutPatient{end}Visit")) + count(&format!("CasualtyWard{end}Visit"));
    assert_eq!(facts.admitted.is_some(), count("Admission") + visits("First") == 1, "{file:?}");
    assert_eq!(facts.discharged.is_some(), count("Discharge") + visits("Last") == 1, "{file:?}");
    assert_eq!(event.codes.len(), count("DiagnoseText"), "{file:?}");
    let urgency = event.actions.first().and_then(|action| action.priority_word.as_deref());
    assert_eq!(urgency, field(text, "ActionPriorityCode"), "{file:?}");
}

/// What a care report says, against the text.
fn same_care(facts: &CareReport, text: &str, file: &Path) {
    let count = |name: &str| text.matches(&format!("<{name}>")).count();
    assert_eq!(facts.admitted.is_some(), count("Admission") == 1, "{file:?}");
    assert_eq!(facts.discharged.is_some(), count("Discharge") == 1, "{file:?}");
    assert_eq!(facts.aids.len(), count("Auxiliary"), "{file:?}");
    assert_eq!(facts.services.len(), count("Service"), "{file:?}");
    assert_eq!(facts.medicines.len(), count("Drug"), "{file:?}");
    assert_eq!(facts.problem_areas.len(), count("NursingProblemArea"), "{file:?}");
    let abilities = facts.function.as_ref().map_or(0, |function| function.abilities.len());
    assert_eq!(abilities, count("AbilityToFunctionElement"), "{file:?}");
    assert_eq!(facts.conference.is_some(), count("DischargeConference") == 1, "{file:?}");
}

/// What a rehabilitation plan says, against the text.
fn same_plan(event: &Event, facts: &RehabilitationPlan, text: &str, file: &Path) {
    let count = |name: &str| text.matches(&format!("<{name}>")).count();
    assert_eq!(facts.level.as_deref(), field(text, "TypeOfRehabilitationPlan"), "{file:?}");
    assert_eq!(event.codes.len(), count("PrimaryDiagnosis") + count("SecondaryDiagnosis"), "{file:?}");
    assert_eq!(facts.excerpts.len(), count("JournalExcerpt"), "{file:?}");
    assert_eq!(facts.team.len(), count("Member"), "{file:?}");
    assert_eq!(facts.result_receivers.len(), count("ResultReceiver"), "{file:?}");
    let end = part(part(text, "CurrentHospitalContact"), "ExpectedEnd");
    let day = facts.contact_ends.as_ref().and_then(|end| end.written.get(..10));
    assert_eq!(day, field(end, "Date"), "{file:?}");
}

/// What a notice is about, against the text.
fn same_stay(event: &Event, facts: &HospitalStay, text: &str, file: &Path) {
    if facts.notice == StayNotice::TreatmentEnds {
        assert!(facts.treatment_ended.is_some() && facts.discharge_planned.is_some(), "{file:?}");
        return;
    }
    let day = facts.admitted.as_ref().or(facts.discharged.as_ref()).map(|moment| moment.written.clone());
    let is_admission = text.contains("<Admission>");
    let stay = part(text, if is_admission { "Admission" } else { "Discharge" });
    let written = field(stay, "Date").zip(field(stay, "Time")).map(|(date, time)| format!("{date}T{time}"));
    assert_eq!(day, written, "{file:?}");
    assert_eq!(event.course.notification.as_deref(), field(text, "NotificationIdentifier"), "{file:?}");
}

fn narrative(event: &Event) -> String {
    event.narrative.iter().map(|section| section.text.plain()).collect::<Vec<_>>().join("\n")
}

fn name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // The published samples have no X before the type.
    if name.starts_with('X') || name.starts_with('V') || name.starts_with('G') { name } else { format!("X{name}") }
}

/// `None` for transport receipts, which hold no letter.
fn expected(file: &Path) -> Option<Expected> {
    let name = name(file);
    Some(match name.get(..6)? {
        "VANS_r" => return None,
        "VANS_m" | "XDIS01" | "XDIS02" | "XDIS03" => Expected::Event(Kind::DischargeLetter),
        "GGOP_G" => Expected::Event(Kind::RehabilitationPlan),
        "XBIN01" | "XBIN02" => Expected::Event(Kind::Enclosure),
        "XCTL01" | "XCTL02" | "XCTL03" => Expected::Receipt,
        "XDIS14" | "XDIS16" | "XDIS18" | "XDIS21" => Expected::Event(Kind::CareReport),
        "XDIS15" | "XDIS22" => Expected::Event(Kind::MunicipalNote),
        "XDIS17" | "XDIS20" => Expected::Event(Kind::HospitalStay),
        "XDIS19" => Expected::Event(Kind::HospitalStay),
        "XDIS32" => Expected::Event(Kind::BirthNotification),
        "XDIS91" => Expected::Event(Kind::Correspondence),
        "XREF01" | "XREF02" | "XREF06" | "XREF07" | "XREF15" | "XREF22" => Expected::Event(Kind::Referral),
        _ => Expected::Event(Kind::Document),
    })
}

/// The letter's own document, out of its transport envelope if it has one.
fn payload(file: &Path) -> Vec<u8> {
    let bytes = std::fs::read(file).expect("a readable sample");
    match vans::open(&bytes, &Limits::default()) {
        None => bytes,
        Some(opened) => match opened.expect("an open envelope").content {
            vans::Content::Payload(payload) => payload.into_revealed(),
            vans::Content::Receipt(_) => Vec::new(),
        },
    }
}

/// The text without the prefixes of names, in which fields can be searched for.
fn decoded(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    };
    ["m0:", "m2:"].iter().fold(text, |text, prefix| text.replace(prefix, ""))
}

/// The inside of the first element of this name; empty if there is none.
fn part<'t>(text: &'t str, name: &str) -> &'t str {
    let after = text.split_once(&format!("<{name}>")).map_or("", |(_, after)| after);
    after.split_once(&format!("</{name}>")).map_or("", |(inside, _)| inside)
}

/// The same, if there is something inside.
fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    Some(part(text, name).trim()).filter(|inside| !inside.is_empty())
}

fn escaped(text: impl AsRef<str>) -> String {
    text.as_ref().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
