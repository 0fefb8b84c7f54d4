//! Random courses of one subscription over a real journal: acks, nacks, broken connections, parked lanes. Nothing is
//! lost, no lane is out of order, and whoever acked is not asked again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::stage::{Stage, leave, name, options};
use delivery::{Report, Stream};
use journal::LaneChange;

/// A small generator, so that a course can be played again by its seed (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// What the subscriber remembers over all its streams.
#[derive(Default)]
struct Subscriber {
    /// Entries whose ack was certainly stored.
    settled: BTreeSet<u64>,
    /// Entries acked on this stream.
    acked: BTreeSet<u64>,
    /// The newest entry of each lane on this stream.
    newest: BTreeMap<[u8; 32], u64>,
    /// Entries by lane, as far as they are known.
    lanes: BTreeMap<[u8; 32], BTreeSet<u64>>,
}

impl Subscriber {
    fn take(&mut self, lane: [u8; 32], number: u64) {
        assert!(!self.settled.contains(&number), "{number} was settled");
        assert!(!self.acked.contains(&number), "{number} was acked on this stream");
        let newest = self.newest.insert(lane, number).unwrap_or_default();
        assert!(newest <= number, "{number} after {newest}");
        // Everything before it in its lane is settled, or acked on this stream.
        let known = self.lanes.entry(lane).or_default();
        let earlier =
            known.range(..number).find(|earlier| !self.settled.contains(earlier) && !self.acked.contains(earlier));
        assert_eq!(earlier, None, "{number} overtook");
        known.insert(number);
    }

    /// The stream ended in order, so that all its acks were stored.
    fn left(&mut self) {
        self.settled.append(&mut self.acked);
        self.newest.clear();
    }
}

async fn course(seed: u64) {
    let mut dice = Dice(seed);
    let stage = Stage::set(options(3)).await;
    let mut subscriber = Subscriber::default();
    let mut appended = 0;
    for _ in 0..6 {
        let lanes: Vec<u8> = (0..dice.roll(25)).map(|_| u8::try_from(dice.roll(5)).expect("below five")).collect();
        stage.append(&lanes).await;
        appended += lanes.len() as u64;
        let mut stream = stage.stream(1 + u32::try_from(dice.roll(4)).expect("below four")).await;
        let turns = dice.roll(12);
        play(&mut stream, &mut subscriber, &mut dice, turns).await;
        leave(stream).await;
        subscriber.left();
    }
    // Parked lanes are taken up again, everything is acked, and nothing is left.
    for parked in stage.journal.backlogs(Some(&name())).await.expect("a backlog").remove(0).parked {
        stage.engine.change_lane(&name(), parked.number, LaneChange::Resume).await.expect("a parked lane");
    }
    let mut stream = stage.stream(3).await;
    while (subscriber.settled.len() + subscriber.acked.len()) as u64 != appended {
        let offered = crate::stage::offered(&mut stream).await;
        for offered in offered {
            subscriber.take(offered.entry.event.labels.lane, offered.entry.number);
            subscriber.acked.insert(offered.entry.number);
            stream.reports.send(Report::Ack(vec![offered.entry.number])).await.expect("an open stream");
        }
    }
    leave(stream).await;
    assert_eq!(stage.settled_through().await, appended, "seed {seed}");
}

/// Some offers, each entry acked, nacked or left unanswered.
async fn play(stream: &mut Stream, subscriber: &mut Subscriber, dice: &mut Dice, turns: u64) {
    for _ in 0..turns {
        // Nothing may be due any more: all is acked, unanswered, waiting or parked.
        let offered = tokio::time::timeout(Duration::from_millis(60), stream.offers.recv()).await;
        let Ok(Some(offered)) = offered else { return };
        for offered in offered {
            let number = offered.entry.number;
            subscriber.take(offered.entry.event.labels.lane, number);
            let report = match dice.roll(4) {
                0 | 1 => {
                    subscriber.acked.insert(number);
                    Report::Ack(vec![number])
                }
                2 => Report::Nack { number, reason: "busy".to_owned() },
                _ => continue,
            };
            stream.reports.send(report).await.expect("an open stream");
        }
    }
}

#[tokio::test]
async fn no_course_loses_doubles_or_reorders() {
    for seed in 0..20 {
        course(seed).await;
    }
}
