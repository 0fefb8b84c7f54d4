//! The spool as the rest of intake sees it.

use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use jiff::Timestamp;
use telemetry::occurrences::intake::{DocumentSpooled, SpoolOutcome};
use tokio::sync::{mpsc, oneshot, watch};

use super::answered::{Answered, Found};
use super::error::Error;
use super::head::Head;
use super::keeper::{Command, Keeper};
use super::level::Level;
use super::settings::Settings;
use super::shelf::{Number, Page, Shelf, Write, Wrote};
use crate::document::{Document, Incoming};
use crate::labels::Lane;
use crate::publish::{Channel, Unavailable};
use crate::translate::rest;

/// The spool. Clones share it.
#[derive(Debug, Clone)]
pub struct Spool {
    commands: mpsc::Sender<Command>,
    level: watch::Receiver<Level>,
}

/// Commands that wait for the thread.
const QUEUE: usize = 256;

impl Spool {
    /// Opens the file, or makes it, and starts the thread that has it.
    ///
    /// # Errors
    /// `spool-unusable` if the file cannot be used, `spool-damaged` if it is not a spool.
    pub async fn open(settings: Settings) -> Result<Self, Error> {
        let (commands, waiting) = mpsc::channel(QUEUE);
        let (opened, opening) = oneshot::channel();
        let keep = move || match Keeper::open(settings) {
            Ok(keeper) => {
                let level = keeper.level();
                // Whoever opens may be gone; then nobody asks, and the thread ends.
                let _ = opened.send(Ok(level));
                keeper.run(waiting);
            }
            Err(error) => drop(opened.send(Err(error))),
        };
        std::thread::Builder::new().name("spool".to_owned()).spawn(keep)?;
        let level = opening.await.map_err(|_| GONE)??;
        Ok(Self { commands, level })
    }

    /// What waits now; tells of every change.
    #[must_use]
    pub fn level(&self) -> watch::Receiver<Level> {
        self.level.clone()
    }

    /// What became of the document that was kept under this id. What another organisation handed over is unknown.
    ///
    /// # Errors
    /// [`Error`] if that cannot be told now.
    pub async fn find(&self, organisation: &OrganisationId, id: Digest) -> Result<Found, Error> {
        let organisation = organisation.clone();
        self.look(move |shelf| shelf.find(&organisation, id)).await
    }

    /// Writes what was asked for, and gives the file back.
    pub async fn close(self) {
        let (closed, closing) = oneshot::channel();
        if self.commands.send(Command::Close(closed)).await.is_ok() {
            // An end without an answer is an end.
            let _ = closing.await;
        }
    }

    /// Keeps a document; gives what its sender can ask for its receipts with. It is on disk when this returns.
    pub(crate) async fn keep(
        &self,
        (organisation, channel): (OrganisationId, Channel),
        lanes: Vec<Lane>,
        (document, request): (Document, Option<rest::Request>),
        at: Timestamp,
    ) -> Result<Digest, Error> {
        let request = request.map(|request| request.word()).unwrap_or_default();
        let (id, bytes) = (Head::id(&organisation, channel, &request, document.sha256()), document.size());
        let head = Head { id, organisation, channel, at, bytes, lanes, request };
        match self.write(Write::Keep(head, document)).await? {
            Wrote::Full => {
                DocumentSpooled { outcome: SpoolOutcome::Full, bytes }.emit();
                Err(Error::Full)
            }
            Wrote::Kept | Wrote::Settled(_) => {
                DocumentSpooled { outcome: SpoolOutcome::Kept, bytes }.emit();
                Ok(id)
            }
        }
    }

    /// Whether a document stands in one of these lanes.
    pub(crate) async fn holds(&self, lanes: &[Lane]) -> Result<bool, Error> {
        // The level is told before whoever keeps a document is answered.
        if self.level.borrow().documents == 0 {
            return Ok(false);
        }
        let lanes = lanes.to_vec();
        self.look(move |shelf| shelf.holds(&lanes)).await
    }

    pub(super) async fn page(&self, after: Number, most: usize) -> Result<Page, Error> {
        self.look(move |shelf| shelf.page(after, most)).await
    }

    /// The document, in memory or in the file that is begun for it.
    pub(super) async fn content(
        &self,
        number: Number,
        begun: Option<Incoming>,
    ) -> Result<Result<Document, Unavailable>, Error> {
        self.look(move |shelf| match begun {
            Some(begun) => shelf.put_down(number, begun),
            None => shelf.content(number).map(|content| Ok(content.into())),
        })
        .await
    }

    /// Replaces a document by its answer; gives the documents that nothing stands before any more.
    pub(super) async fn settle(
        &self,
        number: Number,
        answered: Answered,
        at: Timestamp,
    ) -> Result<Vec<(Number, Head)>, Error> {
        match self.write(Write::Settle(number, answered, at)).await? {
            Wrote::Settled(free) => Ok(free),
            Wrote::Full | Wrote::Kept => Ok(Vec::new()),
        }
    }

    async fn write(&self, write: Write) -> Result<Wrote, Error> {
        let (reply, wrote) = oneshot::channel();
        self.commands.send(Command::Write(write, reply)).await.map_err(|_| GONE)?;
        wrote.await.map_err(|_| GONE)?
    }

    async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Shelf) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, looked) = oneshot::channel();
        let look = move |shelf: Result<&Shelf, Error>| {
            let looked = shelf.and_then(look);
            let failed = looked.as_ref().err().copied();
            // Whoever asked may be gone.
            let _ = reply.send(looked);
            failed.map_or(Ok(()), Err)
        };
        self.commands.send(Command::Look(Box::new(look))).await.map_err(|_| GONE)?;
        looked.await.map_err(|_| GONE)?
    }
}

/// The thread has ended.
const GONE: Error = Error::Unusable { reason: std::io::ErrorKind::BrokenPipe };
