//! The directory of a journal: one file, one lock, one writer.

use std::fs::{DirBuilder, File, TryLockError};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::failures::unreachable;
use super::migrations;
use crate::Error;

/// An opened directory. The lock is held for as long as this lives.
pub(super) struct Directory {
    pub(super) file: PathBuf,
    pub(super) writer: Connection,
    pub(super) lock: File,
}

impl Directory {
    /// Makes the directory if it is missing, takes its lock, and brings the schema up to date.
    pub(super) fn open(dir: &Path) -> Result<Self, Error> {
        make(dir).map_err(|error| unreachable(&error))?;
        let lock = lock(&dir.join("journal.lock"))?;
        let file = dir.join("journal.sqlite");
        let mut writer = Connection::open(&file)?;
        prepare(&writer)?;
        migrations::run(&mut writer)?;
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| unreachable(&error))?;
        Ok(Self { file, writer, lock })
    }
}

/// Nobody but the gateway's own user may look inside.
fn make(dir: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn lock(path: &Path) -> Result<File, Error> {
    let file = File::options().create(true).truncate(false).write(true).open(path);
    let file = file.map_err(|error| unreachable(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Error::Unavailable { reason: "another process has the journal open".to_owned() })
        }
        Err(TryLockError::Error(error)) => Err(unreachable(&error)),
    }
}

fn prepare(conn: &Connection) -> Result<(), Error> {
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        return Err(Error::Unavailable { reason: "the file system has no shared memory".to_owned() });
    }
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "temp_store", "memory")?;
    conn.pragma_update(None, "cache_size", -16 * 1024)?;
    // A write-ahead log that grew in a rush is cut back to this many bytes.
    conn.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}
