//! Connections that read, each on a thread where it may wait for the disk.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, Transaction};
use telemetry::occurrences::journal::{StoreCorrupt, StoreUnavailable};
use tokio::sync::Semaphore;

use super::failures::{closed, label};
use crate::Error;

/// A pool of connections, opened when they are first needed.
#[derive(Clone)]
pub(super) struct Readers(Arc<Pool>);

struct Pool {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
    size: u32,
}

impl Readers {
    pub(super) fn new(file: PathBuf, size: usize) -> Self {
        let size = u32::try_from(size.clamp(1, 64)).unwrap_or(1);
        let permits = Arc::new(Semaphore::new(size as usize));
        Self(Arc::new(Pool { file, idle: Mutex::default(), permits, size }))
    }

    /// Reads what was committed when the work begins, as one consistent picture.
    pub(super) async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    {
        let permit = Arc::clone(&self.0.permits).acquire_owned().await.map_err(|_| closed())?;
        let pool = Arc::clone(&self.0);
        let task = tokio::task::spawn_blocking(move || {
            let mut conn = pool.take()?;
            let result = picture(&mut conn, work);
            pool.idle().push(conn);
            drop(permit);
            if let Err(error) = &result {
                tell(error);
            }
            result
        });
        task.await.map_err(|_| closed())?
    }

    /// Waits for readers that are under way and closes the connections.
    pub(super) async fn close(&self) {
        let all = self.0.permits.acquire_many(self.0.size).await;
        self.0.permits.close();
        self.0.idle().clear();
        drop(all);
    }
}

/// A journal that cannot be read is the operator's business; a name that is not there is the caller's.
fn tell(error: &Error) {
    match error {
        Error::Corrupt { what } => StoreCorrupt { what }.emit(),
        Error::Unavailable { .. } => StoreUnavailable { reason: label(error) }.emit(),
        Error::Exists | Error::Fenced | Error::InterestsChanged | Error::NotFound => {}
    }
}

fn picture<T>(conn: &mut Connection, work: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
    let transaction: Transaction<'_> = conn.transaction()?;
    work(&transaction)
}

impl Pool {
    fn take(&self) -> Result<Connection, Error> {
        let idle = self.idle().pop();
        idle.map_or_else(|| self.open(), Ok)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<Connection, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&self.file, flags)?;
        conn.busy_timeout(std::time::Duration::from_secs(5))?;
        conn.set_prepared_statement_cache_capacity(64);
        Ok(conn)
    }
}
