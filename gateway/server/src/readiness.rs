//! Whether letters can be taken and entries delivered now.

use std::time::Duration;

use journal::{Journal, Page};
use tokio_util::sync::CancellationToken;

/// Ready from the start of serving until its drain, as long as the journal answers.
#[derive(Clone)]
pub(crate) struct Readiness {
    pub(crate) drain: CancellationToken,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotReady {
    Draining,
    JournalUnavailable,
}

/// The longest wait for the journal.
const PATIENCE: Duration = Duration::from_secs(2);

impl Readiness {
    /// Asks the journal for something small.
    pub(crate) async fn check(&self, journal: &dyn Journal) -> Result<(), NotReady> {
        if self.drain.is_cancelled() {
            return Err(NotReady::Draining);
        }
        let asked = journal.subscriptions("", Page { after: String::new(), size: 1 });
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(NotReady::JournalUnavailable),
        }
    }
}

impl NotReady {
    /// The word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Draining => "draining",
            Self::JournalUnavailable => "journal-unavailable",
        }
    }
}
