//! Which entries are settled: everything up to a mark, and ranges above it.

use std::collections::BTreeMap;

use journal::Progress;

/// The settled numbers of a subscription.
///
/// The mark is the highest number up to which nothing is missing, so it waits for the lowest unsettled entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Settled {
    through: u64,
    /// First number to last number; never touching each other or the mark.
    above: BTreeMap<u64, u64>,
}

impl Settled {
    /// Goes on from what the journal holds.
    pub(crate) fn new(progress: &Progress) -> Self {
        let mut settled = Self { through: progress.settled_through, above: BTreeMap::new() };
        for &(first, last) in &progress.ranges {
            settled.insert(first, last);
        }
        settled
    }

    /// What the journal is to hold.
    pub(crate) fn progress(&self) -> Progress {
        Progress {
            settled_through: self.through,
            ranges: self.above.iter().map(|(&first, &last)| (first, last)).collect(),
        }
    }

    /// Settles one entry.
    pub(crate) fn settle(&mut self, number: u64) {
        self.insert(number, number);
    }

    /// Whether the entry is settled.
    pub(crate) fn contains(&self, number: u64) -> bool {
        number <= self.through || self.range_at(number).is_some()
    }

    /// The highest number that can be reached from `after` over settled entries only; `after` if its next is unsettled.
    pub(crate) fn reach(&self, after: u64) -> u64 {
        if after < self.through {
            return self.through;
        }
        self.range_at(after.saturating_add(1)).map_or(after, |(_, last)| last)
    }

    fn range_at(&self, number: u64) -> Option<(u64, u64)> {
        let (&first, &last) = self.above.range(..=number).next_back()?;
        (number <= last).then_some((first, last))
    }

    fn insert(&mut self, first: u64, last: u64) {
        let (mut first, mut last) = (first.max(self.through.saturating_add(1)), last);
        if last < first {
            return;
        }
        // Every range that overlaps or touches the new one becomes part of it.
        while let Some((&from, &to)) = self.above.range(..=last.saturating_add(1)).next_back() {
            if to.saturating_add(1) < first {
                break;
            }
            self.above.remove(&from);
            (first, last) = (first.min(from), last.max(to));
        }
        if first == self.through.saturating_add(1) {
            self.through = last;
        } else {
            self.above.insert(first, last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn settled(through: u64, ranges: &[(u64, u64)]) -> Settled {
        Settled::new(&Progress { settled_through: through, ranges: ranges.to_vec() })
    }

    #[test]
    fn the_cursor_waits_for_the_lowest_unsettled_entry() {
        let mut settled = settled(3, &[]);
        settled.settle(5);
        assert_eq!(settled.progress(), Progress { settled_through: 3, ranges: vec![(5, 5)] });
        settled.settle(4);
        assert_eq!(settled.progress(), Progress { settled_through: 5, ranges: vec![] });
    }

    #[test]
    fn ranges_that_touch_become_one() {
        let mut settled = settled(0, &[(3, 4), (6, 9)]);
        settled.settle(5);
        assert_eq!(settled.progress(), Progress { settled_through: 0, ranges: vec![(3, 9)] });
    }

    #[test]
    fn reading_leaps_over_what_is_settled() {
        let settled = settled(3, &[(5, 8), (10, 10)]);
        assert_eq!([0, 3, 4, 6, 8, 9, 10].map(|after| settled.reach(after)), [3, 3, 8, 8, 8, 10, 10]);
    }

    #[test]
    fn the_last_number_there_can_be_settles_without_a_panic() {
        let mut settled = settled(0, &[]);
        settled.settle(u64::MAX);
        assert!(settled.contains(u64::MAX));
        assert_eq!(settled.reach(u64::MAX), u64::MAX);
    }

    proptest! {
        #[test]
        fn it_holds_what_a_plain_set_holds(numbers in prop::collection::vec(1_u64..40, 0..60)) {
            let mut settled = Settled::default();
            let mut plain = BTreeSet::new();
            for number in numbers {
                settled.settle(number);
                plain.insert(number);
                let mark = (1..).find(|n| !plain.contains(n)).map_or(0, |lowest| lowest - 1);
                prop_assert_eq!(settled.progress().settled_through, mark);
                prop_assert!((1..45).all(|n| settled.contains(n) == plain.contains(&n)));
                prop_assert_eq!(&Settled::new(&settled.progress()), &settled);
            }
        }
    }
}
