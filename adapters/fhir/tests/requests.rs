//! Every request of a FHIR system beside the code that reads it, and the events or the refusals that come out.
//!
//! The name of a case says what is asked for: `create_…` and `update_…` with the type and the id of the resource in it,
//! `bundle_…` for a Bundle at the base. `UPDATE_CASES=1` writes the results that are missing.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;
use std::path::Path;

use canonical::digest::Digest;
use canonical::event::Status;
use canonical::files::Files;
use canonical::identifier::PartyIdentifier;
use canonical::letter::{Limits, Outcome, Unreadable};
use canonical::party::Party;
use canonical::refusal::RefusalCode;
use fhir::rest::{KINDS, Request, Taken, convert, kind};
use support::cases::requests;
use support::lines;

/// Files go nowhere.
struct Nowhere;

impl Files for Nowhere {
    fn piece(&mut self, _: &[u8]) -> std::io::Result<()> {
        Ok(())
    }

    fn complete(&mut self, _: Digest) -> std::io::Result<()> {
        Ok(())
    }

    fn dropped(&mut self) {}
}

fn hospital() -> Party {
    let identifiers = [("gln", "5790999900010"), ("sor", "999999999999910")]
        .map(|(scheme, value)| PartyIdentifier::from_scheme(scheme, value));
    Party {
        identifiers: identifiers.to_vec(),
        organisation: Some("Testregionens Hospital".to_owned()),
        ..Party::default()
    }
}

#[allow(clippy::result_large_err, reason = "the translators' contract")]
fn converted(bytes: &[u8], request: &Request) -> Result<Taken, Unreadable> {
    convert(bytes, request, Some(&hospital()), &Limits::default(), &mut Nowhere).expect("files go nowhere")
}

/// What the name of a case asks for.
fn request(case: &Path, bytes: &[u8]) -> Request {
    let name = case.file_name().and_then(|name| name.to_str()).expect("a name");
    let value: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    let part = |part: &str| value[part].as_str().unwrap_or_default().to_owned();
    let text = String::from_utf8_lossy(bytes);
    let in_xml = || KINDS.iter().find(|kind| text.contains(&format!("<{} xmlns", kind.name)));
    let kind = kind(&part("resourceType")).or_else(in_xml);
    match name.split('_').next() {
        Some("create") => Request::Create(kind.expect("a type that is taken")),
        Some("update") => Request::Update(kind.expect("a type that is taken"), part("id")),
        _ => Request::Bundle,
    }
}

#[test]
fn every_request_becomes_what_stands_beside_it() {
    let cases = requests();
    assert!(cases.len() > 20, "only {} cases found", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(|case| compare(case).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn compare(case: &Path) -> Result<(), String> {
    let bytes = fs::read(case).expect("a case");
    let text = match converted(&bytes, &request(case, &bytes)) {
        Err(unreadable) => lines::result(&Err(unreadable)),
        Ok(taken) => {
            let entries = taken.entries.iter().map(|entry| {
                let warnings: Vec<String> =
                    entry.warnings.iter().map(|warning| format!(" {:?} at {}", warning.doubt, warning.at)).collect();
                let letter =
                    entry.letter.map_or_else(|| "read with others".to_owned(), |letter| format!("letter {letter}"));
                format!("{}: {}/{} {letter}{}\n", entry.at, entry.kind, entry.id, warnings.concat())
            });
            let notification = taken.notification.iter().map(|notification| format!("{notification:?}\n"));
            let letters = taken.letters.iter().map(|letter| lines::outcome(&letter.outcome));
            entries.chain(notification).chain(letters).collect()
        }
    };
    let is_refused = text.lines().any(|line| line == "refused" || line == "unreadable");
    let expected = case.with_extension(if is_refused { "refusal.txt" } else { "event.txt" });
    if !expected.exists() && std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(&expected, &text).expect("a place to write");
    }
    match fs::read_to_string(&expected) {
        Err(_) => Err(format!("{} has no {}; it is:\n{text}", case.display(), expected.display())),
        Ok(kept) if kept == text => Ok(()),
        Ok(kept) => Err(format!("{} is no longer\n{kept}but\n{text}", case.display())),
    }
}

#[test]
fn every_request_says_why_it_exists() {
    for case in requests() {
        let why = fs::read_to_string(case.with_extension("why.txt")).unwrap_or_default();
        assert!(why.trim().ends_with('.'), "{} does not say why it exists", case.display());
    }
}

fn encounter(version: &str, status: &str) -> String {
    format!(
        r#"{{"resourceType":"Encounter","id":"e1"{version},"status":"{status}","class":{{"code":"IMP"}},
            "subject":{{"identifier":{{"system":"urn:oid:1.2.208.176.1.2","value":"2512489996"}}}},
            "period":{{"start":"2026-03-12T14:35:00+01:00"}}}}"#
    )
}

