//! Reading heads ahead of the subscriber, in bounded memory.
//!
//! Two readers share one log. The *frontier* goes on through heads never seen, and stops as soon as something is ready.
//! A lane that is held up keeps a few heads; of the others only the number is remembered after which the lane is unread.
//! When such a lane has used up what it kept, it is *hungry*, and the log is read again from that number.
//!
//! Nothing is lost and nothing is reordered, because every lane obeys one rule: its unsettled entries up to
//! `unread_after` (or up to the frontier) are kept, in order, and it takes a head only if it has everything before it.

use std::collections::HashSet;

use journal::EntryHead;

use super::{Head, Lane, LaneKey, Lanes};

/// A page of heads to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Read {
    /// Heads after this number.
    pub(crate) after: u64,
    /// At most this many.
    pub(crate) limit: usize,
    reader: Reader,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// Heads that were dropped, for the hungry lanes.
    Again,
    /// Heads never seen.
    Onward,
}

impl Lanes {
    /// The page to read before anything can be offered; `None` if something is ready or nothing is left.
    pub(crate) fn wants(&self) -> Option<Read> {
        if !self.ready.is_empty() {
            return None;
        }
        let limit = self.bounds.page;
        if let Some(&(after, _)) = self.hungry.first() {
            return Some(Read { after: self.settled.reach(after), limit, reader: Reader::Again });
        }
        let onward = !self.at_end && self.waiting.len() < self.bounds.waiting;
        onward.then(|| Read { after: self.settled.reach(self.frontier), limit, reader: Reader::Onward })
    }

    /// There may be new entries behind the frontier.
    pub(crate) const fn look_again(&mut self) {
        self.at_end = false;
    }

    /// Takes the page that was read: heads in the order of their numbers.
    pub(crate) fn take(&mut self, read: Read, page: &[EntryHead]) {
        match read.reader {
            Reader::Again => self.take_again(page, read.limit),
            Reader::Onward => self.take_onward(read, page),
        }
    }

    fn take_onward(&mut self, Read { after, limit, .. }: Read, page: &[EntryHead]) {
        for &EntryHead { number, lane: key, size } in page {
            if self.settled.contains(number) || self.parked.contains(&key) {
                continue;
            }
            match self.lanes.get_mut(&key) {
                None => {
                    self.lanes.insert(key, Lane { kept: [Head { number, size }].into(), ..Lane::default() });
                    self.ready.insert(number, key);
                }
                Some(lane) if lane.unread_after.is_some() => {}
                Some(lane) if lane.kept.len() < self.bounds.per_lane => lane.kept.push_back(Head { number, size }),
                Some(lane) => lane.unread_after = lane.kept.back().map(|last| last.number),
            }
        }
        self.frontier = page.last().map_or(after, |last| last.number);
        self.at_end = page.len() < limit;
    }

    fn take_again(&mut self, page: &[EntryHead], limit: usize) {
        let hungry: HashSet<LaneKey> = std::mem::take(&mut self.hungry).into_iter().map(|(_, key)| key).collect();
        for &EntryHead { number, lane: key, size } in page {
            // What lies behind the frontier is not this reader's.
            let of_the_past = number <= self.frontier && !self.settled.contains(number);
            let Some(lane) = self.lanes.get_mut(&key).filter(|_| of_the_past) else { continue };
            // A lane that is not hungry has its `unread_after` behind a kept entry, and waits for its turn.
            let is_hungry = hungry.contains(&key);
            let unread = lane.unread_after.is_some_and(|after| after < number);
            if is_hungry && unread && lane.kept.len() < self.bounds.per_lane {
                lane.kept.push_back(Head { number, size });
            }
        }
        let read_through = if page.len() < limit { self.frontier } else { page.last().map_or(0, |last| last.number) };
        for key in hungry {
            self.was_read(key, read_through);
        }
    }

    /// A hungry lane has seen the log up to this number, unless it was full before.
    fn was_read(&mut self, key: LaneKey, read_through: u64) {
        let Some(lane) = self.lanes.get_mut(&key) else { return };
        let seen = match lane.kept.back() {
            Some(last) if lane.kept.len() >= self.bounds.per_lane => last.number,
            Some(_) | None => lane.unread_after.unwrap_or_default().max(read_through),
        };
        lane.unread_after = (seen < self.frontier).then_some(seen);
        self.go_on(key);
    }
}
