//! What the receivers of a letter have said, all together: pure.

use canonical::organisation::{Organisation, OrganisationId};
use canonical::receipt::Verdict;
use jiff::Timestamp;
use journal::{Answer, Awaited, Decided, Found, Sealed};
use wire::convert::receipt::encode_reasons;

use crate::answerer::is_addressed;
use crate::clock::waits_for;
use crate::merging::merged;

/// What is decided of a letter by now. One receiver that refuses it decides for all; else everybody who is waited for has to
/// take it over. A technical error that passes says nothing, nor does the network where it has carried the letter well.
pub(super) fn decided(
    awaited: &Awaited,
    answers: &[Answer],
    organisations: &[Organisation],
    at: Timestamp,
) -> Option<Decided> {
    let is_refusal =
        |answer: &&Answer| answer.verdict == Verdict::Negative && matches!(answer.answer.found, Found::Event(..));
    if let Some(refusal) = answers.iter().find(is_refusal) {
        return Some(Decided { verdict: Verdict::Negative, reasons: refusal.answer.reasons.clone(), at });
    }
    let says_so = |answer: &&Answer| answer.verdict == Verdict::Positive && !answer.form.is_of_transport();
    let by = |answer: &Answer| match &answer.answer.found {
        Found::Event(_, organisation) => Some(organisation.clone()),
        Found::Nothing(_) => None,
    };
    let awaited = Awaited { answered_by: answers.iter().filter(says_so).filter_map(by).collect(), ..awaited.clone() };
    // Whoever is not known any more cannot be waited for: somebody has to have said it.
    let has_said = |one: &OrganisationId| awaited.settled_by.contains(one) || awaited.answered_by.contains(one);
    let mut receivers = organisations.iter().filter(|one| one.hosted && is_addressed(one, &awaited.event.labels));
    let is_said = receivers.any(|one| has_said(&one.id)) || !awaited.answered_by.is_empty();
    (is_said && waits_for(&awaited, organisations).is_empty()).then(|| positive(at))
}

/// What is decided of files that travel beside a letter: nothing before it is of the letter, and no more than of both.
///
/// Standard: MedCom, mapping XCTL and Acknowledgement, table 4: letter and files are taken over together, or neither is.
pub(super) fn with_letter(files: Option<Decided>, letter: Option<Decided>) -> Option<Decided> {
    let verdict = |decided: &Option<Decided>| decided.as_ref().map(|decided| decided.verdict);
    let together = merged(verdict(&letter), verdict(&files))?;
    [letter, files].into_iter().flatten().find(|decided| decided.verdict == together)
}

/// Everybody has taken it over.
pub(super) fn positive(at: Timestamp) -> Decided {
    Decided { verdict: Verdict::Positive, reasons: Sealed::plain(encode_reasons(&[])), at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        "2026-03-12T14:00:00Z".parse().expect("a time")
    }

    fn refused() -> Decided {
        Decided { verdict: Verdict::Negative, ..positive(at()) }
    }

    #[test]
    fn files_wait_for_their_letter_and_are_refused_with_it() {
        assert_eq!(with_letter(Some(positive(at())), None), None);
        assert_eq!(with_letter(None, Some(positive(at()))), None);
        assert_eq!(with_letter(Some(positive(at())), Some(positive(at()))), Some(positive(at())));
        assert_eq!(with_letter(Some(positive(at())), Some(refused())), Some(refused()));
        assert_eq!(with_letter(Some(refused()), Some(positive(at()))), Some(refused()));
    }
}
