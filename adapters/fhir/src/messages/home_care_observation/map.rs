//! [`Observed`] to the canonical event: pure and total.

use canonical::body::{Body, Observations};
use canonical::course::Course;
use canonical::event::{Event, Status, Times};
use canonical::text::{Section, SectionKind, Text};

use super::parse::Observed;
use super::report::Report;
use super::{codes, words};
use crate::event::Content;
use crate::message::Frame;

pub(super) fn event(frame: Frame, observed: Observed) -> Event {
    let Observed { subject, status, follows, sent_for_people, requester, report } = observed;
    let Report { state, report, issued, conclusion, consent_refused, producer, performer, observations, attachments } =
        report;
    let occurred = observations.iter().filter_map(|one| one.at.as_ref()).min_by_key(|at| at.instant).cloned();
    let times = Times { occurred, authored: issued.clone().or(sent_for_people), sent: frame.sent.clone() };
    let reason = conclusion.as_ref().filter(|_| status == Status::Cancelled);
    let cancellation_reason = reason.and_then(|reason| codes::cancellation(&reason.plain())).map(str::to_owned);
    let facts = Observations {
        report: Some(report),
        state: Some(state),
        issued,
        conclusion,
        cancellation_reason,
        consent_refused,
        observations,
        producer: producer.map(Box::new),
        performer,
        requester,
    };
    let course = Course { follows, ..Course::default() };
    let narrative = narrative(&facts);
    let body = Body::Observations(Box::new(facts));
    let content =
        Content { status, subject: Some(subject), course, times, narrative, attachments, ..Content::of(body) };
    content.framed(frame)
}

/// Readers that do not know the body read its comment and its results here.
fn narrative(facts: &Observations) -> Vec<Section> {
    let section = |kind, text: Text| {
        (!text.is_empty()).then(|| Section { kind, title: None, signed: facts.issued.clone(), text })
    };
    let conclusion = facts.conclusion.clone().and_then(|text| section(SectionKind::Clinical, text));
    conclusion.into_iter().chain(section(SectionKind::Facts, words::facts(facts))).collect()
}
