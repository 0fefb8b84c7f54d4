//! A journal in trouble: lost hints, acks that cannot be stored.

use std::sync::Arc;
use std::time::Duration;

use delivery::{Closed, Engine, Error};
use journal::suite::{Trouble, Unsteady};

use crate::stage::{Stage, ack, engine_with, name, next, options, window};

fn unsteady(stage: &Stage) -> (Arc<Unsteady>, Engine) {
    let journal = Arc::new(Unsteady::silent(stage.journal.clone()));
    let engine = engine_with(journal.clone(), stage.clock.clone(), Duration::from_millis(20));
    (journal, engine)
}

#[tokio::test]
async fn an_entry_is_found_although_its_hint_was_lost() {
    let stage = Stage::set(options(3)).await;
    let (_, engine) = unsteady(&stage);
    let mut stream = engine.open(name(), window(10)).await.expect("an open stream");
    for number in 1..4 {
        stage.append(&[1]).await;
        assert_eq!(next(&mut stream).await, [(number, 1)]);
        ack(&stream, &[number]).await;
    }
}

#[tokio::test]
async fn an_idle_stream_notices_that_it_was_fenced_out() {
    let stage = Stage::set(options(3)).await;
    let (_, engine) = unsteady(&stage);
    let stream = engine.open(name(), window(10)).await.expect("an open stream");
    stage.journal.hold(&name()).await.expect("held elsewhere");
    assert_eq!(stream.closed.await, Ok(Closed::TakenOver));
}

#[tokio::test]
async fn an_ack_that_cannot_be_stored_ends_the_stream_and_the_entry_comes_again() {
    let stage = Stage::set(options(3)).await;
    let (journal, engine) = unsteady(&stage);
    stage.append(&[1, 1]).await;
    let mut stream = engine.open(name(), window(10)).await.expect("an open stream");
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    journal.set(Trouble::Settling);
    ack(&stream, &[1]).await;
    let down = journal::Error::Unavailable { reason: "disk full".to_owned() };
    assert_eq!(stream.closed.await, Ok(Closed::Failed(Error::Journal(down))));
    journal.set(Trouble::None);
    let mut stream = engine.open(name(), window(10)).await.expect("an open stream");
    assert_eq!(next(&mut stream).await, [(1, 1)]);
}
