//! An event written and read again, and what may then be otherwise.

use canonical::Event;
use canonical::body::Body;
use canonical::event::Standard;
use canonical::letter::{Format, Limits, Outcome, Stamp};
use canonical::text::{Section, SectionKind};
use fhir::render::{Error, letter_id, render};

use super::lines;

/// The stamp of everything written here.
pub(crate) fn stamp() -> Stamp {
    Stamp { id: [7; 16], at: "2026-03-12T13:40:00Z".parse().expect("a time") }
}

/// The event of a message, if it becomes one.
pub(crate) fn event(document: &[u8]) -> Option<Event> {
    let opened = fhir::convert(document, &Limits::default()).ok()?;
    opened.letters.into_iter().find_map(|letter| match letter.outcome {
        Outcome::Event(event) => Some(*event),
        Outcome::Receipt(_) | Outcome::Refused(_) => None,
    })
}

/// Writes an event in both formats and reads both: nothing may be otherwise but what is said so. Gives the message in JSON.
pub(crate) fn goes_round(before: &Event, normalisations: &[Normalisation]) -> Result<Vec<u8>, String> {
    let written = |format| render(before, &stamp(), format).map_err(|error: Error| format!("{error:?}"));
    let (json, xml) = (written(Format::Json)?, written(Format::Xml)?);
    let read = |document: &[u8]| {
        let result = fhir::convert(document, &Limits::default());
        event(document).ok_or_else(|| format!("{}\n{}", lines::result(&result), String::from_utf8_lossy(document)))
    };
    let after = read(&json)?;
    let mut from_xml = read(&xml)?;
    // Places are of the document.
    from_xml.notices.clone_from(&after.notices);
    if from_xml != after {
        return Err(format!("JSON and XML differ\n{}", changes(&after, &from_xml)));
    }
    let mut expected = before.clone();
    normalisations.iter().for_each(|(_, change)| change(&mut expected, &after));
    if after == expected {
        return Ok(json);
    }
    Err(format!("{}\n{}", changes(&expected, &after), String::from_utf8_lossy(&json)))
}

fn changes(before: &Event, after: &Event) -> String {
    let (before, after) = (lines::event(before), lines::event(after));
    let lost = before.lines().filter(|line| !after.lines().any(|other| other == *line)).map(|line| format!("- {line}"));
    let gained =
        after.lines().filter(|line| !before.lines().any(|other| other == *line)).map(|line| format!("+ {line}"));
    let changes: Vec<String> = lost.chain(gained).collect();
    if changes.is_empty() { "in something that no line tells".to_owned() } else { changes.join("\n") }
}

