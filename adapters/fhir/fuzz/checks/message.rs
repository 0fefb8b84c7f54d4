//! A message, or what might be one.

use canonical::letter::{Answer, Format, Letter, Limits, Opened, Outcome};
use canonical::receipt::{IncomingReceipt, Reason, Verdict};
use canonical::refusal::Refusal;
use canonical::{Event, Personal};

use super::support::round::{OF_CORRECTNESS, OF_WRITING, goes_round, stamp};
use super::{answered, places, refused};

/// Any bytes through the translator: it answers, and the same again; what it refuses, it refuses at a place of the document;
/// what it reads it can acknowledge, and write and read again.
pub(crate) fn convert(bytes: &[u8]) {
    let limits = Limits::default();
    let _ = fhir::looks_like_fhir(bytes);
    let answer = fhir::convert(bytes, &limits);
    assert_eq!(answer, fhir::convert(bytes, &limits), "another answer");
    let opened = match answer {
        Err(unreadable) => {
            places::all_exist(bytes, &unreadable.refusals);
            return answered::outcome(&fhir::outcome::render(&unreadable.refusals), unreadable.refusals.len());
        }
        Ok(opened) => opened,
    };
    assert_eq!(opened.letters.len(), 1, "a Bundle is one message");
    for letter in &opened.letters {
        match &letter.outcome {
            Outcome::Event(event) => {
                acknowledged(bytes, &opened, letter, true);
                written(event);
            }
            Outcome::Receipt(receipt) => passed_on(letter, receipt),
            Outcome::Refused(refusals) => {
                places::all_exist(bytes, refusals);
                acknowledged(bytes, &opened, letter, false);
            }
        }
    }
    held_strictly(opened);
}

/// Reading strictly accepts no more, and what it refuses has its reasons.
fn held_strictly(opened: Opened) {
    let is_event = |letter: &Letter| matches!(letter.outcome, Outcome::Event(_));
    let were = opened.letters.iter().map(is_event).collect::<Vec<_>>();
    let strict = fhir::strictly(opened);
    assert!(strict.letters.iter().zip(were).all(|(letter, was)| was || !is_event(letter)), "more than was read");
    let refused =
        strict.letters.iter().all(|letter| !matches!(&letter.outcome, Outcome::Refused(why) if why.is_empty()));
    assert!(refused, "refused for nothing");
}

/// Every answer is an Acknowledgement that says it, of this letter, in the sender's format.
fn acknowledged(bytes: &[u8], opened: &Opened, letter: &Letter, is_read: bool) {
    for answer in [Answer::Accepted, refused()] {
        let receipt = fhir::acknowledgement::render(bytes, &opened.envelope, &letter.head, &answer, &stamp());
        let read = fhir::convert(&receipt.bytes, &Limits::default());
        let read = read.unwrap_or_else(|wrong| panic!("our own acknowledgement: {:?}", wrong.refusals));
        assert_eq!(read.envelope.format, opened.envelope.format, "another format");
        match &read.letters[0].outcome {
            Outcome::Receipt(receipt) => {
                let verdict = if answer == Answer::Accepted { Verdict::Positive } else { Verdict::Negative };
                assert_eq!(receipt.verdict, verdict, "another verdict");
                // An id with spaces around it is written without them.
                assert_eq!(receipt.letters[0].letter_id, letter.head.letter_id, "another letter");
                assert_eq!(receipt.reasons.len(), usize::from(answer != Answer::Accepted), "other reasons");
            }
            // Of what cannot be read, the parties may be missing that an acknowledgement needs.
            Outcome::Refused(_) if !is_read => {}
            other => panic!("it is no receipt: {other:?}"),
        }
    }
}

