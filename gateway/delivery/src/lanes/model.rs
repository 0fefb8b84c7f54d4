//! Random courses of a subscription, checked against an oracle that remembers everything.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use journal::{Attempt, EntryHead, Hold, LaneState, Options, StandardChoice, SubscriptionId};
use proptest::prelude::*;

use super::{Bounds, LaneKey, Lanes, Nacked};
use crate::window::WindowSize;

const OPTIONS: Options = Options {
    max_attempts: 3,
    min_backoff: Duration::from_secs(1),
    max_backoff: Duration::from_secs(4),
    standard: StandardChoice::Unstated,
};

/// What happens to a subscription.
#[derive(Debug, Clone)]
enum Step {
    /// Entries arrive: lane and size.
    Append(Vec<(u8, u64)>),
    /// The outstanding entry at this place, counted around, is acked.
    Ack(usize),
    /// Any number is acked.
    AckAny(u64),
    /// The outstanding entry at this place is nacked.
    Nack(usize),
    /// The outstanding entry at this place is put off for this long.
    Later(usize, u64),
    /// The lane of the outstanding entry at this place is set aside at once.
    Refuse(usize),
    /// Time passes.
    Pass(u64),
    /// The stream breaks and another one is opened.
    Reconnect,
    /// The subscription is moved to a number, counted around.
    Seek(u64),
    /// A parked lane is delivered again.
    Resume(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => prop::collection::vec((0_u8..6, 1_u64..40), 1..12).prop_map(Step::Append),
        10 => any::<usize>().prop_map(Step::Ack),
        1 => (0_u64..60).prop_map(Step::AckAny),
        4 => any::<usize>().prop_map(Step::Nack),
        2 => (any::<usize>(), 0_u64..5).prop_map(|(index, wait)| Step::Later(index, wait)),
        1 => any::<usize>().prop_map(Step::Refuse),
        2 => (0_u64..5).prop_map(Step::Pass),
        1 => Just(Step::Reconnect),
        1 => any::<u64>().prop_map(Step::Seek),
        1 => any::<usize>().prop_map(Step::Resume),
    ]
}

/// The journal and the subscriber, with nothing left out and nothing clever.
struct World {
    log: Vec<EntryHead>,
    settled: BTreeSet<u64>,
    attempts: BTreeMap<u64, u32>,
    parked: BTreeSet<LaneKey>,
    /// Entries at the subscriber.
    out: BTreeSet<u64>,
    /// Lanes that were nacked, with the time from which they may go on.
    until: BTreeMap<LaneKey, Duration>,
    now: Duration,
    window: WindowSize,
    bounds: Bounds,
    lanes: Lanes,
}

impl World {
    fn new(window: WindowSize, bounds: Bounds) -> Self {
        let hold = Hold {
            subscription: SubscriptionId(1),
            epoch: 1,
            progress: journal::Progress::default(),
            attempts: vec![],
            parked: vec![],
        };
        Self {
            log: vec![],
            settled: BTreeSet::new(),
            attempts: BTreeMap::new(),
            parked: BTreeSet::new(),
            out: BTreeSet::new(),
            until: BTreeMap::new(),
            now: Duration::ZERO,
            window,
            bounds,
            lanes: Lanes::new(&hold, OPTIONS, window, bounds),
        }
    }

    fn head(&self, number: u64) -> EntryHead {
        *self.log.iter().find(|head| head.number == number).expect("an entry of the log")
    }

    /// The lowest unsettled entry of every lane that is free to go on.
    fn free(&self) -> BTreeMap<u64, EntryHead> {
        let mut first = BTreeMap::new();
        for head in self.log.iter().filter(|head| !self.settled.contains(&head.number)) {
            first.entry(head.lane).or_insert(*head);
        }
        let waits = |lane: &LaneKey| self.until.get(lane).is_some_and(|until| self.now < *until);
        let busy = |head: &EntryHead| self.out.contains(&head.number) || self.parked.contains(&head.lane);
        let free = first.into_values().filter(|head| !busy(head) && !waits(&head.lane));
        free.map(|head| (head.number, head)).collect()
    }

