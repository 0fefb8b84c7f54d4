//! Receipts that are given when the receivers of a letter have answered.

use canonical::EventId;
use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use canonical::receipt::Verdict;
use jiff::Timestamp;

use super::Sealed;

/// A receipt that follows later: one for every time that a letter came in whose receivers are asked first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateReceipt {
    /// Its number: a later one has a higher one.
    pub number: u64,
    /// The event of the letter.
    pub event: EventId,
    /// The organisation that handed the letter over, and gets the receipt.
    pub organisation: OrganisationId,
    /// The door that the letter came through.
    pub channel: String,
    /// The envelope it came in.
    pub envelope_id: String,
    /// The document it came in. Unknown for letters that came before documents were noted.
    pub document: Option<Digest>,
    /// Whether its sender asked for a receipt.
    pub wants_receipt: bool,
    /// When the letter came in.
    pub at: Timestamp,
    /// What is decided; `None` as long as receivers have not answered.
    pub decided: Option<Decided>,
    /// When its sender took it.
    pub taken_at: Option<Timestamp>,
}

/// What a sender is told, once and for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub verdict: Verdict,
    /// Why, encoded. Personal data.
    pub reasons: Sealed,
    /// Since when.
    pub at: Timestamp,
}

/// What is decided of one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its number.
    pub number: u64,
    /// What.
    pub decided: Decided,
    /// Whether its sender is told. Nobody is told what it did not ask for; then it counts as taken.
    pub is_told: bool,
}
