//! Documents as received: written and read piece by piece where they are large, so that the store keeps no copies of
//! them in memory.

use bytes::Bytes;
use canonical::EventId;
use rusqlite::blob::ZeroBlob;
use rusqlite::{Connection, MAIN_DB, ToSql, params};

use super::columns::Col;
use crate::Error;
use crate::model::{Content, Original, Sealed};

/// A content above this size is written by itself, after its row: as a parameter it would be copied twice.
const LARGE: usize = 256 * 1024;

/// Keeps a document, unless it is there or comes with another letter.
pub(super) fn keep(conn: &Connection, original: &Original) -> Result<(), Error> {
    let Original { sha256, media_type, letters, content } = original;
    let nothing = Sealed::plain(Bytes::new());
    let (sealed, blob_size) = match content {
        Some(Content::Blob { size }) => (&nothing, Some(Col(*size))),
        Some(Content::Here(sealed)) => (sealed, None),
        None => return Ok(()),
    };
    let Sealed { key_id, bytes } = sealed;
    let is_large = bytes.len() > LARGE;
    let room = ZeroBlob(bytes.len() as u64);
    let whole: &[u8] = bytes;
    let content: &dyn ToSql = if is_large { &room } else { &whole };
    let added = conn
        .prepare_cached(
            "INSERT OR IGNORE INTO originals (sha256, media_type, letters, content_key, content, blob_size)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![Col(*sha256), media_type, letters, key_id, content, blob_size])?;
    if is_large && added > 0 {
        let mut blob = conn.blob_open(MAIN_DB, "originals", "content", conn.last_insert_rowid(), false)?;
        blob.write_at(bytes, 0)?;
        blob.close()?;
    }
    Ok(())
}

/// The document an event came in.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) fn of(conn: &Connection, event: EventId) -> Result<Original, Error> {
    let mut select = conn.prepare_cached(
        "SELECT o.row, o.sha256, o.media_type, o.letters, o.content_key, o.blob_size
         FROM events e JOIN originals o ON o.sha256 = e.original WHERE e.id = ?1",
    )?;
    let (place, original) = select.query_row([Col(event)], |row| {
        let Col(sha256) = row.get(1)?;
        let place: (i64, Option<String>, Option<Col<u64>>) = (row.get(0)?, row.get(4)?, row.get(5)?);
        Ok((place, Original { sha256, media_type: row.get(2)?, letters: row.get(3)?, content: None }))
    })?;
    let (row, key_id, blob_size) = place;
    if let Some(Col(size)) = blob_size {
        return Ok(Original { content: Some(Content::Blob { size }), ..original });
    }
    let blob = conn.blob_open(MAIN_DB, "originals", "content", row, true)?;
    let mut bytes = vec![0; blob.len()];
    blob.read_at_exact(&mut bytes, 0)?;
    blob.close()?;
    Ok(Original { content: Some(Content::Here(Sealed { key_id, bytes: bytes.into() })), ..original })
}
