//! Receipts for copies that the gateway has posted itself, which carry ids of their own.

use canonical::organisation::{Organisation, Role};
use canonical::receipt::{IncomingReceipt, Verdict};
use jiff::Timestamp;
use journal::{Error, Found, Journal, NewAnswer, Sending, SubscriptionName};

use crate::matching::Share;

/// The most postings that are looked at for one receipt.
const MOST: usize = 64;

/// The postings that a receipt names, and that the caller may answer: its own, and those of whom it acts for.
pub(crate) async fn named(
    journal: &dyn Journal,
    receipt: &IncomingReceipt,
    caller: &Organisation,
) -> Result<Vec<(SubscriptionName, Sending)>, Error> {
    let letters = receipt.letters.iter();
    let letters = letters.flat_map(|letter| std::iter::once(&letter.letter_id).chain(&letter.or_letter_id));
    let names: Vec<_> = receipt.envelope_id.iter().chain(&receipt.message_id).chain(letters).cloned().collect();
    let mut found = journal.sendings_named(&names, MOST).await?;
    found.retain(|(name, _)| {
        let acts_for = caller.has(Role::Carrier) && caller.acts_for.contains(&name.organisation);
        name.organisation == caller.id || acts_for
    });
    Ok(found)
}

/// What the receipt says of each event that was posted.
pub(crate) fn shares(receipt: &IncomingReceipt, named: &[(SubscriptionName, Sending)]) -> Vec<Share> {
    let reasons = || {
        let of_letters = receipt.letters.iter().flat_map(|letter| &letter.reasons);
        of_letters.chain(&receipt.reasons).cloned().collect()
    };
    let mut shares: Vec<Share> = Vec::new();
    for (name, sending) in named {
        let found = Found::Event(sending.sent.event, name.organisation.clone());
        if !shares.iter().any(|share| share.found == found) {
            let letter_id = receipt.letters.first().map(|letter| letter.letter_id.clone());
            shares.push(Share { letter_id, found, reasons: reasons() });
        }
    }
    shares
}

/// Tells the postings what a receipt has said: those it names, or those of the events that it answers.
pub(crate) async fn tell(
    journal: &dyn Journal,
    named: &[(SubscriptionName, Sending)],
    answers: &[NewAnswer],
    (verdict, at): (Verdict, Timestamp),
) -> Result<(), Error> {
    let mut sequences: Vec<u64> = named.iter().map(|(_, sending)| sending.sequence).collect();
    if named.is_empty() {
        for answer in answers {
            let Found::Event(event, organisation) = &answer.found else { continue };
            let sent = journal.sendings_of_event(*event, organisation.as_str(), MOST).await?;
            // Of an event in several documents, nobody knows which of them is meant.
            if sent.iter().all(|sending| sending.sent.part == 0) {
                sequences.extend(sent.iter().map(|sending| sending.sequence));
            }
        }
    }
    if sequences.is_empty() { Ok(()) } else { journal.answer_sendings(&sequences, verdict, at).await }
}
