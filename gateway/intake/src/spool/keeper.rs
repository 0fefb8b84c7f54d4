//! The thread that has the file: everything that waits is written in one transaction.
//!
//! After a failure the file is opened anew, because a transaction that failed leaves it unusable; no more often than
//! every second.

use std::time::{Duration, Instant};

use telemetry::occurrences::intake::{SpoolFailed, SpoolMeasured};
use tokio::sync::{mpsc, oneshot, watch};

use super::error::Error;
use super::level::Level;
use super::settings::Settings;
use super::shelf::{Shelf, Write, Wrote};

/// Asks something of the shelf, and says whether it failed.
pub(super) type Look = Box<dyn FnOnce(Result<&Shelf, Error>) -> Result<(), Error> + Send>;

/// What the thread is asked.
pub(super) enum Command {
    Close(oneshot::Sender<()>),
    Look(Look),
    Write(Write, oneshot::Sender<Result<Wrote, Error>>),
}

/// What one transaction takes at most.
const COMMANDS: usize = 256;
const BYTES: usize = 32 * 1024 * 1024;
/// How long a file that failed is left alone.
const PAUSE: Duration = Duration::from_secs(1);

pub(super) struct Keeper {
    settings: Settings,
    shelf: Result<Shelf, (Error, Instant)>,
    level: watch::Sender<Level>,
}

impl Keeper {
    pub(super) fn open(settings: Settings) -> Result<Self, Error> {
        let shelf = Shelf::open(settings.clone())?;
        let level = watch::Sender::new(shelf.level());
        let keeper = Self { settings, shelf: Ok(shelf), level };
        keeper.measured();
        Ok(keeper)
    }

    pub(super) fn level(&self) -> watch::Receiver<Level> {
        self.level.subscribe()
    }

    /// Serves until it is told to close, or nobody is left to ask.
    pub(super) fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        while let Some(first) = commands.blocking_recv() {
            let (mut writes, mut looks, mut bytes, mut closing) = (Vec::new(), Vec::new(), 0_usize, None);
            let mut next = Some(first);
            while let Some(command) = next {
                match command {
                    Command::Close(closed) => closing = Some(closed),
                    Command::Look(look) => looks.push(look),
                    Command::Write(write, reply) => {
                        bytes = bytes.saturating_add(write.size());
                        writes.push((write, reply));
                    }
                }
                let has_room = writes.len() + looks.len() < COMMANDS && bytes < BYTES && closing.is_none();
                next = if has_room { commands.try_recv().ok() } else { None };
            }
            self.write(writes);
            looks.into_iter().for_each(|look| self.look(look));
            if let Some(closed) = closing {
                drop(self);
                // Whoever asked may be gone.
                let _ = closed.send(());
                return;
            }
        }
    }

    fn write(&mut self, writes: Vec<(Write, oneshot::Sender<Result<Wrote, Error>>)>) {
        if writes.is_empty() {
            return;
        }
        let (writes, replies): (Vec<_>, Vec<_>) = writes.into_iter().unzip();
        let wrote = self.shelf().and_then(|shelf| shelf.write(writes));
        match wrote {
            Ok(wrote) => {
                self.measured();
                // Whoever asked may be gone; what it asked for is done all the same.
                replies.into_iter().zip(wrote).for_each(|(reply, wrote)| drop(reply.send(Ok(wrote))));
            }
            Err(error) => {
                self.failed(error);
                replies.into_iter().for_each(|reply| drop(reply.send(Err(error))));
            }
        }
    }

    fn look(&mut self, look: Look) {
        let looked = look(self.shelf().map(|shelf| &*shelf));
        if let Err(error) = looked {
            self.failed(error);
        }
    }

    fn shelf(&mut self) -> Result<&mut Shelf, Error> {
        if let Err((error, since)) = &self.shelf {
            if since.elapsed() < PAUSE {
                return Err(*error);
            }
            self.shelf = Shelf::open(self.settings.clone()).map_err(|error| (error, Instant::now()));
            self.measured();
        }
        self.shelf.as_mut().map_err(|(error, _)| *error)
    }

    fn failed(&mut self, error: Error) {
        if self.shelf.is_ok() {
            self.shelf = Err((error, Instant::now()));
        }
        SpoolFailed { reason: error.code() }.emit();
    }

    fn measured(&self) {
        let Ok(shelf) = &self.shelf else { return };
        let level = shelf.level();
        SpoolMeasured { documents: level.documents, bytes: level.bytes }.emit();
        self.level.send_replace(level);
    }
}
