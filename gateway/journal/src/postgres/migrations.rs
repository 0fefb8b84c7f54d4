//! The versions of the schema, each a file that is never edited after its release.

use telemetry::occurrences::journal::MigrationApplied;
use tokio_postgres::Client;

use super::failures::unfit;
use crate::Error;

const MIGRATIONS: [&str; 8] = [
    include_str!("migrations/0001_first_light.sql"),
    include_str!("migrations/0002_linking.sql"),
    include_str!("migrations/0003_receipts.sql"),
    include_str!("migrations/0004_large_letters.sql"),
    include_str!("migrations/0005_push.sql"),
    include_str!("migrations/0006_notifications.sql"),
    include_str!("migrations/0007_late_receipts.sql"),
    include_str!("migrations/0008_standards.sql"),
];

/// The advisory lock that processes starting at the same time take one after the other: `broen` in ASCII.
const LOCK: &str = "SELECT pg_advisory_xact_lock(x'62726f656e'::bigint)";

/// Brings the schema up to date, all of it or nothing. Migrations may take longer than any other statement.
///
/// # Errors
/// [`Error::Corrupt`] if the schema is of a newer version than this program knows.
pub(super) async fn run(client: &Client) -> Result<(), Error> {
    client.batch_execute("SET statement_timeout = 0; SET lock_timeout = 0").await?;
    client.batch_execute("BEGIN").await?;
    client.query(LOCK, &[]).await?;
    client.batch_execute("CREATE TABLE IF NOT EXISTS journal_schema (version integer NOT NULL)").await?;
    let row = client.query_one("SELECT coalesce(max(version), 0) FROM journal_schema", &[]).await?;
    let version: i32 = row.try_get(0)?;
    let missing = usize::try_from(version).ok().and_then(|version| MIGRATIONS.get(version..));
    let Some(missing) = missing else {
        client.batch_execute("ROLLBACK").await?;
        return Err(unfit("the schema, which is newer than this program"));
    };
    for migration in missing {
        client.batch_execute(migration).await?;
    }
    let now = MIGRATIONS.len() as u32;
    if !missing.is_empty() {
        client.batch_execute(&format!("DELETE FROM journal_schema; INSERT INTO journal_schema VALUES ({now})")).await?;
    }
    client.batch_execute("COMMIT").await?;
    if !missing.is_empty() {
        MigrationApplied { version: now }.emit();
    }
    Ok(())
}
