//! Progress as it is stored, whatever a holder reports.

use crate::model::Progress;

/// Ranges in order, none empty, touching, or beyond the last entry; what touches the mark moves it.
pub(crate) fn tidy(progress: Progress, last_number: u64) -> Progress {
    let Progress { settled_through, mut ranges } = progress;
    ranges.sort_unstable();
    let mut tidied = Progress { settled_through: settled_through.min(last_number), ranges: Vec::new() };
    for (first, last) in ranges.into_iter().map(|(first, last)| (first, last.min(last_number))) {
        let end = tidied.ranges.last_mut().map_or(&mut tidied.settled_through, |(_, end)| end);
        if first <= end.saturating_add(1) {
            *end = last.max(*end);
        } else if first <= last {
            tidied.ranges.push((first, last));
        }
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(settled_through: u64, ranges: &[(u64, u64)]) -> (u64, Vec<(u64, u64)>) {
        let Progress { settled_through, ranges } = tidy(Progress { settled_through, ranges: ranges.to_vec() }, 20);
        (settled_through, ranges)
    }

    #[test]
    fn ranges_that_touch_become_one() {
        assert_eq!(tidied(3, &[(8, 9), (5, 6), (7, 7)]), (3, vec![(5, 9)]));
        assert_eq!(tidied(3, &[(5, 9), (6, 7), (12, 12)]), (3, vec![(5, 9), (12, 12)]));
    }

    #[test]
    fn what_touches_the_mark_moves_it() {
        assert_eq!(tidied(3, &[(4, 6), (7, 8), (10, 11)]), (8, vec![(10, 11)]));
        assert_eq!(tidied(3, &[(1, 2)]), (3, vec![]));
    }

    #[test]
    fn nothing_is_settled_that_does_not_exist() {
        assert_eq!(tidied(30, &[(40, 50)]), (20, vec![]));
        assert_eq!(tidied(3, &[(18, 25), (22, 30)]), (3, vec![(18, 20)]));
        assert_eq!(tidied(3, &[(9, 7)]), (3, vec![]));
    }
}
