//! Which fields of an outcome differ from those of another.

use std::collections::{BTreeMap, BTreeSet};

use canonical::digest::Digest;
use canonical::event::EventId;
use canonical::letter::{Envelope, Letter, LetterHead, Limits, Opened, Outcome};
use canonical::party::{Contact, Party, Person};
use canonical::{Body, Event};
use serde_json::Value;

use super::lines;

/// All that is read of a message, but digests and places in the text.
#[derive(PartialEq)]
pub(crate) struct Read {
    /// The kind of outcome.
    pub(crate) kind: &'static str,
    envelope: Envelope,
    head: LetterHead,
    outcome: Outcome,
}

/// Reads a message. `None` for a refusal.
pub(crate) fn read(document: &Value) -> Option<Read> {
    let bytes = serde_json::to_vec(document).expect("JSON");
    let Opened { envelope, letters } = fhir::convert(&bytes, &Limits::default()).ok()?;
    let Letter { head, mut outcome } = letters.into_iter().next()?;
    let kind = match &mut outcome {
        Outcome::Event(event) => {
            event.id = EventId::from_slice(&[0; 16]).expect("an id");
            event.source.fingerprint = Digest([0; 32]);
            event.notices.iter_mut().for_each(|notice| (notice.at.line, notice.at.column) = (0, 0));
            event.body.kind().word()
        }
        Outcome::Receipt(receipt) => {
            receipt.fingerprint = Digest([0; 32]);
            "receipt"
        }
        Outcome::Refused(_) => return None,
    };
    Some(Read { kind, envelope, head, outcome })
}

/// The names of the fields in which two readings differ: those of an event as text, without its doubts. `?` where they differ
/// in what has no name.
pub(crate) fn changed(before: &Read, after: &Read) -> BTreeSet<String> {
    let (one, other) = (fields(before), fields(after));
    let names = one.keys().chain(other.keys()).filter(|name| one.get(*name) != other.get(*name));
    let mut changed: BTreeSet<String> = names.cloned().collect();
    if changed.remove("notice") && changed.is_empty() {
        changed.insert("notice".to_owned());
    }
    if changed.is_empty() && before != after {
        changed.insert("?".to_owned());
    }
    changed
}

fn fields(read: &Read) -> BTreeMap<String, Vec<String>> {
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |name: &str, value: String| fields.entry(name.to_owned()).or_default().push(value);
    for line in lines::outcome(&read.outcome).lines() {
        let (name, value) = line.split_once(": ").unwrap_or((line, ""));
        add(name, value.to_owned());
    }
    add("envelope", format!("{:?}", read.envelope));
    // Of a receipt, its head names the parties and the version.
    if matches!(read.outcome, Outcome::Receipt(_)) {
        add("version", read.head.version_code.clone().unwrap_or_default());
    }
    for (name, party) in
        [("sender", &read.head.sender)].into_iter().chain(read.head.receivers.iter().map(|one| ("receiver", one)))
    {
        let identifiers: Vec<_> =
            party.identifiers.iter().map(|one| format!("{} {}", one.scheme(), one.value())).collect();
        add(name, format!("{:?} {identifiers:?} {}", party.organisation, contacts(&party.contacts)));
    }
    if let Outcome::Event(event) = &read.outcome {
        more(event, &mut add);
    }
    fields
}

/// What the text leaves out, because no case needs it.
fn more(event: &Event, add: &mut impl FnMut(&str, String)) {
    let Event { subject, sender, receivers, copy_receivers, body, attachments, .. } = event;
    let mut party = |name: &str, one: &Party| {
        add(&format!("{name} contact"), contacts(&one.contacts));
        let address = &one.address;
        let parts = [&address.street, &address.district, &address.post_code];
        add(
            &format!("{name} address"),
            parts.map(|part| part.as_ref().map(|part| part.reveal().clone()).unwrap_or_default()).join("/"),
        );
    };
    party("sender", sender);
    receivers.iter().for_each(|one| party("receiver", one));
    copy_receivers.iter().for_each(|one| party("copy to", one));
    match body {
        Body::HospitalStay(stay) => {
            stay.ward.iter().for_each(|one| party("ward", one));
            stay.report_to.iter().for_each(|one| party("report to", one));
        }
        Body::Observations(report) => report.producer.iter().for_each(|one| party("producer", one)),
        _ => {}
    }
    let mut person = |name: &str, one: &Option<Person>| {
        add(name, one.as_ref().map(|one| contacts(&one.contacts)).unwrap_or_default());
    };
    match body {
        Body::Correspondence(letter) => {
            person("from", &letter.from);
            person("to", &letter.to);
            letter.segments.iter().for_each(|segment| person("segment author", &segment.author));
            add("category", format!("{:?}", letter.category));
        }
        Body::Observations(report) => person("performer", &report.performer),
        _ => {}
    }
    attachments.iter().for_each(|file| {
        add("attachment author", file.author.as_ref().map(|one| contacts(&one.contacts)).unwrap_or_default())
    });
    add("patient contact", subject.as_ref().map(|subject| contacts(&subject.contacts)).unwrap_or_default());
}

fn contacts(contacts: &[Contact]) -> String {
    contacts.iter().map(|one| format!("{:?} {} {:?};", one.channel, one.value.reveal(), one.note)).collect()
}
