//! Single rules of the lanes, one test each.

use std::time::Duration;

use journal::{Attempt, EntryHead, Hold, LaneState, Options, Progress, SubscriptionId};

use super::{Bounds, Lanes, Nacked};
use crate::window::WindowSize;

const WIDE: WindowSize = WindowSize { messages: 100, bytes: 1_000_000 };
const KARLA: [u8; 32] = [1; 32];
const BRUNO: [u8; 32] = [2; 32];

fn hold() -> Hold {
    Hold { subscription: SubscriptionId(1), epoch: 1, progress: Progress::default(), attempts: vec![], parked: vec![] }
}

fn options(max_attempts: u32) -> Options {
    let (min_backoff, max_backoff) = (Duration::from_secs(1), Duration::from_secs(10));
    Options { max_attempts, min_backoff, max_backoff, ..Options::default() }
}

/// Entries 1, 2, 3, … of these lanes, ten bytes each.
fn log(lanes: &[[u8; 32]]) -> Vec<EntryHead> {
    (1..).zip(lanes).map(|(number, &lane)| EntryHead { number, lane, size: 10 }).collect()
}

/// Everything that may be offered now, in order.
fn offers(lanes: &mut Lanes, log: &[EntryHead]) -> Vec<(u64, u32)> {
    let mut offered = vec![];
    loop {
        while let Some(planned) = lanes.offer() {
            offered.push((planned.number, planned.attempt));
        }
        let Some(read) = lanes.wants() else { return offered };
        let page: Vec<_> = log.iter().filter(|head| head.number > read.after).take(read.limit).copied().collect();
        lanes.take(read, &page);
    }
}

fn waits(seconds: u64, attempt: u32) -> Nacked {
    Nacked::Waits { wait: Duration::from_secs(seconds), attempt }
}

fn fresh(hold: &Hold, window: WindowSize) -> Lanes {
    Lanes::new(hold, options(3), window, Bounds::default())
}

#[test]
fn a_lane_has_one_entry_out_and_other_lanes_go_on() {
    let log = log(&[KARLA, KARLA, BRUNO]);
    let mut lanes = fresh(&hold(), WIDE);
    assert_eq!(offers(&mut lanes, &log), [(1, 1), (3, 1)]);
    assert!(lanes.ack(1));
    assert_eq!(offers(&mut lanes, &log), [(2, 1)]);
}

#[test]
fn the_window_limits_what_is_out() {
    let log = log(&[[1; 32], [2; 32], [3; 32]]);
    let mut lanes = fresh(&hold(), WindowSize { messages: 2, bytes: 1_000 });
    assert_eq!(offers(&mut lanes, &log), [(1, 1), (2, 1)]);
    assert!(!lanes.has_offer());
    assert!(lanes.ack(2));
    assert_eq!(offers(&mut lanes, &log), [(3, 1)]);
}

#[test]
fn an_entry_larger_than_the_window_goes_alone() {
    let log = log(&[KARLA, BRUNO]);
    let mut lanes = fresh(&hold(), WindowSize { messages: 9, bytes: 5 });
    assert_eq!(offers(&mut lanes, &log), [(1, 1)]);
    assert!(lanes.ack(1));
    assert_eq!(offers(&mut lanes, &log), [(2, 1)]);
}

#[test]
fn an_ack_that_nobody_waits_for_changes_nothing() {
    let log = log(&[KARLA, KARLA]);
    let mut lanes = fresh(&hold(), WIDE);
    assert_eq!(offers(&mut lanes, &log), [(1, 1)]);
    assert!(!lanes.ack(2), "known, but not offered yet");
    assert!(!lanes.ack(u64::MAX));
    assert!(lanes.ack(1));
    assert!(!lanes.ack(1), "settled already");
    assert_eq!(lanes.progress().settled_through, 1);
    assert_eq!(lanes.nack(1, Duration::ZERO), Nacked::Unknown);
}

#[test]
fn a_nack_holds_its_lane_until_the_wait_is_over() {
    let log = log(&[KARLA, KARLA]);
    let mut lanes = fresh(&hold(), WIDE);
    assert_eq!(offers(&mut lanes, &log), [(1, 1)]);
    assert_eq!(lanes.nack(1, Duration::from_secs(5)), waits(1, 2));
    assert_eq!(lanes.next_wake(), Some(Duration::from_secs(6)));
    lanes.wake(Duration::from_millis(5_999));
    assert_eq!(offers(&mut lanes, &log), []);
    lanes.wake(Duration::from_secs(6));
    assert_eq!(offers(&mut lanes, &log), [(1, 2)]);
}

#[test]
fn the_wait_doubles_up_to_the_longest() {
    let options = options(u32::MAX);
    let waits = [1, 2, 3, 4, 5, 6, 40].map(|nacks| super::back_off(&options, nacks).as_secs());
    assert_eq!(waits, [1, 2, 4, 8, 10, 10, 10]);
}

#[test]
fn the_last_attempt_parks_the_lane_and_only_the_lane() {
    let log = log(&[KARLA, KARLA, BRUNO]);
    let mut lanes = fresh(&hold(), WIDE);
    for attempt in 1..=3 {
        lanes.wake(Duration::from_secs(100 * u64::from(attempt)));
        assert!(offers(&mut lanes, &log).contains(&(1, attempt)));
        let nacked = lanes.nack(1, Duration::from_secs(100 * u64::from(attempt)));
        assert_eq!(matches!(nacked, Nacked::Parked(KARLA)), attempt == 3, "{nacked:?}");
    }
    assert!(lanes.ack(3));
    lanes.wake(Duration::from_secs(1_000));
    lanes.look_again();
    assert_eq!(offers(&mut lanes, &log), []);
    assert_eq!(lanes.progress(), Progress { settled_through: 0, ranges: vec![(3, 3)] });
}

