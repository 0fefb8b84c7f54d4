//! What a FHIR system hands in: the method and the address, and a document.

use canonical::Event;
use canonical::event::EventId;
use canonical::files::Nowhere;
use canonical::identifier::PartyIdentifier;
use canonical::letter::{Format, Limits, Outcome, Unreadable};
use canonical::notification::Notification;
use canonical::party::Party;
use canonical::refusal::Place;
use fhir::rest::answer::{self, Answered};
use fhir::rest::{Entry, Form, Request, Taken};

use super::support::round::stamp;
use super::{answered, places};

/// A line that says what is asked for, as [`Request::parse`] reads it, and behind it any bytes: an answer, and the same
/// again, from a sender of its own and from a carrier.
pub(crate) fn rest(bytes: &[u8]) {
    let (line, document) =
        bytes.iter().position(|byte| *byte == b'\n').map_or((bytes, &b""[..]), |at| (&bytes[..at], &bytes[at + 1..]));
    let Some(request) = std::str::from_utf8(line).ok().and_then(Request::parse) else { return };
    assert_eq!(Request::parse(&request.word()), Some(request.clone()), "another request");
    for caller in [Some(&hospital()), None] {
        let taken = converted(document, &request, caller);
        assert_eq!(taken, converted(document, &request, caller), "another answer");
        match taken {
            Err(unreadable) => {
                places::all_exist(document, &unreadable.refusals);
                let answer = answer::outcome(&unreadable.refusals, &[], request.resource_type(), Format::Json);
                answered::outcome(&answer, unreadable.refusals.len());
            }
            Ok(taken) => read(document, &request, &taken),
        }
    }
}

/// A document of ours, which is read as one.
pub(super) fn document(bytes: &[u8]) {
    let taken = converted(bytes, &Request::Bundle, Some(&hospital()));
    let taken = taken.unwrap_or_else(|wrong| panic!("our own document: {:?}", wrong.refusals));
    assert_eq!(taken.form, Form::Document);
}

fn hospital() -> Party {
    let identifiers = [("gln", "5790999900010"), ("sor", "999999999999910")];
    let identifiers = identifiers.map(|(scheme, value)| PartyIdentifier::from_scheme(scheme, value)).to_vec();
    Party { identifiers, organisation: Some("Testregionens Hospital".to_owned()), ..Party::default() }
}

#[allow(clippy::result_large_err, reason = "the translators' contract")]
fn converted(bytes: &[u8], request: &Request, caller: Option<&Party>) -> Result<Taken, Unreadable> {
    fhir::rest::convert(bytes, request, caller, &Limits::default(), &mut Nowhere).expect("files go nowhere")
}

fn read(document: &[u8], request: &Request, taken: &Taken) {
    let is_refused = |outcome: &Outcome| matches!(outcome, Outcome::Refused(_));
    for letter in &taken.letters {
        match &letter.outcome {
            Outcome::Event(event) => written(event),
            Outcome::Receipt(_) => assert_eq!(taken.form, Form::Message, "a receipt that is no message"),
            Outcome::Refused(refusals) => {
                assert!(!taken.form.is_whole(), "part of a whole is refused");
                places::all_exist(document, refusals);
                let answer = answer::outcome(refusals, &[], request.resource_type(), Format::Json);
                answered::outcome(&answer, refusals.len());
                answered::is_xml(&answer::outcome(refusals, &[], request.resource_type(), Format::Xml));
            }
        }
    }
    if taken.form == Form::Message {
        return assert!(taken.entries.is_empty() && !taken.letters.is_empty());
    }
    assert_eq!(taken.notification.is_some(), taken.form == Form::Notification);
    let value = serde_json::from_slice(document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document)).ok();
    let mut told = Vec::new();
    for entry in &taken.entries {
        told.extend(entry.letter);
        let letter = entry.letter.map(|at| taken.letters.get(at).expect("a letter that there is"));
        if let Some(value) = &value {
            places::exists(value, &Place::path(format!("{}.none", entry.at))).expect("an entry that there is");
        }
        let is_kept = letter.is_some_and(|letter| !is_refused(&letter.outcome));
        shown(document, request, taken, entry, is_kept);
    }
    told.sort_unstable();
    told.dedup();
    assert_eq!(told.len(), taken.letters.len(), "a letter that no entry tells of");
    responded(taken);
    taken.notification.iter().for_each(|notification| drop(Notification::clone(notification)));
}

/// What is shown of a resource is that resource, and is taken again as the same.
fn shown(document: &[u8], request: &Request, taken: &Taken, entry: &Entry, is_kept: bool) {
    let Some(shown) = answer::representation(document, entry).filter(|_| taken.form == Form::Resource) else { return };
    let value: serde_json::Value = match serde_json::from_slice(&shown) {
        Ok(value) => value,
        // Numbers stay as they were written, also those that are too large for that reader.
        Err(error) if error.to_string().starts_with("number out of range") => return,
        Err(error) => panic!("{error}"),
    };
    assert_eq!(
        (value["id"].as_str(), value["meta"]["versionId"].as_str()),
        (Some(entry.id.as_str()), Some(entry.version.as_str()))
    );
    let (Request::Create(kind) | Request::Update(kind, _)) = request else { return };
    if is_kept {
        let again = Request::Update(kind, entry.id.clone());
        let again = converted(&shown, &again, Some(&hospital()));
        assert!(again.is_ok(), "what is shown is not taken: {again:?}");
    }
}

/// The answer names every entry once, in both formats.
fn responded(taken: &Taken) {
    let event = EventId::from_slice(&[7; 16]).expect("an id");
    let answered: Vec<_> = [false, true]
        .into_iter()
        .flat_map(|is_resent| {
            let answered = move |entry| Answered { entry, event: Some(event), is_resent };
            taken.entries.iter().map(answered)
        })
        .collect();
    let base = "https://broen.example.org/fhir";
    let response = answer::transaction_response(&answered, base, Format::Json);
    let value: serde_json::Value = serde_json::from_slice(&response.bytes).expect("JSON");
    assert_eq!(value["entry"].as_array().map_or(0, Vec::len), answered.len(), "an entry without an answer");
    answered::is_xml(&answer::transaction_response(&answered, base, Format::Xml));
}

/// What was taken can be written, or it is said why not; and what is written can be read.
fn written(event: &Event) {
    let written = |format| fhir::render::render(event, &stamp(), format);
    let (json, xml) = match (written(Format::Json), written(Format::Xml)) {
        (Ok(json), Ok(xml)) => (json, xml),
        (Err(error), Err(_)) => return assert!(!error.obstacles.is_empty(), "not written for nothing"),
        _ => panic!("written in one format only"),
    };
    for document in [json, xml] {
        match fhir::convert(&document, &Limits::default()) {
            Ok(opened) => {
                if !matches!(opened.letters[0].outcome, Outcome::Event(_)) {
                    super::message::file_refused(&document);
                }
            }
            Err(_) => self::document(&document),
        }
    }
}
