//! The words of the states that posting is in; see `PushStanding` of the contract.

/// Entries are posted as they come.
pub(crate) const DELIVERING: &str = "delivering";
/// The configuration does not allow the host.
pub(crate) const NOT_ALLOWED: &str = "not-allowed";
/// The subscriber has paused it.
pub(crate) const PAUSED: &str = "paused";
/// The receiver cannot be reached or does not work.
pub(crate) const UNWELL: &str = "unwell";
