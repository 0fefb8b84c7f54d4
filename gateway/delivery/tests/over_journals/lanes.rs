//! Nacks, parked lanes and moves, over a real journal.

use crate::stage::{Stage, ack, leave, name, next, offered, options, take};
use canonical::chain::ChainCheck;
use delivery::{Report, Stream};
use journal::{Backlog, LaneChange, SeekTarget};

async fn nack(stream: &Stream, number: u64, reason: &str) {
    let report = Report::Nack { number, reason: reason.to_owned() };
    stream.reports.send(report).await.expect("an open stream");
}

async fn backlog(stage: &Stage) -> Backlog {
    stage.journal.backlogs(Some(&name())).await.expect("a backlog").remove(0)
}

/// Nacks entry 1 until its lane is parked, while the other lane goes on.
async fn parked(stage: &Stage) -> Stream {
    stage.append(&[1, 1, 2]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1), (3, 1)]);
    nack(&stream, 1, "schema-unknown").await;
    assert_eq!(next(&mut stream).await, [(1, 2)]);
    nack(&stream, 1, "schema-unknown").await;
    ack(&stream, &[3]).await;
    stage.append(&[2]).await;
    assert_eq!(next(&mut stream).await, [(4, 1)]);
    stream
}

#[tokio::test]
async fn a_nacked_entry_comes_again_and_holds_only_its_lane() {
    let stage = Stage::set(options(5)).await;
    stage.append(&[1, 2]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1), (2, 1)]);
    nack(&stream, 1, "busy").await;
    ack(&stream, &[2]).await;
    assert_eq!(next(&mut stream).await, [(1, 2)]);
    nack(&stream, 1, "busy").await;
    assert_eq!(next(&mut stream).await, [(1, 3)]);
    ack(&stream, &[1]).await;
    leave(stream).await;
    assert_eq!(stage.settled_through().await, 2);
}

#[tokio::test]
async fn a_lane_whose_head_keeps_failing_is_parked_with_its_reason() {
    let stage = Stage::set(options(2)).await;
    leave(parked(&stage).await).await;
    let Backlog { parked, settled_through, unsettled, .. } = backlog(&stage).await;
    assert_eq!((settled_through, unsettled), (0, 3));
    assert_eq!(parked.len(), 1);
    assert_eq!((parked[0].number, parked[0].reason.as_str()), (1, "schema-unknown"));
    // The next stream passes it over too.
    assert_eq!(next(&mut stage.stream(10).await).await, [(4, 1)]);
}

#[tokio::test]
async fn a_lane_is_not_parked_because_streams_were_lost() {
    let stage = Stage::set(options(2)).await;
    stage.append(&[1]).await;
    for _ in 0..5 {
        let mut stream = stage.stream(10).await;
        assert_eq!(next(&mut stream).await, [(1, 1)]);
        leave(stream).await;
    }
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    nack(&stream, 1, "busy").await;
    assert_eq!(next(&mut stream).await, [(1, 2)]);
    assert!(backlog(&stage).await.parked.is_empty());
}

#[tokio::test]
async fn nacks_count_although_the_subscriber_leaves_after_each() {
    let stage = Stage::set(options(2)).await;
    stage.append(&[1]).await;
    for attempt in [1, 2] {
        let mut stream = stage.stream(10).await;
        assert_eq!(next(&mut stream).await, [(1, attempt)]);
        nack(&stream, 1, "schema-unknown").await;
        leave(stream).await;
    }
    assert_eq!(backlog(&stage).await.parked.len(), 1);
}

