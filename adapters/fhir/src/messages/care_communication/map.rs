//! [`Communication`] to the canonical event: pure and total.

use canonical::action::{Action, ActionKind, Priority};
use canonical::body::{Body, Correspondence, Segment};
use canonical::course::Course;
use canonical::event::{Event, Status, Times};
use canonical::text::{Section, SectionKind};

use super::parse::{Communication, Said};
use crate::event::Content;
use crate::message::Frame;

pub(super) fn event(frame: Frame, communication: Communication) -> Event {
    let Communication { subject, turn, status, follows, sent_for_people, said } = communication;
    let Said { conversation, category, topic, priority, from, to, episodes, segments, attachments } = said;
    let newest = segments.iter().filter(|segment| segment.is_new != Some(false)).filter_map(|new| new.written.as_ref());
    let authored = newest.max_by_key(|written| written.instant).cloned().or(sent_for_people);
    let times = Times { occurred: None, authored, sent: frame.sent.clone() };
    let narrative = segments.iter().map(section).collect();
    let actions = answer(status, priority).into_iter().collect();
    let course = Course { episodes, conversation, follows, ..Course::default() };
    let body = Body::Correspondence(Correspondence { subject: topic, category, turn, from, to, segments });
    let content =
        Content { status, subject: Some(subject), course, times, actions, narrative, attachments, ..Content::of(body) };
    content.framed(frame)
}

/// Readers that do not know the body read its segments here.
fn section(segment: &Segment) -> Section {
    let Segment { id: _, written, author: _, is_new: _, text } = segment;
    Section { kind: SectionKind::Message, title: None, signed: written.clone(), text: text.clone() }
}

/// A message asks for an answer, unless it is taken back.
fn answer(status: Status, priority: Option<(Priority, String)>) -> Option<Action> {
    let (priority, priority_word) = priority.unzip();
    let action = Action { priority, priority_word, ..Action::plain(ActionKind::Answer) };
    (status != Status::Cancelled).then_some(action)
}
