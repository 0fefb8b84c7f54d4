//! `Communication` to a correspondence: text that somebody sends to somebody about a patient.

use canonical::Moment;
use canonical::Personal;
use canonical::body::{Correspondence, Segment, Turn};
use canonical::course::{Follows, Relation};
use canonical::party::Person;
use canonical::text::{Section, SectionKind, Text};

use super::scope::{Scope, Target};
use super::text::LONGEST;
use crate::findings::Findings;
use crate::resources::coding;
use crate::tree::Node;

/// The most texts of one Communication.
const PAYLOADS: usize = 1024;

/// The body of a Communication that says something in words; `None` if it does not, or was not made.
pub(super) fn correspondence(
    scope: &Scope<'_, '_>,
    (from, to): (Option<Person>, Option<Person>),
    written: Option<&Moment>,
    findings: &mut Findings,
) -> Option<Correspondence> {
    let node = scope.resource;
    if matches!(node.text("status"), Some("not-done" | "preparation")) {
        return None;
    }
    let texts: Vec<&str> = node.all("payload").filter_map(|payload| payload.text("contentString")).collect();
    let length: usize = texts.iter().map(|text| text.len()).sum();
    if texts.is_empty() || texts.len() > PAYLOADS || length > LONGEST {
        return None;
    }
    let category = node.child("category").and_then(|category| category.child("coding"));
    let category = category.filter(|coded| coded.children().any(|child| child.name() == "code"));
    let topic = node.child("topic").and_then(|topic| topic.text("text"));
    let turn = if node.child("inResponseTo").is_some() { Turn::Reply } else { Turn::New };
    let segment = |text: &str| Segment {
        id: None,
        written: written.cloned(),
        author: from.clone(),
        is_new: Some(true),
        text: Text::from_plain(text),
    };
    let segments = texts.into_iter().map(segment).collect();
    let category = category.and_then(|coded| coding(coded, findings));
    let subject = topic.map(|topic| Personal::new(topic.to_owned()));
    Some(Correspondence { subject, category, turn, from, to, segments })
}

/// The same for readers that do not know the body.
pub(super) fn sections(correspondence: &Correspondence) -> Vec<Section> {
    let section = |segment: &Segment| Section {
        kind: SectionKind::Message,
        title: None,
        signed: segment.written.clone(),
        text: segment.text.clone(),
    };
    correspondence.segments.iter().map(section).collect()
}

/// The Communications that one answers, as far as they are named.
pub(super) fn answers(scope: &Scope<'_, '_>) -> Vec<Follows> {
    let one = |reference: Node<'_>| {
        let letter_id = match scope.target(reference) {
            Target::Elsewhere(_, address) => tail(address)?,
            _ => return None,
        };
        reference.mark("reference");
        Some(Follows { relation: Relation::Answers, sender: None, letter_id })
    };
    scope.resource.all("inResponseTo").take(16).filter_map(one).collect()
}

/// `Type/id`, without the server before it and the version behind it.
fn tail(address: &str) -> Option<String> {
    let address = address.split("/_history/").next()?;
    let mut steps = address.rsplit('/');
    let (id, kind) = (steps.next()?, steps.next()?);
    (!id.is_empty() && !kind.is_empty()).then(|| format!("{kind}/{id}"))
}
