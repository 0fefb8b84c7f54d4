//! `DirectoryService`: who is here, and which letters each takes.

use std::pin::Pin;
use std::sync::Arc;

use futures::Stream;
use futures::stream::unfold;
use telemetry::occurrences::server::{WatchClosed, WatchOpened};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};
use wire::convert::timestamp;
use wire::v1;
use wire::v1::directory_service_server::DirectoryService;

use super::context::known;
use super::outgoing::Taken;
use super::status::{Reason, journal, status};
use crate::board::{Board, CONFIRM_EVERY, Posted};
use crate::callers::Caller;
use crate::places::{Party, Place, Places};

/// The service. Everybody who is known may ask.
pub(crate) struct Directories {
    pub(crate) board: Arc<Board>,
    /// Watchers, and answers on their way: each may hold a whole directory in memory.
    pub(crate) places: Arc<Places>,
    pub(crate) drain: CancellationToken,
}

/// Places for watchers and answers, at most half of them for one organisation.
pub(crate) const PLACES: usize = 128;

/// The length of a version: a digest in hexadecimal.
const VERSION: usize = 64;

impl Directories {
    fn place<T>(&self, request: &Request<T>) -> Result<Place, Status> {
        let Caller(caller) = known(request)?;
        self.places.take(Party::Organisation(caller.id.clone())).ok_or_else(|| status(Reason::DirectoryBusy))
    }
}

/// The directory is never missing.
fn failed(error: journal::Error) -> Status {
    journal(&error, Reason::JournalUnavailable)
}

#[tonic::async_trait]
impl DirectoryService for Directories {
    async fn get_directory(
        &self,
        request: Request<v1::GetDirectoryRequest>,
    ) -> Result<Response<v1::GetDirectoryResponse>, Status> {
        let place = self.place(&request)?;
        let Posted { directory, .. } = self.board.read().await.map_err(failed)?;
        let mut answer = Response::new(v1::GetDirectoryResponse { directory: Some((*directory).clone()) });
        answer.extensions_mut().insert(Taken::new(place));
        Ok(answer)
    }

    type WatchDirectoryStream = Pin<Box<dyn Stream<Item = Result<v1::WatchDirectoryResponse, Status>> + Send>>;

    async fn watch_directory(
        &self,
        request: Request<v1::WatchDirectoryRequest>,
    ) -> Result<Response<Self::WatchDirectoryStream>, Status> {
        let place = self.place(&request)?;
        let v1::WatchDirectoryRequest { version } = request.into_inner();
        // Anything longer is no version, and would only be kept in memory.
        let version = if version.len() > VERSION { String::new() } else { version };
        let posted = self.board.watch().await.map_err(failed)?;
        WatchOpened.emit();
        let watcher = Watcher { posted, version, told: None, drain: Some(self.drain.clone()), _place: place };
        Ok(Response::new(Box::pin(unfold(watcher, Watcher::next))))
    }
}

/// One stream. It is asked for its next answer when the one before is on its way: whoever does not read misses versions in
/// between, and holds nothing up.
struct Watcher {
    posted: watch::Receiver<Option<Posted>>,
    /// The version that the peer has.
    version: String,
    /// The last reading that was told, and when.
    told: Option<(u64, Instant)>,
    /// `None` once the peer was told of it.
    drain: Option<CancellationToken>,
    _place: Place,
}

impl Watcher {
    async fn next(mut self) -> Option<(Result<v1::WatchDirectoryResponse, Status>, Self)> {
        let drain = self.drain.take()?;
        let answer = tokio::select! {
            biased;
            () = drain.cancelled() => return Some((Err(status(Reason::Draining)), self)),
            answer = self.answer() => answer,
        };
        self.drain = Some(drain);
        // Only the board ends the postings, and it lives as long as the service.
        Some((Ok(answer?), self))
    }

    /// The next answer: what has changed at once, and otherwise the confirmation when it is due.
    async fn answer(&mut self) -> Option<v1::WatchDirectoryResponse> {
        loop {
            // A watcher begins after a reading.
            let posted = self.posted.borrow_and_update().clone()?;
            let due = match self.told {
                None => Instant::now(),
                Some(_) if posted.directory.version != self.version => Instant::now(),
                Some((_, at)) => at + CONFIRM_EVERY,
            };
            // What was told once is not confirmed by being told again.
            let news = self.told.is_none_or(|(number, _)| number < posted.number);
            tokio::select! {
                biased;
                () = tokio::time::sleep_until(due), if news => return Some(self.tell(&posted)),
                changed = self.posted.changed() => changed.ok()?,
            }
        }
    }

    fn tell(&mut self, posted: &Posted) -> v1::WatchDirectoryResponse {
        let Posted { directory, at, number, .. } = posted;
        self.told = Some((*number, Instant::now()));
        let changed = directory.version != self.version;
        self.version.clone_from(&directory.version);
        v1::WatchDirectoryResponse {
            version: directory.version.clone(),
            confirmed_at: Some(timestamp(*at)),
            directory: changed.then(|| (**directory).clone()),
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        WatchClosed.emit();
    }
}

#[cfg(test)]
mod tests;
