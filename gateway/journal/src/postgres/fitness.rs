//! Whether the server keeps what it answers.

use tokio_postgres::Client;

use super::failures::unfit;
use crate::Error;

/// Looks at the server before anything is asked of it.
///
/// # Errors
/// [`Error::Corrupt`] with a sentence about what is wrong with it.
pub(super) async fn check(client: &Client) -> Result<(), Error> {
    let settings = client
        .query_one(
            "SELECT current_setting('server_version_num')::integer, current_setting('synchronous_commit'),
                current_setting('fsync'), current_setting('full_page_writes'), current_setting('server_encoding')",
            &[],
        )
        .await?;
    let setting = |place| settings.try_get::<_, String>(place);
    if settings.try_get::<_, i32>(0)? < 150_000 {
        return Err(unfit("the server, which is older than PostgreSQL 15"));
    }
    if setting(1)? == "off" {
        return Err(unfit("the server, which answers before it has written: synchronous_commit is off"));
    }
    if setting(2)? != "on" || setting(3)? != "on" {
        return Err(unfit("the server, which does not survive a fall: fsync or full_page_writes is off"));
    }
    if setting(4)? != "UTF8" {
        return Err(unfit("the database, whose encoding is not UTF8"));
    }
    Ok(())
}
