//! Streams over a real journal: order, acks, redelivery, takeover, drain.

use crate::stage::{Stage, ack, leave, name, next, offered, options, take};
use access::{Decision, Denial, Ground};
use canonical::relation::Basis;
use delivery::{Closed, Error, Report, WindowSize};
use journal::{AuditAction, SubscriptionName};

#[tokio::test]
async fn a_lane_waits_for_its_ack_and_other_lanes_do_not() {
    let stage = Stage::set(options(3)).await;
    stage.append(&[1, 1, 2]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1), (3, 1)]);
    ack(&stream, &[1]).await;
    assert_eq!(next(&mut stream).await, [(2, 1)]);
}

#[tokio::test]
async fn an_entry_that_comes_later_is_offered_at_once() {
    let stage = Stage::set(options(3)).await;
    let mut stream = stage.stream(10).await;
    stage.append(&[1]).await;
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    stage.append(&[2]).await;
    assert_eq!(next(&mut stream).await, [(2, 1)]);
}

#[tokio::test]
async fn no_more_is_out_than_the_window_allows() {
    let stage = Stage::set(options(3)).await;
    stage.append(&[1, 2, 3, 4, 5]).await;
    let mut stream = stage.stream(2).await;
    assert_eq!(next(&mut stream).await, [(1, 1), (2, 1)]);
    ack(&stream, &[2]).await;
    assert_eq!(next(&mut stream).await, [(3, 1)]);
    ack(&stream, &[1, 3]).await;
    assert_eq!(next(&mut stream).await, [(4, 1), (5, 1)]);
}

#[tokio::test]
async fn an_entry_larger_than_the_window_is_delivered_alone() {
    let stage = Stage::set(options(3)).await;
    stage.append_sized(1, 5_000).await;
    stage.append(&[2]).await;
    let window = WindowSize { messages: 10, bytes: 1_000 };
    let mut stream = stage.engine.open(name(), window).await.expect("an open stream");
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    ack(&stream, &[1]).await;
    assert_eq!(next(&mut stream).await, [(2, 1)]);
}

#[tokio::test]
async fn what_was_not_acked_comes_again_and_what_was_acked_does_not() {
    let stage = Stage::set(options(3)).await;
    stage.append(&[1, 1, 2, 3]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1), (3, 1), (4, 1)]);
    ack(&stream, &[3]).await;
    leave(stream).await;
    assert_eq!(stage.settled_through().await, 0);
    // The lane begins again at its lowest unsettled entry.
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1), (4, 1)]);
    ack(&stream, &[1, 4]).await;
    assert_eq!(next(&mut stream).await, [(2, 1)]);
    ack(&stream, &[2]).await;
    leave(stream).await;
    assert_eq!(stage.settled_through().await, 4);
}

#[tokio::test]
async fn acks_that_nobody_waits_for_are_ignored() {
    let stage = Stage::set(options(3)).await;
    stage.append(&[1, 1]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    ack(&stream, &[2, 0, 77, u64::MAX]).await;
    ack(&stream, &[1, 1]).await;
    assert_eq!(next(&mut stream).await, [(2, 1)]);
    leave(stream).await;
    assert_eq!(stage.settled_through().await, 1);
}

#[tokio::test]
async fn a_newer_stream_ends_the_older_one_and_its_acks_do_nothing() {
    let stage = Stage::set(options(3)).await;
    stage.append(&[1]).await;
    let mut older = stage.stream(10).await;
    assert_eq!(next(&mut older).await, [(1, 1)]);
    let mut newer = stage.stream(10).await;
    // Whether the older loop sees this or its end first, nothing may come of it.
    let _ = older.reports.send(Report::Ack(vec![1])).await;
    assert_eq!(older.closed.await, Ok(Closed::TakenOver));
    assert_eq!(next(&mut newer).await, [(1, 1)]);
    assert_eq!(stage.settled_through().await, 0);
}

#[tokio::test]
async fn a_holder_elsewhere_fences_a_stream_out() {
    let stage = Stage::set(options(3)).await;
    stage.append(&[1]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    let elsewhere = crate::stage::engine(stage.journal.clone(), stage.clock.clone());
    let _newer = elsewhere.open(name(), crate::stage::window(10)).await.expect("an open stream");
    ack(&stream, &[1]).await;
    assert_eq!(stream.closed.await, Ok(Closed::TakenOver));
    assert_eq!(stage.settled_through().await, 0);
}

#[tokio::test]
async fn draining_stores_what_was_reported_and_ends_every_stream() {
    let stage = Stage::set(options(3)).await;
    stage.append(&[1, 2]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(take(&mut stream, 2).await, [(1, 1), (2, 1)]);
    ack(&stream, &[1]).await;
    stage.engine.drain().await;
    assert_eq!(stream.closed.await, Ok(Closed::ByDrain));
    assert_eq!(stage.settled_through().await, 1);
    let refused = stage.engine.open(name(), crate::stage::window(1)).await;
    assert_eq!(refused.err(), Some(Error::Draining));
}

#[tokio::test]
async fn a_subscriber_that_only_stops_listening_ends_its_stream() {
    let stage = Stage::set(options(3)).await;
    let stream = stage.stream(10).await;
    drop(stream.offers);
    assert_eq!(stream.closed.await, Ok(Closed::BySubscriber));
}

#[tokio::test]
async fn a_deleted_subscription_ends_its_stream() {
    let stage = Stage::set(options(3)).await;
    stage.append(&[1]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    stage.journal.delete_subscription(&name()).await.expect("deleted");
    ack(&stream, &[1]).await;
    assert_eq!(stream.closed.await, Ok(Closed::Failed(Error::Journal(journal::Error::NotFound))));
}

#[tokio::test]
async fn only_known_subscriptions_of_known_organisations_are_opened() {
    let stage = Stage::set(options(3)).await;
    let unknown = SubscriptionName { name: "unknown".to_owned(), ..name() };
    let refused = stage.engine.open(unknown, crate::stage::window(1)).await;
    assert_eq!(refused.err(), Some(Error::Journal(journal::Error::NotFound)));
    let stranger = canonical::organisation::OrganisationId::parse("stranger").expect("a short name");
    let refused =
        stage.engine.open(SubscriptionName { organisation: stranger, ..name() }, crate::stage::window(1)).await;
    assert_eq!(refused.err(), Some(Error::OrganisationUnknown));
}

#[tokio::test]
async fn access_is_decided_again_at_every_offer_and_audited() {
    let stage = Stage::set(options(3)).await;
    let relation = stage.relate().await;
    stage.append_for_others().await;
    let mut stream = stage.stream(10).await;
    let first = offered(&mut stream).await;
    assert_eq!(first[0].decision, Decision::Permit(Ground::Relation(Basis::GpList)));
    leave(stream).await;
    stage.end(&relation).await;
    let mut stream = stage.stream(10).await;
    let second = offered(&mut stream).await;
    assert_eq!((second[0].attempt, second[0].decision), (1, Decision::Withhold(Denial::RelationEnded)));
    // A tombstone is acked like any other entry.
    ack(&stream, &[1]).await;
    leave(stream).await;
    assert_eq!(stage.settled_through().await, 1);
    let audit = stage.journal.audit_after(0, 100).await.expect("a sound audit");
    let offers: Vec<_> = audit
        .into_iter()
        .filter(|(_, row)| row.action == AuditAction::Offer)
        .map(|(_, row)| (row.event == Some(first[0].entry.event.labels.id), row.permitted, row.ground))
        .collect();
    assert_eq!(offers, [(true, true, "gp-list".to_owned()), (true, false, "relation-ended".to_owned())]);
}