    fn has_room(&self, size: u64) -> bool {
        let bytes: u64 = self.out.iter().map(|number| self.head(*number).size).sum();
        self.out.is_empty() || (self.out.len() < self.window.messages as usize && bytes + size <= self.window.bytes)
    }

    /// Offers what can be offered, as the loop does; every offer is checked, and so is that none is missing.
    fn offer(&mut self) -> Result<(), TestCaseError> {
        self.lanes.wake(self.now);
        loop {
            while let Some(planned) = self.lanes.offer() {
                let free = self.free();
                prop_assert!(free.contains_key(&planned.number), "{planned:?} is not the head of a free lane");
                prop_assert!(self.has_room(planned.size), "{planned:?} does not fit the window");
                prop_assert_eq!(planned.attempt, *self.attempts.entry(planned.number).or_insert(1));
                prop_assert_eq!(planned.size, self.head(planned.number).size);
                self.out.insert(planned.number);
            }
            let Some(read) = self.lanes.wants() else { break };
            let page: Vec<_> = self.log.iter().filter(|h| h.number > read.after).take(read.limit).copied().collect();
            self.lanes.take(read, &page);
        }
        // A free lane may only wait behind an entry that does not fit the window.
        let first = self.lanes.first_ready().map(|(_, head)| head.size);
        prop_assert!(
            first.map_or(self.free().is_empty(), |size| !self.has_room(size)),
            "not offered: {:?}",
            self.free()
        );
        prop_assert_eq!(self.lanes.progress().settled_through, self.mark());
        Ok(())
    }

    fn mark(&self) -> u64 {
        (1..).find(|number| !self.settled.contains(number)).map_or(0, |lowest| lowest - 1)
    }

    fn out_at(&self, index: usize) -> Option<u64> {
        let count = self.out.len().max(1);
        self.out.iter().nth(index % count).copied()
    }

    fn ack(&mut self, number: u64) -> Result<(), TestCaseError> {
        prop_assert!(self.out.remove(&number));
        prop_assert!(self.lanes.ack(number), "{} was out", number);
        self.settled.insert(number);
        self.attempts.remove(&number);
        Ok(())
    }

    fn nack(&mut self, number: u64) -> Result<(), TestCaseError> {
        let lane = self.head(number).lane;
        self.out.remove(&number);
        let attempts = self.attempts[&number];
        match self.lanes.nack(number, self.now) {
            Nacked::Parked(parked) => {
                prop_assert_eq!((parked, attempts >= OPTIONS.max_attempts), (lane, true));
                self.parked.insert(lane);
            }
            Nacked::Unknown => prop_assert!(false, "{} was out", number),
            Nacked::Waits { wait, attempt } => {
                prop_assert!(attempts < OPTIONS.max_attempts);
                prop_assert_eq!((wait.as_secs(), attempt), (1 << (attempts - 1), attempts + 1));
                self.attempts.insert(number, attempt);
                self.until.insert(lane, self.now + wait);
            }
        }
        Ok(())
    }

    fn later(&mut self, number: u64, wait: u64) -> Result<(), TestCaseError> {
        let due = self.now + Duration::from_secs(wait);
        self.out.remove(&number);
        prop_assert!(self.lanes.later(number, due), "{} was out", number);
        self.until.insert(self.head(number).lane, due);
        Ok(())
    }

    fn refuse(&mut self, number: u64) -> Result<(), TestCaseError> {
        let lane = self.head(number).lane;
        self.out.remove(&number);
        self.attempts.remove(&number);
        prop_assert_eq!(self.lanes.refuse(number), Some(lane));
        self.parked.insert(lane);
        Ok(())
    }

