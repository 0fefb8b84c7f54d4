//! Links between letters, as the journal then holds them.

use append::Outcome;
use canonical::Event;
use canonical::body::Turn;
use canonical::course::Episode;
use canonical::event::Status;
use journal::{Journal as _, Link, LinkRelation};

use crate::letters::{correspondence, stay};
use crate::stage::Stage;

async fn links(stage: &Stage, event: &Event) -> Vec<(LinkRelation, bool)> {
    let links = stage.journal.event(event.id).await.expect("an event").links;
    links.into_iter().map(|Link { relation, from, .. }| (relation, from == event.id)).collect()
}

#[tokio::test]
async fn a_correction_and_a_cancellation_are_linked_to_what_they_revise() {
    let stage = Stage::set().await;
    stage.subscribe_both().await;
    let admitted = stay("A1", Status::Original);
    let corrected = stay("A2", Status::Corrected);
    let cancelled = stay("A3", Status::Cancelled);
    for event in [&admitted, &corrected, &cancelled] {
        stage.accept(event).await;
    }
    let of = async |event: &Event| stage.journal.event(event.id).await.expect("an event").links;
    let corrects = Link { relation: LinkRelation::Corrects, from: corrected.id, to: admitted.id, is_ambiguous: false };
    let cancels = Link { relation: LinkRelation::Cancels, from: cancelled.id, to: corrected.id, is_ambiguous: false };
    assert_eq!(of(&admitted).await, [corrects]);
    assert_eq!(of(&cancelled).await, [cancels]);
    assert_eq!(of(&corrected).await.len(), 2);
}

#[tokio::test]
async fn a_reply_is_linked_to_its_conversation() {
    let stage = Stage::set().await;
    stage.subscribe_both().await;
    let opening = correspondence("C1", Turn::New);
    let reply = correspondence("C2", Turn::Reply);
    stage.accept(&opening).await;
    stage.accept(&reply).await;
    assert_eq!(links(&stage, &reply).await, [(LinkRelation::Answers, true)]);
    assert_eq!(links(&stage, &opening).await, [(LinkRelation::Answers, false)]);
}

#[tokio::test]
async fn a_correction_that_comes_alone_is_linked_to_nothing() {
    let stage = Stage::set().await;
    stage.subscribe_both().await;
    let corrected = stay("A2", Status::Corrected);
    stage.accept(&corrected).await;
    assert!(matches!(stage.submit(&corrected).await, Ok(Outcome::Resent { .. })));
    assert_eq!(links(&stage, &corrected).await, []);
}

#[tokio::test]
async fn a_cancellation_that_overtakes_its_notice_is_linked_when_the_notice_comes() {
    let stage = Stage::set().await;
    stage.subscribe_both().await;
    let (cancelled, admitted) = (stay("A2", Status::Cancelled), stay("A1", Status::Original));
    stage.accept(&cancelled).await;
    stage.accept(&admitted).await;
    assert_eq!(links(&stage, &admitted).await, [(LinkRelation::Cancels, false)]);
}

#[tokio::test]
async fn a_correction_that_may_mean_either_of_two_notices_says_so() {
    let stage = Stage::set().await;
    stage.subscribe_both().await;
    let (first, second) = (stay("A1", Status::Original), stay("A2", Status::Original));
    let corrected = stay("A3", Status::Corrected);
    for event in [&first, &second, &corrected] {
        stage.accept(event).await;
    }
    let links = stage.journal.event(corrected.id).await.expect("an event").links;
    assert_eq!(links.len(), 2);
    assert!(links.iter().all(|link| link.is_ambiguous && link.relation == LinkRelation::Corrects));
}

#[tokio::test]
async fn a_stay_that_is_told_of_in_both_standards_is_linked_whichever_letter_comes_first() {
    let stage = Stage::set().await;
    stage.subscribe_both().await;
    let at = |event: Event, written: &str| {
        let instant = written.parse().expect("a time with its zone");
        let occurred = Some(canonical::Moment::from_instant(instant, written));
        Event { times: canonical::event::Times { occurred, ..event.times.clone() }, ..event }
    };
    let notification = |event: Event| {
        let mut event = Event { course: canonical::course::Course::default(), ..event };
        event.source.standard = canonical::event::Standard::Fhir;
        event.course.episodes = vec![Episode::new(None, "9d3f2c7a-e5b1-4860-b1c2-d3e4f5061728")];
        event
    };
    let times = ["2026-03-12T10:00:00+01:00", "2026-03-20T10:00:00+01:00"];
    let first = at(stay("A1", Status::Original), times[0]);
    let second = notification(at(stay("A2", Status::Original), times[0]));
    let third = notification(at(stay("A3", Status::Original), times[1]));
    let fourth = at(stay("A4", Status::Original), times[1]);
    for event in [&first, &second, &third, &fourth] {
        stage.accept(event).await;
    }
    assert_eq!(links(&stage, &first).await, [(LinkRelation::SameAs, false)]);
    assert_eq!(links(&stage, &second).await, [(LinkRelation::SameAs, true)]);
    assert_eq!(links(&stage, &third).await, [(LinkRelation::SameAs, false)]);
    assert_eq!(links(&stage, &fourth).await, [(LinkRelation::SameAs, true)]);
}
