//! What can go wrong with a measurement.

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A bare limit could not be measured.
    #[error("measure the bare limit of {part}: {reason}")]
    Limit {
        /// Which part.
        part: &'static str,
        /// Why.
        reason: String,
    },
    /// Letters are missing at the end: what was measured is not what was asked for.
    #[error("deliver every letter: {missing} of {sent} did not arrive")]
    Missing {
        /// Letters with a positive receipt.
        sent: u64,
        /// Those that no subscriber got.
        missing: u64,
    },
    /// A peer could not do what it wanted.
    #[error(transparent)]
    Peer(#[from] conformance_tests::peers::PeerError),
    /// Broen did not start.
    #[error(transparent)]
    Process(#[from] conformance_tests::process::StartError),
    /// What it stands on could not be started.
    #[error("start {what}: {reason}")]
    Start {
        /// What.
        what: &'static str,
        /// Why.
        reason: String,
    },
}

impl Error {
    /// A limit that could not be measured.
    pub(crate) fn limit(part: &'static str) -> impl Fn(&dyn std::fmt::Display) -> Self {
        move |reason| Self::Limit { part, reason: reason.to_string() }
    }

    /// A program that could not be started.
    pub(crate) fn start(what: &'static str) -> impl Fn(&dyn std::fmt::Display) -> Self {
        move |reason| Self::Start { what, reason: reason.to_string() }
    }
}
