//! [`Paper`] to the canonical event: pure and total.

use canonical::body::{Body, Document};
use canonical::event::{Event, Times};
use canonical::text::{Section, SectionKind, Text};

use super::parse::Paper;
use super::readable::Readable;
use crate::event::Content;
use crate::message::Frame;

pub(super) fn event(frame: Frame, paper: Paper) -> Event {
    let Paper { name, subject, sent_for_people, parts } = paper;
    let times = Times { occurred: None, authored: sent_for_people, sent: frame.sent.clone() };
    let narrative = parts.into_iter().map(section).collect();
    let body = Body::Document(Document { name, title: None });
    Content { subject, times, narrative, ..Content::of(body) }.framed(frame)
}

fn section(part: Readable) -> Section {
    let Readable { title, text } = part;
    Section { kind: SectionKind::Other, title: Some(title), signed: None, text: Text::from_plain(&text) }
}