#[tokio::test]
async fn a_reason_that_is_no_word_is_not_kept() {
    let stage = Stage::set(options(1)).await;
    stage.append(&[1]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    nack(&stream, 1, "Karla 140238-9992").await;
    leave(stream).await;
    assert_eq!(backlog(&stage).await.parked[0].reason, "unspecified");
}

#[tokio::test]
async fn a_resumed_lane_goes_on_at_its_head_on_the_open_stream() {
    let stage = Stage::set(options(2)).await;
    let mut stream = parked(&stage).await;
    ack(&stream, &[4]).await;
    stage.engine.change_lane(&name(), 1, LaneChange::Resume).await.expect("a parked lane");
    // The other lane's entry may have been on its way when the lane was taken up.
    let mut offered = next(&mut stream).await;
    offered.retain(|(number, _)| *number != 4);
    assert_eq!(offered, [(1, 1)]);
    ack(&stream, &[1]).await;
    assert_eq!(next(&mut stream).await, [(2, 1)]);
}

#[tokio::test]
async fn a_skipped_head_is_settled_and_the_lane_goes_on() {
    let stage = Stage::set(options(2)).await;
    let mut stream = parked(&stage).await;
    ack(&stream, &[4]).await;
    stage.engine.change_lane(&name(), 1, LaneChange::Skip).await.expect("a parked lane");
    let mut offered = next(&mut stream).await;
    offered.retain(|(number, _)| *number != 4);
    assert_eq!(offered, [(2, 1)]);
    ack(&stream, &[2, 4]).await;
    leave(stream).await;
    assert!(stage.settled_through().await >= 3);
}

#[tokio::test]
async fn a_lane_that_is_not_parked_cannot_be_resumed() {
    let stage = Stage::set(options(2)).await;
    stage.append(&[1]).await;
    let refused = stage.engine.change_lane(&name(), 1, LaneChange::Resume).await;
    assert_eq!(refused.expect_err("no parked lane").code(), "not-found");
}

#[tokio::test]
async fn seeking_back_delivers_again_on_the_open_stream() {
    let stage = Stage::set(options(2)).await;
    stage.append(&[1, 1, 2]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1), (3, 1)]);
    ack(&stream, &[1, 3]).await;
    assert_eq!(next(&mut stream).await, [(2, 1)]);
    ack(&stream, &[2]).await;
    assert_eq!(stage.engine.seek(&name(), SeekTarget::Number(2)).await, Ok(2));
    assert_eq!(next(&mut stream).await.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [2, 3]);
    ack(&stream, &[2, 3]).await;
    leave(stream).await;
    assert_eq!(stage.settled_through().await, 3);
}

#[tokio::test]
async fn seeking_forward_settles_what_lies_before() {
    let stage = Stage::set(options(2)).await;
    stage.append(&[1, 1, 1]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    assert_eq!(stage.engine.seek(&name(), SeekTarget::Number(3)).await, Ok(3));
    assert_eq!(next(&mut stream).await, [(3, 1)]);
}

#[tokio::test]
async fn a_later_move_is_followed_as_well() {
    let stage = Stage::set(options(2)).await;
    stage.append(&[1, 1]).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    for target in [2, 1, 2] {
        assert_eq!(stage.engine.seek(&name(), SeekTarget::Number(target)).await, Ok(target));
        assert_eq!(next(&mut stream).await, [(target, 1)]);
    }
}

#[tokio::test]
async fn the_entries_of_a_stream_prove_that_nothing_is_missing() {
    let stage = Stage::set(options(2)).await;
    stage.append(&[1, 2, 3, 4, 5, 6]).await;
    let mut stream = stage.stream(10).await;
    let mut check = ChainCheck::default();
    let mut entries = vec![];
    while entries.len() < 6 {
        entries.extend(offered(&mut stream).await.into_iter().map(|offered| offered.entry));
    }
    for entry in entries {
        check.take(entry.number, entry.commitment, entry.digest).expect("an unbroken chain");
    }
    assert_eq!(check.number(), 6);
}

#[tokio::test]
async fn every_entry_of_a_long_subscription_comes_once_and_in_order() {
    let stage = Stage::set(options(2)).await;
    let lanes: Vec<u8> = (0..1_000_u32).map(|n| u8::try_from(n * n % 7).expect("below seven")).collect();
    for batch in lanes.chunks(500) {
        stage.append(batch).await;
    }
    let mut stream = stage.stream(50).await;
    let mut last = [0; 7];
    let mut count = 0;
    while count < lanes.len() {
        let offered = take(&mut stream, 1).await;
        for (number, attempt) in &offered {
            let lane = usize::from(lanes[usize::try_from(number - 1).expect("a small number")]);
            assert!(last[lane] < *number && *attempt == 1, "{number} after {}", last[lane]);
            last[lane] = *number;
        }
        count += offered.len();
        ack(&stream, &offered.iter().map(|(number, _)| *number).collect::<Vec<_>>()).await;
    }
    leave(stream).await;
    assert_eq!(stage.settled_through().await, 1_000);
}