/// What was read is written and read again: without doubts it is the same event but for what is said so, and in any case it
/// is the same from then on, in both formats.
fn written(event: &Event) {
    let limits = Limits::default();
    let written = |event: &Event, format| fhir::render::render(event, &stamp(), format);
    let json = match written(event, Format::Json) {
        Err(error) => {
            assert!(!error.obstacles.is_empty(), "not written for nothing");
            // A role that is in no list is read as it is said; a report asks for one that is in the list.
            let is_of_role = error.obstacles.iter().all(|one| one.path == "PractitionerRole.code.coding");
            assert!(is_of_role || !event.notices.is_empty(), "what leaves no doubt cannot be written: {error:?}");
            return assert!(written(event, Format::Xml).is_err(), "written in one format only");
        }
        Ok(json) => json,
    };
    assert!(written(event, Format::Xml).is_ok(), "written in one format only");
    if !fhir::convert(&json, &limits).is_ok_and(|opened| opened.envelope.format == Format::Json) {
        // A document goes another way.
        return super::request::document(&json);
    }
    let Some(before) = super::support::round::event(&json) else { return file_refused(&json) };
    let again = written(&before, Format::Json).unwrap_or_else(|error| panic!("written once only: {error:?}"));
    let after = super::support::round::event(&again).unwrap_or_else(|| panic!("{}", unread(&again)));
    // Ids of resources are made of the event's, which is made of them.
    let mut after = Event { notices: before.notices.clone(), id: before.id, ..after };
    after.source.fingerprint = before.source.fingerprint;
    assert!(before == after, "it changes with every writing: {}", differences(&before, &after));
    if event.notices.is_empty()
        && let Err(problem) = goes_round(event, &[&OF_WRITING[..], &OF_CORRECTNESS[..]].concat())
    {
        panic!("{problem}");
    }
}

fn differences(before: &Event, after: &Event) -> String {
    let [before, after] = [before, after].map(super::support::lines::event);
    let lost =
        before.lines().filter(|line| !after.lines().any(|other| other == *line)).map(|line| format!("- {line}\n"));
    let new =
        after.lines().filter(|line| !before.lines().any(|other| other == *line)).map(|line| format!("+ {line}\n"));
    lost.chain(new).collect()
}

/// Files are sent as they are: one that is not whole, or of a type in no list, is for the receiver to refuse.
pub(super) fn file_refused(document: &[u8]) {
    let read = fhir::convert(document, &Limits::default()).expect("our own message");
    let Outcome::Refused(refusals) = &read.letters[0].outcome else { panic!("{}", unread(document)) };
    let is_of_file = |refusal: &Refusal| refusal.at.path.contains(".contentAttachment");
    assert!(refusals.iter().all(is_of_file), "{}", unread(document));
}

fn unread(document: &[u8]) -> String {
    let result = super::support::lines::result(&fhir::convert(document, &Limits::default()));
    format!("our own message is not read: {result}\n{}", String::from_utf8_lossy(document))
}

/// What a receiver has said can be said to the sender, in both formats.
fn passed_on(letter: &Letter, receipt: &IncomingReceipt) {
    let IncomingReceipt { verdict, reasons, .. } = receipt;
    for format in [Format::Json, Format::Xml] {
        let said = fhir::acknowledgement::pass_on(format, &letter.head, (*verdict, reasons.as_slice()), &stamp());
        let read = fhir::convert(&said.bytes, &Limits::default()).expect("our own acknowledgement");
        let Outcome::Receipt(read) = &read.letters[0].outcome else { panic!("it is no receipt: {read:?}") };
        assert_eq!(read.verdict, *verdict, "another verdict");
        if *verdict != Verdict::Positive {
            let texts = |reasons: &[Reason]| -> Vec<String> {
                let texts = reasons.iter().filter_map(|reason| reason.text.as_ref().map(Personal::reveal));
                texts.filter(|text| !text.trim().is_empty()).map(|text| text.trim().to_owned()).collect()
            };
            assert_eq!(texts(&read.reasons), texts(reasons), "other words");
        }
    }
}
