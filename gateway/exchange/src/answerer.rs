//! Who may answer a letter: those it is addressed to, and carriers for them.

use access::addressed;
use canonical::organisation::{Organisation, OrganisationId, Role};
use canonical::receipt::{IncomingReceipt, ReceiptForm};
use journal::Labels;

/// As whom somebody answers a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answerer {
    /// As this organisation: itself, or one it acts for.
    As(OrganisationId),
    /// It may not.
    Nobody,
    /// As one of several it acts for, and the receipt does not say which.
    Unclear,
}

/// Decides as whom the caller answers a letter.
///
/// The certificate decides, not what the receipt says of its parties: some senders do not swap them. Only a carrier, which
/// answers for others, is asked for whom. What the network itself says, a carrier says as itself.
pub(crate) fn answerer(
    caller: &Organisation,
    organisations: &[Organisation],
    receipt: &IncomingReceipt,
    letter: &Labels,
) -> Answerer {
    if is_addressed(caller, letter) {
        return Answerer::As(caller.id.clone());
    }
    if !caller.has(Role::Carrier) {
        return Answerer::Nobody;
    }
    let is_acted_for = |organisation: &&Organisation| caller.acts_for.contains(&organisation.id);
    let mut acted_for = organisations.iter().filter(is_acted_for).filter(|one| is_addressed(one, letter));
    let Some(first) = acted_for.next() else { return Answerer::Nobody };
    if matches!(receipt.form, ReceiptForm::NegativeVans | ReceiptForm::Xctl01) {
        return Answerer::As(caller.id.clone());
    }
    let Some(second) = acted_for.next() else { return Answerer::As(first.id.clone()) };
    let says = |one: &&Organisation| receipt.sender.as_ref().is_some_and(|sender| one.is_named_by(sender));
    let mut named = [first, second].into_iter().chain(acted_for).filter(says);
    match (named.next(), named.next()) {
        (Some(named), None) => Answerer::As(named.id.clone()),
        (None, _) | (Some(_), Some(_)) => Answerer::Unclear,
    }
}

/// Whether the letter is addressed to the organisation.
pub(crate) fn is_addressed(organisation: &Organisation, letter: &Labels) -> bool {
    letter.receivers.iter().any(|receiver| addressed(organisation, receiver))
}
