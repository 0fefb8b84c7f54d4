//! Senders that use watched folders: a file goes in, and the next one only when the receipt of the last is there.

use std::time::Duration;

use conformance_tests::checker::{History, Seen};
use conformance_tests::hostile::Chance;
use conformance_tests::peers::WatchedFolder;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::senders::{letter, submitted};
use crate::subscribers::owed;
use crate::tally::Tally;

/// How often the folder is looked into.
const LOOK: Duration = Duration::from_millis(50);

/// A sender with a folder that one adapter watches.
pub(crate) struct Mailbox {
    pub(crate) number: u32,
    pub(crate) adapter: usize,
    pub(crate) folder: WatchedFolder,
    pub(crate) history: History,
    pub(crate) tally: Tally,
    pub(crate) chance: Chance,
    /// Whether to go on.
    pub(crate) goes_on: watch::Receiver<bool>,
}

impl Mailbox {
    /// Sends until it may not go on. Whether the adapter lives does not matter to whoever uses a folder.
    pub(crate) async fn send(mut self) {
        let mut index = 0;
        while *self.goes_on.borrow() {
            let letter = letter(self.number, index, &mut self.chance);
            index += 1;
            self.history.add(submitted(&letter));
            self.tally.begun(&letter.id);
            let document = letter.document(&format!("E{}", letter.id));
            self.folder.put(&letter.id, &document).expect("a folder to write to");
            let receipt = loop {
                if let Some(receipt) = self.folder.receipt(&letter.id) {
                    break receipt;
                }
                sleep(LOOK).await;
            };
            if !receipt.contains("<PositiveReceipt") {
                self.tally.complain(format!("{} in a folder was answered with {receipt}", letter.id));
            }
            self.history.add(Seen::Receipted { letter: letter.id.clone() });
            self.tally.handed_over();
            self.tally.receipt(self.adapter, owed(letter.receiver));
        }
    }
}