fn event(bytes: &str, request: &Request) -> canonical::Event {
    let taken = converted(bytes.as_bytes(), request).expect("taken");
    match taken.letters.into_iter().next().map(|letter| letter.outcome) {
        Some(Outcome::Event(event)) => *event,
        other => panic!("no event: {other:?}"),
    }
}

#[test]
fn the_same_content_is_the_same_event_and_a_newer_version_corrects_the_earlier_one() {
    let update = Request::Update(kind("Encounter").expect("a type"), "e1".to_owned());
    let version = |number: u8| format!(r#","meta":{{"versionId":"{number}"}}"#);
    let first = event(&encounter(&version(1), "in-progress"), &update);
    assert_eq!(first, event(&encounter(&version(1), "in-progress"), &update));
    assert_eq!((first.status, first.course.follows.len()), (Status::Original, 0));
    let second = event(&encounter(&version(2), "in-progress"), &update);
    assert_eq!(second.status, Status::Corrected);
    assert_ne!(second.identity(), first.identity());
    let follows: Vec<_> = second.course.follows.iter().map(|follows| follows.letter_id.as_str()).collect();
    assert_eq!(follows, ["Encounter/e1"]);
    let error = event(&encounter(&version(3), "entered-in-error"), &update);
    assert_eq!(error.status, Status::Cancelled);
    let unversioned = event(&encounter("", "in-progress"), &update);
    assert_eq!(unversioned.id, event(&encounter("", "in-progress"), &update).id);
    assert_ne!(unversioned.id, event(&encounter("", "finished"), &update).id);
}

#[test]
fn a_new_resource_is_named_by_its_identifier_or_by_its_content() {
    let create = Request::Create(kind("Task").expect("a type"));
    let task = |id: &str, identifier: &str, note: &str| {
        format!(
            r#"{{"resourceType":"Task","id":"{id}"{identifier},"status":"requested","intent":"order","description":"{note}",
                "for":{{"identifier":{{"system":"urn:oid:1.2.208.176.1.2","value":"2512489996"}}}}}}"#
        )
    };
    let name = |task: &str| converted(task.as_bytes(), &create).expect("taken").entries[0].id.clone();
    assert_eq!(name(&task("a", "", "Ring")), name(&task("b", "", "Ring")), "the id is the server's to give");
    assert_ne!(name(&task("a", "", "Ring")), name(&task("a", "", "Skriv")));
    let identifier = r#","identifier":[{"system":"urn:x","value":"1"}]"#;
    let (ring, write) = (task("a", identifier, "Ring"), task("a", identifier, "Skriv"));
    assert_eq!(name(&ring), name(&write));
    assert_eq!(event(&ring, &create).identity(), event(&write, &create).identity());
    assert_ne!(event(&ring, &create).id, event(&write, &create).id);
}

#[test]
fn a_carrier_must_be_told_for_whom() {
    let create = Request::Create(kind("Encounter").expect("a type"));
    let taken = convert(encounter("", "in-progress").as_bytes(), &create, None, &Limits::default(), &mut Nowhere);
    let letters = taken.expect("files go nowhere").expect("readable").letters;
    let Outcome::Refused(refusals) = &letters[0].outcome else { panic!("nobody sends it") };
    assert_eq!(refusals.iter().map(|refusal| refusal.code).collect::<Vec<_>>(), [RefusalCode::ElementMissing]);
}

#[test]
fn a_transaction_has_no_more_letters_than_an_envelope_may_have() {
    let entry = r#"{"resource":{"resourceType":"Condition","subject":{"identifier":{"system":"urn:oid:1.2.208.176.1.2","value":"2512489996"}}},
                    "request":{"method":"POST","url":"Condition"}}"#;
    let bundle = format!(r#"{{"resourceType":"Bundle","type":"transaction","entry":[{}]}}"#, [entry; 3].join(","));
    let limits = Limits { letters: 2, ..Limits::default() };
    let refused = convert(bundle.as_bytes(), &Request::Bundle, Some(&hospital()), &limits, &mut Nowhere);
    let refused = refused.expect("files go nowhere").expect_err("too many");
    assert_eq!(refused.refusals[0].code, RefusalCode::DocumentTooComplex);
}

#[test]
fn every_published_notification_is_read() {
    let mut read = 0;
    for file in published::files("samples/medcom-fhir/fhir-subscriptions", &["json"]) {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        if !name.starts_with("Bundle-") {
            continue;
        }
        let taken = converted(&fs::read(&file).expect("a sample"), &Request::Bundle);
        let taken = taken.unwrap_or_else(|unreadable| panic!("{name}: {:?}", unreadable.refusals));
        let notification = taken.notification.expect("a notification");
        assert_eq!(notification.subscription, "https://example.org/fhir/Subscription/admission", "{name}");
        let brings = name.contains("full-resource") || name.contains("multi-resource");
        assert_eq!(!taken.letters.is_empty(), brings, "{name}");
        assert!(taken.letters.iter().all(|letter| matches!(letter.outcome, Outcome::Event(_))), "{name}");
        read += 1;
    }
    assert!(read == 0 || read > 9, "only {read}");
}
