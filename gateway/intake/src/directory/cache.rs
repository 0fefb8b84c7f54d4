//! Keeps the newest directory, in memory and on disk.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use telemetry::occurrences::intake::{DirectoryConfirmed, DirectoryTaken, DirectoryUnkept};
use tokio::sync::watch;
use wire::v1;

use super::content::Directory;
use super::error::Error;
use super::file;

/// The newest directory. Clones share it.
#[derive(Clone)]
pub struct DirectoryCache {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    max_age: SignedDuration,
    directory: watch::Sender<Arc<Directory>>,
    confirmed: Mutex<Confirmed>,
    /// One writes at a time.
    writing: tokio::sync::Mutex<()>,
}

/// When a gateway last said that the directory is in force.
#[derive(Debug, Clone, Copy, Default)]
struct Confirmed {
    at: Option<Timestamp>,
    /// What the file says.
    on_disk: Option<Timestamp>,
}

/// A confirmation is written down when the file's is older than this: a restart loses no more of it.
const WRITTEN_EVERY: SignedDuration = SignedDuration::from_secs(60);

impl DirectoryCache {
    /// Opens what is kept in this file, or begins without anything. Older than `max_age`, a directory is not fresh any
    /// more.
    ///
    /// # Errors
    /// [`Error::Unkept`] if the file cannot be read.
    pub async fn open(path: PathBuf, max_age: Duration) -> Result<Self, Error> {
        let from = path.clone();
        let kept = blocking(move || file::read(&from)).await?;
        let at = kept.as_ref().map(|(_, confirmed_at)| *confirmed_at);
        let directory = kept.map(|(directory, _)| directory).unwrap_or_default();
        let inner = Inner {
            path,
            max_age: SignedDuration::try_from(max_age).unwrap_or(SignedDuration::MAX),
            directory: watch::Sender::new(Arc::new(directory)),
            confirmed: Mutex::new(Confirmed { at, on_disk: at }),
            writing: tokio::sync::Mutex::default(),
        };
        if let Some(at) = at {
            DirectoryConfirmed { at }.emit();
        }
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The directory as it stands; the default one before any is known.
    #[must_use]
    pub fn now(&self) -> Arc<Directory> {
        Arc::clone(&self.inner.directory.borrow())
    }

    /// Tells of every change of the directory.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Arc<Directory>> {
        self.inner.directory.subscribe()
    }

    /// When a gateway last said that the directory is in force.
    #[must_use]
    pub fn confirmed_at(&self) -> Option<Timestamp> {
        self.confirmed().at
    }

    /// Whether a gateway has confirmed the directory so recently that letters may be answered by it.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.confirmed_at().is_some_and(|at| now.duration_since(at) <= self.inner.max_age)
    }

    /// Takes over what a watched gateway says: another directory, or the confirmation of the one that is known. A
    /// confirmation of another version confirms nothing.
    ///
    /// # Errors
    /// [`Error::Malformed`] changes nothing; after [`Error::Unkept`] the directory is in force all the same.
    pub async fn hear(&self, told: v1::WatchDirectoryResponse) -> Result<(), Error> {
        let v1::WatchDirectoryResponse { version, confirmed_at, directory } = told;
        let malformed = Error::Malformed { field: "WatchDirectoryResponse.confirmed_at" };
        let confirmed_at = confirmed_at.and_then(|at| wire::convert::instant(at).ok()).ok_or(malformed)?;
        match directory {
            Some(directory) => self.put(directory.try_into()?, confirmed_at).await,
            None if version == self.now().version() => self.confirm(confirmed_at).await,
            None => Ok(()),
        }
    }

    /// Puts a directory in force.
    ///
    /// # Errors
    /// [`Error::Unkept`]; it is in force all the same.
    pub async fn put(&self, directory: Directory, confirmed_at: Timestamp) -> Result<(), Error> {
        if !directory.version().is_empty() && directory.version() == self.now().version() {
            return self.confirm(confirmed_at).await;
        }
        DirectoryTaken { organisations: directory.listed().len() }.emit();
        self.inner.directory.send_replace(Arc::new(directory));
        self.confirmed_now(confirmed_at);
        self.write().await
    }

    /// The directory was still in force at this time.
    ///
    /// # Errors
    /// [`Error::Unkept`]; it is confirmed all the same.
    pub async fn confirm(&self, confirmed_at: Timestamp) -> Result<(), Error> {
        self.confirmed_now(confirmed_at);
        let Confirmed { at, on_disk } = self.confirmed();
        let is_due = match (at, on_disk) {
            (Some(at), Some(on_disk)) => at.duration_since(on_disk) >= WRITTEN_EVERY,
            (at, _) => at.is_some(),
        };
        if is_due { self.write().await } else { Ok(()) }
    }

    /// Of two gateways the later word counts.
    fn confirmed_now(&self, confirmed_at: Timestamp) {
        let mut confirmed = self.lock();
        confirmed.at = confirmed.at.max(Some(confirmed_at));
        DirectoryConfirmed { at: confirmed_at }.emit();
    }

    async fn write(&self) -> Result<(), Error> {
        let _writing = self.inner.writing.lock().await;
        let (directory, path) = (self.now(), self.inner.path.clone());
        let Some(at) = self.confirmed_at() else { return Ok(()) };
        match blocking(move || file::write(&path, &directory, at)).await {
            Ok(()) => {
                self.lock().on_disk = Some(at);
                Ok(())
            }
            Err(error) => {
                DirectoryUnkept { reason: error.kind() }.emit();
                Err(error.into())
            }
        }
    }

    fn confirmed(&self) -> Confirmed {
        *self.lock()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Confirmed> {
        self.inner.confirmed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(std::io::ErrorKind::Interrupted.into()))
}

impl std::fmt::Debug for DirectoryCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DirectoryCache({:?}, confirmed at {:?})", self.now(), self.confirmed_at())
    }
}

#[cfg(test)]
mod tests;
