//! What a subscriber chose of the letters that say the same, after access has been decided.

use crate::{Decision, Denial};

/// The decision on an event, given those on the letters that tell of the same clinical event in the standard that the subscriber
/// chose, and that it gets too.
///
/// One of them that it may see stands for them all. One that it may not see stands for nothing: then it is given what it can be.
#[must_use]
pub fn chosen(decision: Decision, mut in_chosen_standard: impl Iterator<Item = Decision>) -> Decision {
    if decision.permits() && in_chosen_standard.any(Decision::permits) {
        Decision::Withhold(Denial::InChosenStandard)
    } else {
        decision
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ground;

    const PERMIT: Decision = Decision::Permit(Ground::Addressed);
    const DENY: Decision = Decision::Withhold(Denial::RelationEnded);

    #[test]
    fn only_a_letter_that_is_given_stands_for_another() {
        let withheld = Decision::Withhold(Denial::InChosenStandard);
        assert_eq!(chosen(PERMIT, [DENY, PERMIT].into_iter()), withheld);
        assert_eq!(chosen(PERMIT, [DENY].into_iter()), PERMIT);
        assert_eq!(chosen(PERMIT, [].into_iter()), PERMIT);
    }

    #[test]
    fn what_access_denies_keeps_its_reason() {
        assert_eq!(chosen(DENY, [PERMIT].into_iter()), DENY);
    }
}
