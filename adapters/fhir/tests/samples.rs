//! MedCom's published messages, where they lie beside the checkout: each becomes what its readers expect.
//!
//! The expectations were read from the messages by hand, not from the program.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use canonical::Event;
use canonical::attachment::AttachmentContent;
use canonical::body::{Body, Correspondence, HospitalStay, ObservedValue};
use canonical::letter::{Limits, Opened, Outcome, Unreadable};
use canonical::receipt::AnsweredLetter;
use canonical::refusal::RefusalCode;
use std::path::Path;
use support::samples;

const HOSPITAL: &str = "5790000209354";
const CARE_HOME: &str = "5790001348120";

/// One notice: start of the file name; notice, state, class, status; what happened when; what it follows; what it asks.
type Stay = (&'static str, &'static str, &'static str, &'static str, &'static str);

const STAYS: &[Stay] = &[
    (
        "a5e5b880",
        "Admitted InProgress Inpatient Original",
        "2022-12-07T10:00:00Z",
        "",
        "PauseServices SendAdmissionReport",
    ),
    (
        "bfab3e80",
        "Admitted InProgress Inpatient Corrected",
        "2022-12-07T11:00:00Z",
        "Corrects b9b4818e",
        "PauseServices",
    ),
    ("c83671a4", "Admitted EnteredInError Inpatient Cancelled", "2022-12-07T10:00:00Z", "Cancels b9b4818e", ""),
    (
        "d3128d9b",
        "LeaveStarted OnLeave Inpatient Original",
        "2022-12-13T12:00:10Z",
        "Continues b9b4818e",
        "ResumeServices",
    ),
    (
        "e94de8ee",
        "LeaveEnded InProgress Inpatient Original",
        "2022-12-14T13:30:00Z",
        "Continues e563a2b2",
        "PauseServices",
    ),
    (
        "f4aa42a4",
        "Discharged Finished Inpatient Original",
        "2022-12-18T07:45:30Z",
        "Continues b9b4818e",
        "ResumeServices",
    ),
    ("g099bbf3", "Died Finished Inpatient Original", "2022-12-09T07:45:30Z", "Continues b9b4818e", "StopServices"),
    (
        "h1c8e4a8",
        "ArrivedAcute InProgress Acute Original",
        "2022-12-01T08:00:04Z",
        "",
        "PauseServices SendAdmissionReport",
    ),
    ("kcab461b", "Discharged Finished Acute Original", "2022-12-02T20:00:09Z", "Continues i50fc5fe", "ResumeServices"),
    ("ld31e08a", "Died Finished Acute Original", "2022-12-02T05:00:00Z", "Continues i50fc5fe", "StopServices"),
    ("m908i967", "Admitted InProgress Inpatient Original", "2022-12-07T10:00:00Z", "", "PauseServices"),
    ("n73ccf30", "Admitted InProgress Inpatient Original", "2022-12-07T10:00:00Z", "", "PauseServices"),
];

/// One letter: start of the file name; turn and category; segments, of which new; what it follows; its files.
type Letter = (&'static str, &'static str, (usize, usize), &'static str, &'static str);

const LETTERS: &[Letter] = &[
    ("0d5b3c18", "New examination-results", (1, 1), "", ""),
    ("3dcb5618", "Reply examination-results", (3, 1), "Answers d5bd2111", "elsewhere"),
    ("add5e7e2", "New examination-results", (1, 1), "", ""),
    ("b56549f7", "Reply examination-results", (2, 1), "Answers 42cb9200", "inline"),
    ("c0426e3e", "Forward examination-results", (4, 1), "Forwards 4dff3695", "inline"),
    ("d11968f5", "Forward examination-results", (5, 1), "Forwards 4dff3695", "elsewhere url"),
    ("gfd00bc2", "New regarding-referral", (1, 1), "", "inline url"),
    ("k7bfbc0c", "Reply carecoordination", (1, 0), "Answers B3007201", ""),
];

#[test]
fn every_hospital_notification_becomes_a_stay() {
    for file in samples::files("hospitalnotification") {
        let event = event(&file);
        let (_, what, when, follows, asks) =
            STAYS.iter().find(|(start, ..)| name(&file).contains(start)).expect("a known file");
        let Body::HospitalStay(stay) = &event.body else { panic!("{} is no stay", file.display()) };
        let HospitalStay { notice, state, class, .. } = stay;
        assert_eq!(format!("{notice:?} {state:?} {class:?} {:?}", event.status), *what, "{}", file.display());
        assert_eq!(event.times.occurred.as_ref().map(|at| at.instant.to_string()).as_deref(), Some(*when));
        assert_eq!(self::follows(&event), *follows, "{}", file.display());
        assert_eq!(actions(&event), *asks, "{}", file.display());
        let subject = event.subject.as_ref().expect("a patient");
        assert_eq!(subject.identifiers.first().map(|id| id.reveal()), Some("2509479989"));
        assert_eq!(subject.surname.as_ref().map(|name| name.reveal().as_str()), Some("Elmer"));
        assert_eq!(parties(&event), (HOSPITAL.to_owned(), CARE_HOME.to_owned()), "{}", file.display());
        assert!(event.course.episodes.iter().any(|episode| episode.value == "bd481c38a92111edafa10242ac120002"));
        assert_eq!(stay.report_to.is_some(), asks.contains("Report"), "{}", file.display());
        assert_eq!(stay.ward.is_some(), name(&file).contains("m908i967"), "{}", file.display());
        assert!(event.verbatim.is_empty(), "{} has fields without a place", file.display());
    }
}

#[test]
fn every_care_communication_becomes_a_correspondence() {
    for file in samples::files("carecommunication") {
        let event = event(&file);
        let (_, what, (segments, new), follows, files) =
            LETTERS.iter().find(|(start, ..)| name(&file).contains(start)).expect("a known file");
        let Body::Correspondence(correspondence) = &event.body else { panic!("{} is no letter", file.display()) };
        let Correspondence { turn, category, segments: written, .. } = correspondence;
        let category = category.as_ref().map(|category| category.code.as_str()).unwrap_or_default();
        assert_eq!(format!("{turn:?} {category}"), *what, "{}", file.display());
        assert_eq!(written.len(), *segments, "{}", file.display());
        assert_eq!(written.iter().filter(|segment| segment.is_new == Some(true)).count(), *new, "{}", file.display());
        assert_eq!(self::follows(&event), *follows, "{}", file.display());
        assert_eq!(attachments(&event), *files, "{}", file.display());
        assert!(written.iter().all(|segment| segment.author.is_some() && segment.written.is_some()));
        assert_eq!(event.narrative.len(), *segments, "{}", file.display());
        assert_eq!(event.source.version_code.as_deref(), Some("5.0"));
        assert!(actions(&event).starts_with("Answer"));
        // Names of organisations that took part earlier, whose identifiers stand with their segments; and when
        // a file was made, beside when it was sent.
        let is_kept = |field: &canonical::event::Verbatim| {
            field.path.ends_with("].resource.name") || field.path.ends_with(".contentAttachment.creation")
        };
        assert!(event.verbatim.iter().all(is_kept), "{} has fields without a place", file.display());
        for segment in written {
            let author = segment.author.as_ref().expect("an author");
            assert_eq!(author.identifiers.len(), 2, "{}", file.display());
        }
    }
}

#[test]
fn a_letter_says_the_words_its_author_wrote() {
    for file in samples::files("carecommunication").iter().filter(|file| name(file).contains("gfd00bc2")) {
        let event = event(file);
        let Body::Correspondence(letter) = &event.body else { panic!("no letter") };
        assert_eq!(letter.subject.as_ref().map(|subject| subject.reveal().as_str()), Some("Journal notat"));
        let from = letter.from.as_ref().expect("a specific sender");
        assert_eq!((from.name.reveal().as_str(), from.role.as_deref()), ("Michael Burns", Some("sygeplejerske")));
        assert_eq!(letter.to.as_ref().map(|to| to.name.reveal().as_str()), Some("Plejecenter Herlev Team 1"));
        assert_eq!(event.actions.first().and_then(|action| action.priority_word.as_deref()), Some("asap"));
        let segment = letter.segments.first().expect("a segment");
        assert!(segment.text.plain().starts_with("Hi, I've attached the following journal note."));
        let author = segment.author.as_ref().expect("an author");
        assert_eq!(author.contacts.first().map(|contact| contact.value.reveal().as_str()), Some("38683868"));
    }
    for file in samples::files("carecommunication").iter().filter(|file| name(file).contains("0d5b3c18")) {
        let subject = event(file).subject.expect("a patient");
        assert_eq!(subject.identifiers.first().map(|id| id.lookup()), Some(("replacement-cpr", "0703921VJ4")));
    }
}

#[test]
fn acknowledgements_are_receipts_and_the_empty_message_a_document() {
    for file in samples::files("acknowledgement") {
        let opened = convert(&file).expect("a message");
        let expected = match name(&file) {
            name if name.contains("a8c041b8") => "Positive",
            name if name.contains("bc9535ef") => "Negative",
            name if name.contains("c9c2b2f6") => "Transient",
            _ => "document",
        };
        match &opened.letters.first().expect("a letter").outcome {
            Outcome::Receipt(receipt) => {
                assert_eq!(format!("{:?}", receipt.verdict), expected, "{}", file.display());
                let named = |letter: &AnsweredLetter| [Some(letter.letter_id.clone()), letter.or_letter_id.clone()];
                let id = Some("42cb9200-f421-4d08-8391-7d51a2503cb4".to_owned());
                assert!(receipt.letters.iter().flat_map(named).any(|named| named == id));
            }
            Outcome::Event(event) => {
                assert!(matches!(event.body, Body::Document(_)) && event.subject.is_none());
                assert_eq!(expected, "document", "{}", file.display());
            }
            Outcome::Refused(refusals) => panic!("{}: {refusals:?}", file.display()),
        }
    }
}

/// One report: start of the file name; status, and what it follows; who asked; results, of which with a comment; its files.
type Report = (&'static str, &'static str, &'static str, (usize, usize), &'static str);

const REPORTS: &[Report] = &[
    ("401cbc36", "Original ", "O.K.M.", (6, 1), ""),
    ("5f341feb", "Cancelled Cancels 489de4f2", "O.K.M.", (6, 1), ""),
    ("73996cdc", "Corrected Corrects 489de4f2", "O.K.M.", (6, 1), ""),
    ("ReceiveTestExample1", "Original ", "SDaA", (2, 0), ""),
    ("ReceiveTestExample2", "Original ", "unknown", (2, 1), ""),
    ("ReceiveTestExample3", "Original ", "unknown", (1, 0), ""),
    ("ReceiveTestExample4", "Original ", "SDaA", (9, 6), ""),
    ("add5e7e2", "Original ", "OKM", (10, 0), "inline"),
    ("faa0c104", "Original ", "OKM", (3, 0), ""),
];

#[test]
fn every_home_care_observation_becomes_a_report() {
    for file in samples::files("homecareobservation") {
        let event = event(&file);
        let (_, what, asked, (results, with_note), files) =
            REPORTS.iter().find(|(start, ..)| name(&file).contains(start)).expect("a known file");
        let Body::Observations(report) = &event.body else { panic!("{} is no report", file.display()) };
        assert_eq!(format!("{:?} {}", event.status, follows(&event)), *what, "{}", file.display());
        let requester = report.requester.as_ref().expect("who asked");
        let initials = requester.initials.as_ref().map_or("unknown", |initials| initials.reveal().as_str());
        assert_eq!(initials, *asked, "{}", file.display());
        assert_eq!(report.observations.len(), *results, "{}", file.display());
        let noted = report.observations.iter().filter(|one| !one.notes.is_empty()).count();
        assert_eq!(noted, *with_note, "{}", file.display());
        assert_eq!(attachments(&event), *files, "{}", file.display());
        assert_eq!(report.consent_refused, name(&file).contains("faa0c104"), "{}", file.display());
        assert_eq!(report.cancellation_reason.is_some(), name(&file).contains("5f341feb"), "{}", file.display());
        assert!(report.observations.iter().all(|one| one.value.is_some() && one.at.is_some()), "{}", file.display());
        assert_eq!(report.performer.as_ref().and_then(|one| one.role.as_deref()), Some("sygeplejerske"));
        assert!(event.verbatim.is_empty(), "{} has fields without a place", file.display());
    }
}

#[test]
fn a_report_says_what_was_measured() {
    for file in samples::files("homecareobservation").iter().filter(|file| name(file).contains("401cbc36")) {
        let event = event(file);
        let Body::Observations(report) = &event.body else { panic!("no report") };
        let temperature = report.observations.get(4).expect("a fifth result");
        assert_eq!(temperature.codes.first().map(|code| code.code.as_str()), Some("NPU08676"));
        let Some(ObservedValue::Quantity(amount)) = &temperature.value else { panic!("no amount") };
        assert_eq!((amount.value.reveal().as_str(), amount.unit.as_deref()), ("38.7", Some("°C")));
        let comment = report.conclusion.as_ref().expect("a comment").plain();
        assert!(comment.starts_with("ABCDE\nSeFølLyt-Princippet\nA.\tRF 19"), "{comment}");
        let telephone = report.performer.as_ref().and_then(|one| one.contacts.first()).expect("a telephone");
        assert_eq!(telephone.value.reveal(), "+45 05577668");
        assert_eq!(event.times.occurred.as_ref().map(|at| at.written.as_str()), Some("2023-09-13T09:24:08+02:00"));
    }
}

#[test]
fn both_formats_of_a_message_give_the_same_event() {
    for folder in ["acknowledgement", "carecommunication", "homecareobservation", "hospitalnotification"] {
        for json in samples::files(folder).iter().filter(|file| file.extension().is_some_and(|of| of == "json")) {
            let xml = json.with_extension("xml");
            let (one, other) = (outcome_without_places(json), outcome_without_places(&xml));
            assert_eq!(one, other, "{}", json.display());
        }
    }
}

#[test]
fn what_is_no_message_is_refused_as_such() {
    for file in samples::files("fhir-subscriptions") {
        let Unreadable { refusals, .. } = convert(&file).expect_err("no message");
        let is_bundle = name(&file).starts_with("Bundle");
        let code = if is_bundle { RefusalCode::BundleTypeWrong } else { RefusalCode::RootUnknown };
        assert_eq!(refusals.first().map(|refusal| refusal.code), Some(code), "{}", file.display());
    }
    for file in samples::files("conversion-xdis91-carecommunication") {
        let is_fhir = ["CareCommunication", "Acknowledgement"].iter().any(|word| name(&file).contains(word));
        let bytes = std::fs::read(&file).expect("a sample");
        assert_eq!(fhir::looks_like_fhir(&bytes), is_fhir, "{}", file.display());
        assert_eq!(convert(&file).is_ok(), is_fhir, "{}", file.display());
    }
}

#[expect(clippy::result_large_err, reason = "the contract of the translator")]
fn convert(file: &Path) -> Result<Opened, Unreadable> {
    fhir::convert(&std::fs::read(file).expect("a sample"), &Limits::default())
}

fn event(file: &Path) -> Event {
    let opened = convert(file).expect("a message");
    match opened.letters.into_iter().next().expect("a letter").outcome {
        Outcome::Event(event) => *event,
        Outcome::Receipt(_) | Outcome::Refused(_) => panic!("{} became no event", file.display()),
    }
}

fn outcome_without_places(file: &Path) -> Outcome {
    let opened = convert(file).expect("a message");
    let mut outcome = opened.letters.into_iter().next().expect("a letter").outcome;
    if let Outcome::Event(event) = &mut outcome {
        event.notices.iter_mut().for_each(|notice| (notice.at.line, notice.at.column) = (0, 0));
    }
    outcome
}

fn name(file: &Path) -> &str {
    file.file_name().and_then(|name| name.to_str()).expect("a name")
}

fn actions(event: &Event) -> String {
    event.actions.iter().map(|action| format!("{:?}", action.kind)).collect::<Vec<_>>().join(" ")
}

/// The relation, and the first eight characters of what it follows.
fn follows(event: &Event) -> String {
    let one = |follows: &canonical::course::Follows| format!("{:?} {:.8}", follows.relation, follows.letter_id);
    event.course.follows.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn parties(event: &Event) -> (String, String) {
    let gln = |party: &canonical::party::Party| party.gln().expect("a location number").as_str().to_owned();
    (gln(&event.sender), gln(event.receivers.first().expect("a receiver")))
}

fn attachments(event: &Event) -> String {
    let word = |content: &AttachmentContent| match content {
        AttachmentContent::Elsewhere => "elsewhere",
        AttachmentContent::Inline { .. } => "inline",
        AttachmentContent::Original { .. } => "original",
        AttachmentContent::RecordViewer => "record viewer",
        AttachmentContent::Url(_) => "url",
    };
    event.attachments.iter().map(|attachment| word(&attachment.content)).collect::<Vec<_>>().join(" ")
}
