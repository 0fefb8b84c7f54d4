//! How many messages the journal has set aside for an operator, counted a little further with every look.

use journal::Journal;
use telemetry::occurrences::server::SetAsideMeasured;
use tokio::sync::Mutex;

/// The count, as far as it has come.
#[derive(Default)]
pub(crate) struct SetAsideCount(Mutex<Counted>);

#[derive(Default, Clone, Copy)]
struct Counted {
    /// The sequence number of the last message seen.
    through: u64,
    messages: u64,
}

/// Messages read in one look, one at a time: each may be as large as a document.
const MOST: usize = 32;

impl SetAsideCount {
    /// Counts what came since the last look, and sets the gauge.
    ///
    /// # Cancel safety
    /// What was counted stays counted.
    pub(crate) async fn measure(&self, journal: &dyn Journal) -> Result<(), journal::Error> {
        let mut counted = self.0.lock().await;
        for _ in 0..MOST {
            let Some((sequence, _)) = journal.set_aside_after(counted.through, 1).await?.into_iter().next() else {
                break;
            };
            *counted = Counted { through: sequence, messages: counted.messages.saturating_add(1) };
        }
        SetAsideMeasured { messages: counted.messages }.emit();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use canonical::digest::Digest;
    use jiff::Timestamp;
    use journal::sqlite::{self, SqliteJournal};
    use journal::{Sealed, SetAside};

    use super::*;

    fn messages(range: std::ops::Range<u64>) -> Vec<SetAside> {
        let message = |number: u64| SetAside {
            digest: Digest::of(&number.to_be_bytes()),
            at: Timestamp::UNIX_EPOCH,
            reason: "unsealable".to_owned(),
            message: Sealed::plain(number.to_be_bytes().to_vec().into()),
        };
        range.map(message).collect()
    }

    #[tokio::test]
    async fn messages_are_counted_once_and_further_with_every_look() {
        let folder = tempfile::tempdir().expect("a directory");
        let journal = SqliteJournal::open(folder.path(), sqlite::Settings::default()).expect("a new journal");
        let epoch = journal.take_appending().await.expect("taken");
        let count = SetAsideCount::default();
        for (more, counted) in [(0..0, 0), (0..3, 3), (0..3, 3), (3..38, 35), (0..0, 38), (0..0, 38)] {
            journal.set_aside(epoch, messages(more)).await.expect("set aside");
            count.measure(&journal).await.expect("measured");
            assert_eq!(count.0.lock().await.messages, counted);
        }
    }
}