/// What comes back otherwise than it went in: its reason, and what is then expected.
pub(crate) type Normalisation = (&'static str, fn(&mut Event, &Event));

/// What is otherwise in every message that is written anew.
pub(crate) const OF_WRITING: [Normalisation; 5] = [
    ("the digest of the content is that of what was written, and the event's id is made of it", |before, after| {
        before.id = after.id;
        before.source.fingerprint = after.source.fingerprint;
    }),
    ("who sent an earlier message stands in that message's own hop, if it was there", |before, _| {
        let is_uuid = |id: &str| id.len() == 36 && id.bytes().filter(|byte| *byte == b'-').count() == 4;
        let (own, hops) = (before.source.letter_id.clone(), before.course.hops.clone());
        let is_there = |id: &str| hops.iter().any(|hop| hop.letter_id == id && hop.sender.is_some());
        let others = before.course.follows.iter_mut().filter(|follows| follows.letter_id != own);
        let others = others.filter(|follows| !is_there(&follows.letter_id));
        others.filter(|follows| is_uuid(&follows.letter_id)).for_each(|follows| follows.sender = None);
    }),
    ("it was sent when it was written", |before, _| {
        let at = stamp().at;
        before.times.sent = Some(canonical::Moment::from_instant(at, at.to_string()));
    }),
    ("what was doubtful or has no place in the model is not written", |before, after| {
        before.verbatim.clear();
        before.notices.clone_from(&after.notices);
    }),
    ("it is written in the version that is in force", |before, _| {
        before.source.letter_id = letter_id(before);
        before.source.standard = Standard::Fhir;
        before.source.statistical_code = None;
        (before.source.type_code, before.source.version_code) = match &before.body {
            Body::HospitalStay(_) => ("hospital-notification-message".to_owned(), None),
            Body::Observations(_) => ("homecareobservation-message".to_owned(), Some("1.1".to_owned())),
            _ => ("care-communication-message".to_owned(), Some("5.0".to_owned())),
        };
    }),
];

/// What is otherwise where a message was older, or not quite as the standard has it. Each makes it what the standard asks.
pub(crate) const OF_CORRECTNESS: [Normalisation; 8] = [
    ("whoever writes, or is written to, and is not said to act for somebody acts for the organisation", |before, _| {
        let theirs = before.receivers.first().map(|receiver| receiver.identifiers.clone()).unwrap_or_default();
        if let Body::Correspondence(body) = &mut before.body {
            let from = body.from.as_mut().map(|from| (from, before.sender.identifiers.clone()));
            let to = body.to.as_mut().map(|to| (to, theirs));
            for (person, organisation) in from.into_iter().chain(to).filter(|(person, _)| person.identifiers.is_empty())
            {
                person.identifiers = organisation;
            }
        }
    }),
    ("a notice about a stay names the patient by CPR number alone", |before, _| {
        if let (Body::HospitalStay(_), Some(subject)) = (&before.body, &mut before.subject) {
            subject
                .identifiers
                .retain(|identifier| matches!(identifier, canonical::identifier::PatientIdentifier::Cpr(_)));
        }
    }),
    ("a text whose author has no role is by somebody whose role is unknown", |before, _| {
        if let Body::Correspondence(body) = &mut before.body {
            let authors = body.segments.iter_mut().filter_map(|segment| segment.author.as_mut());
            for author in authors.chain(before.attachments.iter_mut().filter_map(|file| file.author.as_mut())) {
                author.role.get_or_insert_with(|| "ukendt".to_owned());
            }
        }
    }),
    ("a text whose author has no number is answered to the number that stands for none", |before, after| {
        if let (Body::Correspondence(body), Body::Correspondence(other)) = (&mut before.body, &after.body) {
            for (segment, other) in body.segments.iter_mut().zip(&other.segments) {
                if let (Some(author), Some(other)) = (&mut segment.author, &other.author)
                    && author.contacts.is_empty()
                    && other.contacts.iter().all(|contact| contact.value.reveal() == "0000 0000")
                {
                    author.contacts.clone_from(&other.contacts);
                }
            }
        }
    }),
    ("a conversation and a text without an identifier get one, as versions before 4 had none", |before, after| {
        if let (Body::Correspondence(body), Body::Correspondence(other)) = (&mut before.body, &after.body) {
            let made = other.segments.iter().map(|segment| segment.id.clone());
            for (segment, made) in body.segments.iter_mut().zip(made) {
                segment.id = segment.id.take().or(made);
            }
            before.course.conversation = before.course.conversation.take().or(after.course.conversation.clone());
        }
    }),
    ("where a message does not say which of its texts are new, the latest is", |before, after| {
        if let (Body::Correspondence(body), Body::Correspondence(other)) = (&mut before.body, &after.body)
            && body.segments.iter().all(|segment| segment.is_new.is_none())
        {
            for (segment, other) in body.segments.iter_mut().zip(&other.segments) {
                segment.is_new = other.is_new;
            }
            before.times.authored.clone_from(&after.times.authored);
        }
    }),
    ("what is new is the sender's, unless somebody else is said to have sent it", |before, _| {
        let sender = before.sender.identifiers.clone();
        if let Body::Correspondence(body) = &mut before.body {
            let new = body.segments.iter_mut().filter(|segment| segment.is_new == Some(true));
            for author in new.filter_map(|segment| segment.author.as_mut()) {
                if author.identifiers.is_empty() {
                    author.identifiers.clone_from(&sender);
                }
            }
        }
    }),
    ("texts are told in the narrative as they stand in the body", |before, _| {
        if let Body::Correspondence(body) = &before.body {
            let section = |segment: &canonical::body::Segment| Section {
                kind: SectionKind::Message,
                title: None,
                signed: segment.written.clone(),
                text: segment.text.clone(),
            };
            before.narrative = body.segments.iter().map(section).collect();
        }
    }),
];
