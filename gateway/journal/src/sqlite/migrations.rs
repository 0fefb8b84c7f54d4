//! The versions of the schema, each a file that is never edited after its release.

use rusqlite::Connection;
use telemetry::occurrences::journal::MigrationApplied;

use crate::Error;

/// `broen` in the header of the file (`PRAGMA application_id`).
const APPLICATION: i32 = 0x6272_6f65;

const MIGRATIONS: [&str; 9] = [
    include_str!("migrations/0001_first_light.sql"),
    include_str!("migrations/0002_appending.sql"),
    include_str!("migrations/0003_linking.sql"),
    include_str!("migrations/0004_receipts.sql"),
    include_str!("migrations/0005_large_letters.sql"),
    include_str!("migrations/0006_push.sql"),
    include_str!("migrations/0007_notifications.sql"),
    include_str!("migrations/0008_late_receipts.sql"),
    include_str!("migrations/0009_standards.sql"),
];

/// Brings the schema up to date, all of it or nothing.
///
/// # Errors
/// [`Error::Corrupt`] if the file is not a journal, or is of a newer version than this program knows.
pub(super) fn run(conn: &mut Connection) -> Result<(), Error> {
    let transaction = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let application: i32 = transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: usize = transaction.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))? as usize;
    if (application, version) != (0, 0) && application != APPLICATION {
        return Err(Error::Corrupt { what: "the database file, which is not a journal" });
    }
    let Some(missing) = MIGRATIONS.get(version..) else {
        return Err(Error::Corrupt { what: "the schema, which is newer than this program" });
    };
    for migration in missing {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as u32)?;
    transaction.commit()?;
    if !missing.is_empty() {
        MigrationApplied { version: MIGRATIONS.len() as u32 }.emit();
    }
    Ok(())
}
