//! PostgreSQL passes the suite.
#![allow(clippy::expect_used, reason = "a test")]

use std::sync::Arc;

use async_trait::async_trait;
use engines::{Database, shared_postgres};
use journal::Journal;
use journal::postgres::{PostgresJournal, Settings};
use journal::suite::Store;
use tokio::sync::OnceCell;

/// A database of its own for each test.
#[derive(Default)]
struct OwnDatabase(OnceCell<Database>);

impl OwnDatabase {
    async fn made(&self) -> &Database {
        let make = async || shared_postgres().await.database().await.expect("a new database");
        self.0.get_or_init(make).await
    }
}

#[async_trait]
impl Store for OwnDatabase {
    async fn open(&self) -> Arc<dyn Journal> {
        let settings = Settings::from_url(&self.made().await.url).expect("an address");
        Arc::new(PostgresJournal::open(settings).await.expect("a server that is up"))
    }

    async fn plant_in_audit(&self, sequence: u64) {
        let planted = format!("UPDATE audit SET ground = 'author' WHERE sequence = {sequence} RETURNING 'changed'");
        let changed = self.made().await.query(&planted).await.expect("a server that is up");
        assert_eq!(changed, "changed");
    }
}

journal::suite!(OwnDatabase::default);
