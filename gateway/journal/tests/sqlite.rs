//! SQLite passes the suite.
#![allow(clippy::expect_used, reason = "a test")]

use std::sync::Arc;

use async_trait::async_trait;
use journal::Journal;
use journal::sqlite::{Settings, SqliteJournal};
use journal::suite::Store;
use tempfile::TempDir;

struct Directory(TempDir);

fn directory() -> Directory {
    Directory(tempfile::tempdir().expect("a temporary directory"))
}

#[async_trait]
impl Store for Directory {
    async fn open(&self) -> Arc<dyn Journal> {
        Arc::new(SqliteJournal::open(self.0.path(), Settings::default()).expect("nobody else has it open"))
    }

    async fn plant_in_audit(&self, sequence: u64) {
        let conn = rusqlite::Connection::open(self.0.path().join("journal.sqlite")).expect("a journal");
        let changed = conn.execute("UPDATE audit SET ground = 'author' WHERE sequence = ?1", [sequence as i64]);
        assert_eq!(changed, Ok(1));
    }
}

journal::suite!(directory);