    /// A new hold, as the journal would give it.
    fn reconnect(&mut self) {
        let at = jiff::Timestamp::UNIX_EPOCH;
        let parked = |lane: &LaneKey| LaneState { lane: *lane, number: 0, reason: String::new(), parked_at: at };
        let hold = Hold {
            subscription: SubscriptionId(1),
            epoch: 1,
            progress: self.progress(),
            attempts: self.attempts.iter().map(|(&number, &attempts)| Attempt { number, attempts }).collect(),
            parked: self.parked.iter().map(parked).collect(),
        };
        self.lanes = Lanes::new(&hold, OPTIONS, self.window, self.bounds);
        self.out.clear();
        self.until.clear();
        self.now = Duration::ZERO;
    }

    fn progress(&self) -> journal::Progress {
        let mut settled = crate::settled::Settled::default();
        self.settled.iter().for_each(|number| settled.settle(*number));
        settled.progress()
    }

    fn seek(&mut self, to: u64) {
        let target = to % (self.log.len() as u64 + 1) + 1;
        self.settled = (1..target).collect();
        let unsettled = self.log.iter().filter(|head| head.number >= target);
        for lane in unsettled.map(|head| head.lane).collect::<Vec<_>>() {
            self.parked.remove(&lane);
        }
        self.attempts.clear();
        self.reconnect();
    }

    fn take(&mut self, step: Step) -> Result<(), TestCaseError> {
        match step {
            Step::Append(entries) => {
                for (lane, size) in entries {
                    let number = self.log.len() as u64 + 1;
                    self.log.push(EntryHead { number, lane: [lane; 32], size });
                }
                self.lanes.look_again();
            }
            Step::Ack(index) => self.out_at(index).map_or(Ok(()), |number| self.ack(number))?,
            Step::AckAny(number) if self.out.contains(&number) => self.ack(number)?,
            Step::AckAny(number) => prop_assert!(!self.lanes.ack(number)),
            Step::Nack(index) => self.out_at(index).map_or(Ok(()), |number| self.nack(number))?,
            Step::Later(index, wait) => self.out_at(index).map_or(Ok(()), |number| self.later(number, wait))?,
            Step::Refuse(index) => self.out_at(index).map_or(Ok(()), |number| self.refuse(number))?,
            Step::Pass(seconds) => self.now += Duration::from_secs(seconds),
            Step::Reconnect => self.reconnect(),
            Step::Seek(to) => self.seek(to),
            Step::Resume(index) => {
                let count = self.parked.len().max(1);
                if let Some(lane) = self.parked.iter().nth(index % count).copied() {
                    self.parked.remove(&lane);
                    let of_lane: Vec<_> = self.log.iter().filter(|h| h.lane == lane).map(|h| h.number).collect();
                    self.attempts.retain(|number, _| !of_lane.contains(number));
                    self.reconnect();
                }
            }
        }
        self.offer()
    }

    /// Everything is acked until nothing comes any more; then nothing may be left.
    fn finish(&mut self) -> Result<(), TestCaseError> {
        self.parked.clear();
        self.reconnect();
        self.offer()?;
        while let Some(number) = self.out.first().copied() {
            self.ack(number)?;
            self.offer()?;
        }
        prop_assert_eq!(self.mark(), self.log.len() as u64, "an entry was lost");
        prop_assert!(self.lanes.lanes.is_empty() && self.lanes.attempts.is_empty());
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn every_course_keeps_order_window_and_cursor_and_loses_nothing(
        steps in prop::collection::vec(step(), 1..80),
        messages in 1_u32..6,
        bytes in 20_u64..120,
        page in 1_usize..5,
        per_lane in 1_usize..4,
    ) {
        let bounds = Bounds { page, per_lane, waiting: 100 };
        let mut world = World::new(WindowSize { messages, bytes }, bounds);
        for step in steps {
            world.take(step)?;
        }
        world.finish()?;
    }
}
