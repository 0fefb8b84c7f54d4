//! What is to be measured.

use std::path::PathBuf;
use std::time::Duration;

/// How Broen is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// An adapter and a gateway as processes of their own, over RabbitMQ and PostgreSQL.
    Services,
    /// One process on the embedded store.
    Standalone,
}

/// One measurement.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The program under test.
    pub program: PathBuf,
    /// How it is set up.
    pub mode: Mode,
    /// Letters per second, evenly spaced.
    pub rate: u32,
    /// How long letters are handed over and measured.
    pub duration: Duration,
    /// How long letters are handed over before that, unmeasured.
    pub warm_up: Duration,
    /// Subscriptions, an even number, dealt out in turn to the two receiving organisations. Every letter goes to one
    /// organisation, and to all of its subscriptions.
    pub subscribers: u32,
    /// Connections that senders share.
    pub connections: u32,
}

impl Mode {
    /// The word in reports and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::Standalone => "standalone",
        }
    }
}