#[test]
fn a_new_hold_goes_on_at_the_lowest_unsettled_entry_with_its_attempts() {
    let log = log(&[KARLA, BRUNO, KARLA, BRUNO]);
    let hold = Hold {
        progress: Progress { settled_through: 1, ranges: vec![(4, 4)] },
        attempts: vec![Attempt { number: 2, attempts: 2 }],
        ..hold()
    };
    assert_eq!(offers(&mut fresh(&hold, WIDE), &log), [(2, 2), (3, 1)]);
}

#[test]
fn a_stream_that_is_lost_ends_no_attempt() {
    let log = log(&[KARLA]);
    for _ in 0..100 {
        assert_eq!(offers(&mut fresh(&hold(), WIDE), &log), [(1, 1)]);
    }
}

#[test]
fn the_wait_goes_by_the_nacks_of_earlier_streams_too() {
    let log = log(&[KARLA]);
    let hold = Hold { attempts: vec![Attempt { number: 1, attempts: 2 }], ..hold() };
    let mut lanes = fresh(&hold, WIDE);
    assert_eq!(offers(&mut lanes, &log), [(1, 2)]);
    assert_eq!(lanes.nack(1, Duration::ZERO), waits(2, 3));
    lanes.wake(Duration::from_secs(2));
    assert_eq!(offers(&mut lanes, &log), [(1, 3)]);
    assert_eq!(lanes.nack(1, Duration::ZERO), Nacked::Parked(KARLA));
}

#[test]
fn a_parked_lane_is_skipped_by_the_next_hold_too() {
    let log = log(&[KARLA, BRUNO, KARLA]);
    let at = "2026-03-04T12:00:00Z".parse().expect("a timestamp");
    let parked = LaneState { lane: KARLA, number: 1, reason: "unspecified".to_owned(), parked_at: at };
    assert_eq!(offers(&mut fresh(&Hold { parked: vec![parked], ..hold() }, WIDE), &log), [(2, 1)]);
}

#[test]
fn a_long_lane_neither_fills_the_memory_nor_stops_the_others() {
    let mut keys = vec![KARLA; 5_000];
    keys.push(BRUNO);
    let log = log(&keys);
    let mut lanes = fresh(&hold(), WIDE);
    assert_eq!(offers(&mut lanes, &log), [(1, 1), (5_001, 1)]);
    assert_eq!(lanes.lanes[&KARLA].kept.len(), lanes.bounds.per_lane);
    for number in 1..5_000 {
        assert!(lanes.ack(number));
        assert_eq!(offers(&mut lanes, &log), [(number + 1, 1)]);
        assert!(lanes.lanes[&KARLA].kept.len() <= lanes.bounds.per_lane);
    }
}

#[test]
fn nothing_is_remembered_of_settled_lanes() {
    let log = log(&[KARLA, BRUNO, KARLA]);
    let mut lanes = fresh(&hold(), WIDE);
    for number in [1, 2, 3] {
        offers(&mut lanes, &log);
        assert!(lanes.ack(number));
    }
    assert!(lanes.lanes.is_empty() && lanes.attempts.is_empty() && lanes.ready.is_empty() && lanes.out.is_empty());
}

#[test]
fn reading_stops_while_too_many_lanes_wait() {
    let log = log(&[[1; 32], [2; 32], [3; 32], [4; 32]]);
    let bounds = Bounds { page: 1, waiting: 2, ..Bounds::default() };
    let mut lanes = Lanes::new(&hold(), options(3), WindowSize { messages: 1, bytes: 100 }, bounds);
    // The third was read before the second came back.
    for number in [1, 2, 3] {
        assert_eq!(offers(&mut lanes, &log), [(number, 1)]);
        lanes.nack(number, Duration::ZERO);
    }
    assert_eq!(offers(&mut lanes, &log), []);
    lanes.wake(Duration::from_secs(1));
    assert_eq!(offers(&mut lanes, &log), [(1, 2)]);
}

#[test]
fn an_entry_put_off_keeps_its_attempt_and_holds_its_lane() {
    let log = log(&[KARLA, BRUNO, KARLA]);
    let mut lanes = fresh(&hold(), WIDE);
    assert_eq!(offers(&mut lanes, &log), [(1, 1), (2, 1)]);
    assert!(lanes.later(1, Duration::from_secs(9)) && !lanes.later(3, Duration::ZERO));
    lanes.wake(Duration::from_secs(8));
    assert_eq!(offers(&mut lanes, &log), []);
    lanes.wake(Duration::from_secs(9));
    assert_eq!(offers(&mut lanes, &log), [(1, 1)]);
    assert_eq!(lanes.nack(1, Duration::from_secs(9)), waits(1, 2));
}

#[test]
fn a_refused_entry_parks_its_lane_at_once() {
    let log = log(&[KARLA, BRUNO, KARLA]);
    let mut lanes = fresh(&hold(), WIDE);
    offers(&mut lanes, &log);
    assert_eq!((lanes.refuse(1), lanes.refuse(1), lanes.refuse(3)), (Some(KARLA), None, None));
    lanes.wake(Duration::from_secs(1000));
    assert_eq!(offers(&mut lanes, &log), []);
    assert!(lanes.ack(2) && !lanes.is_out(1));
}
