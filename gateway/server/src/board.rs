//! The directory as it was read last, for everybody who watches it.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use journal::{Interests, Journal};
use telemetry::Clock;
use tokio::sync::{Mutex, watch};
use tokio::time::Instant;
use wire::v1;

use crate::directory::directory;
use crate::parts::DirectoryParts;

/// Reads the directory, and keeps what was read for watchers.
pub(crate) struct Board {
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    parts: DirectoryParts,
    /// Readings follow one another, so that what was read later is posted later.
    turn: Mutex<()>,
    posted: watch::Sender<Option<Posted>>,
}

/// One reading.
#[derive(Clone)]
pub(crate) struct Posted {
    pub(crate) directory: Arc<v1::Directory>,
    /// When it was asked for: it was in force then, or later.
    pub(crate) at: Timestamp,
    /// Its place among all readings.
    pub(crate) number: u64,
    begun: Instant,
    /// The version of the interests it was made from.
    interests: u64,
}

#[cfg(test)]
impl Posted {
    pub(crate) fn of(directory: v1::Directory, at: Timestamp, number: u64) -> Self {
        Self { directory: Arc::new(directory), at, number, begun: Instant::now(), interests: 0 }
    }
}

/// The shortest time between two readings: changes that come together are told together.
const APART: Duration = Duration::from_millis(200);

/// How often the directory is read while nothing seems to change, for it may have.
pub(crate) const CONFIRM_EVERY: Duration = Duration::from_secs(5);

/// The longest reading. A journal that does not answer confirms nothing.
const PATIENCE: Duration = Duration::from_secs(5);

impl Board {
    pub(crate) fn new(journal: Arc<dyn Journal>, clock: Arc<dyn Clock>, parts: DirectoryParts) -> Self {
        Self { journal, clock, parts, turn: Mutex::new(()), posted: watch::Sender::new(None) }
    }

    /// The directory as it stands now.
    pub(crate) async fn read(&self) -> Result<Posted, journal::Error> {
        let reading = tokio::time::timeout(PATIENCE, self.reading()).await;
        reading.unwrap_or_else(|_| Err(journal::Error::Unavailable { reason: "does not answer".to_owned() }))
    }

    async fn reading(&self) -> Result<Posted, journal::Error> {
        let asked = Instant::now();
        let _turn = self.turn.lock().await;
        let last = self.posted.borrow().clone();
        // Many who ask at the same time are answered by one reading, if it began after they had asked.
        if let Some(last) = last.as_ref().filter(|last| last.begun > asked) {
            return Ok(last.clone());
        }
        let (begun, at) = (Instant::now(), self.clock.now());
        let Interests { version, subscriptions, .. } = self.journal.interests().await?;
        let number = last.as_ref().map_or(0, |last| last.number).saturating_add(1);
        let directory = match last {
            Some(last) if last.interests == version => last.directory,
            Some(_) | None => Arc::new(directory(&self.parts, &subscriptions)),
        };
        let posted = Posted { directory, at, number, begun, interests: version };
        self.posted.send_replace(Some(posted.clone()));
        Ok(posted)
    }

    /// What is read from now on. It begins with a reading of its own.
    pub(crate) async fn watch(&self) -> Result<watch::Receiver<Option<Posted>>, journal::Error> {
        let posted = self.posted.subscribe();
        self.read().await?;
        Ok(posted)
    }

    /// Reads whenever something may have changed, as long as somebody watches. It never ends.
    ///
    /// # Cancel safety
    /// A reading that is dropped posts nothing.
    pub(crate) async fn keep(&self) {
        let mut changes = self.journal.changes();
        loop {
            if self.posted.receiver_count() > 0 {
                changes.mark_unchanged();
                // Without an answer there is no confirmation, and watchers see for themselves how old theirs has become.
                let _ = self.read().await;
            }
            tokio::time::sleep(APART).await;
            // Whether or not it changes: a hint may have been lost.
            let _ = tokio::time::timeout(CONFIRM_EVERY, changed(&mut changes)).await;
        }
    }
}

async fn changed(changes: &mut watch::Receiver<u64>) {
    if changes.changed().await.is_err() {
        // The journal is closed.
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures::future::join_all;
    use futures::poll;
    use journal::sqlite::{self, SqliteJournal};
    use telemetry::SystemClock;

    use super::*;

    #[tokio::test]
    async fn many_who_wait_at_the_same_time_are_answered_by_one_reading() {
        let folder = tempfile::tempdir().expect("a directory");
        let journal = SqliteJournal::open(folder.path(), sqlite::Settings::default()).expect("a new journal");
        let board = Board::new(Arc::new(journal), Arc::new(SystemClock), DirectoryParts::default());
        let before = board.turn.lock().await;
        let mut reads = pin!(join_all((0..20).map(|_| board.read())));
        assert!(poll!(reads.as_mut()).is_pending());
        drop(before);
        let numbers = reads.await.into_iter().map(|posted| posted.expect("read").number);
        assert_eq!(numbers.collect::<Vec<_>>(), [1; 20]);
        // Whoever asks later gets a reading of its own.
        assert_eq!(board.read().await.expect("read").number, 2);
    }
}
