//! Answers that cannot both be true.

use canonical::receipt::Verdict;
use journal::{Answer, Found};

/// For each answer to one event, whether the same organisation has also said the opposite.
///
/// What a receipt says of the network's envelope and what it says of the letter are two things: a file may have arrived
/// well, and its letter be refused. A technical error that passes contradicts nothing.
///
/// Standard: MedCom, governance for network layer, on not sending both receipts for one instance.
#[must_use]
pub fn contradicting(answers: &[Answer]) -> Vec<bool> {
    answers.iter().map(|one| answers.iter().any(|other| contradict(one, other))).collect()
}

fn contradict(one: &Answer, other: &Answer) -> bool {
    let (Found::Event(_, by), Found::Event(_, also_by)) = (&one.answer.found, &other.answer.found) else {
        return false;
    };
    let opposite = matches!(
        (one.verdict, other.verdict),
        (Verdict::Negative, Verdict::Positive) | (Verdict::Positive, Verdict::Negative)
    );
    opposite && by == also_by && one.form.is_of_transport() == other.form.is_of_transport()
}
