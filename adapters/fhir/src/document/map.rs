//! [`Paper`] to the canonical event: pure and total.

use canonical::body::{Body, Document};
use canonical::course::Course;
use canonical::event::{Event, Times};
use canonical::text::{Section, SectionKind, Text};

use super::parse::Paper;
use super::readable::Readable;
use crate::event::Content;
use crate::message::Frame;

pub(super) fn event(frame: Frame, paper: Paper) -> Event {
    let Paper { name, status, subject, follows, sent_for_people, parts, attachments } = paper;
    let times = Times { occurred: None, authored: sent_for_people, sent: frame.sent.clone() };
    let narrative = parts.into_iter().map(section).collect();
    let body = Body::Document(Document { name, title: None });
    let course = Course { follows, ..Course::default() };
    Content { status, subject, course, times, narrative, attachments, ..Content::of(body) }.framed(frame)
}

fn section(part: Readable) -> Section {
    let Readable { title, text, is_cut: _ } = part;
    Section { kind: SectionKind::Other, title: Some(title), signed: None, text: Text::from_plain(&text) }
}
