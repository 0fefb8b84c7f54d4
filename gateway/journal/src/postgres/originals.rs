//! Documents as received: a large one is written and read piece by piece, so that nobody keeps several copies of it.

use bytes::BytesMut;
use canonical::EventId;
use canonical::digest::Digest;
use tokio_postgres::Row;

use super::columns::{Col, Text};
use super::events::{COLUMNS, event_row};
use super::statements::{Client, Param, execute, row, rows};
use crate::Error;
use crate::model::{Content, Document, Original, Sealed};

/// A content above this size stands in pieces.
const LARGE: usize = 256 * 1024;

const PIECE: usize = 1024 * 1024;

/// Bytes that one statement may carry.
const ENOUGH: usize = 4 * 1024 * 1024;

/// Adds documents, column by column; one that is there already stays.
pub(super) const ADD: &str = "INSERT INTO originals
    SELECT * FROM unnest($1::bytea[], $2::text[], $3::integer[], $4::bigint[], $5::text[], $6::bytea[], $7::boolean[])
    ON CONFLICT DO NOTHING";

/// Documents to add, column by column.
#[derive(Default)]
pub(super) struct Contents<'a> {
    sha256: Vec<Col<Digest>>,
    media_type: Vec<Text<'a>>,
    letters: Vec<Col<u32>>,
    size: Vec<Col<u64>>,
    content_key: Vec<Option<&'a str>>,
    content: Vec<Option<&'a [u8]>>,
    in_blobs: Vec<bool>,
    bytes: usize,
}

impl<'a> Contents<'a> {
    fn push(&mut self, original: &'a Original, sealed: &'a Sealed, content: Option<&'a [u8]>) {
        self.describe(original, sealed.bytes.len() as u64);
        self.content_key.push(sealed.key_id.as_deref());
        self.content.push(content);
        self.in_blobs.push(false);
        self.bytes = self.bytes.saturating_add(content.map_or(0, <[u8]>::len));
    }

    fn push_blob(&mut self, original: &'a Original, size: u64) {
        self.describe(original, size);
        self.content_key.push(None);
        self.content.push(None);
        self.in_blobs.push(true);
    }

    fn describe(&mut self, original: &'a Original, size: u64) {
        self.sha256.push(Col(original.sha256));
        self.media_type.push(Text(&original.media_type));
        self.letters.push(Col(original.letters));
        self.size.push(Col(size));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.sha256.is_empty()
    }

    /// The parameters of [`ADD`].
    pub(super) fn params(&self) -> [Param<'_>; 7] {
        let Self { sha256, media_type, letters, size, content_key, content, in_blobs, bytes: _ } = self;
        [sha256, media_type, letters, size, content_key, content, in_blobs]
    }
}

/// Writes the large documents, and of the others as many as one statement does not carry; gives the rest to be written.
/// Those whose content comes with another letter are left out.
pub(super) async fn all_but_last<'a>(client: &Client, originals: &[&'a Original]) -> Result<Contents<'a>, Error> {
    let mut small = Contents::default();
    for original in originals {
        let sealed = match &original.content {
            Some(Content::Blob { size }) => {
                small.push_blob(original, *size);
                continue;
            }
            Some(Content::Here(sealed)) => sealed,
            None => continue,
        };
        if sealed.bytes.len() > LARGE {
            let mut alone = Contents::default();
            alone.push(original, sealed, None);
            if execute(client, ADD, &alone.params()).await? > 0 {
                pieces(client, original.sha256, &sealed.bytes).await?;
            }
            continue;
        }
        if small.bytes + sealed.bytes.len() > ENOUGH {
            execute(client, ADD, &small.params()).await?;
            small = Contents::default();
        }
        small.push(original, sealed, Some(&sealed.bytes));
    }
    Ok(small)
}

async fn pieces(client: &Client, document: Digest, content: &[u8]) -> Result<(), Error> {
    let insert = "INSERT INTO original_pieces VALUES ($1, $2, $3)";
    for (number, piece) in (0_u32..).zip(content.chunks(PIECE)) {
        execute(client, insert, &[&Col(document), &Col(number), &piece]).await?;
    }
    Ok(())
}

/// The document an event came in.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) async fn of(client: &Client, event: EventId) -> Result<Original, Error> {
    let select = "SELECT o.sha256, o.media_type, o.letters, o.size, o.content_key, o.content, o.in_blobs
        FROM events e JOIN originals o ON o.sha256 = e.original WHERE e.id = $1";
    let row = row(client, select, &[&Col(event)]).await?.ok_or(Error::NotFound)?;
    let (Col(sha256), Col(letters), Col(size)): (_, _, Col<u64>) = (row.try_get(0)?, row.try_get(2)?, row.try_get(3)?);
    if row.try_get(6)? {
        let content = Some(Content::Blob { size });
        return Ok(Original { sha256, media_type: row.try_get(1)?, letters, content });
    }
    let content: Option<&[u8]> = row.try_get(5)?;
    let bytes = match content {
        Some(content) => BytesMut::from(content),
        None => gathered(client, sha256, usize::try_from(size).unwrap_or(usize::MAX)).await?,
    };
    let content = Content::Here(Sealed { key_id: row.try_get(4)?, bytes: bytes.freeze() });
    Ok(Original { sha256, media_type: row.try_get(1)?, letters, content: Some(content) })
}

async fn gathered(client: &Client, document: Digest, size: usize) -> Result<BytesMut, Error> {
    let select = "SELECT content FROM original_pieces WHERE document = $1 AND piece = $2";
    let mut content = BytesMut::with_capacity(size);
    for number in 0_u32.. {
        if content.len() >= size {
            break;
        }
        let piece = row(client, select, &[&Col(document), &Col(number)]).await?;
        let piece = piece.ok_or(Error::Corrupt { what: "a document, of which a piece is missing" })?;
        content.extend_from_slice(piece.try_get(0)?);
    }
    Ok(content)
}

/// The document an event came in, without its content.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) async fn document(client: &Client, event: EventId) -> Result<Document, Error> {
    let select = "SELECT o.sha256, o.size, o.letters, o.in_blobs
        FROM events e JOIN originals o ON o.sha256 = e.original WHERE e.id = $1";
    let row: Row = row(client, select, &[&Col(event)]).await?.ok_or(Error::NotFound)?;
    let (Col(sha256), Col(size), Col(letters)): (Col<Digest>, _, _) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let is_blob = row.try_get(3)?;
    let select = format!(
        "SELECT {COLUMNS} FROM document_events d JOIN events e ON e.id = d.event WHERE d.document = $1 ORDER BY e.position"
    );
    let events = rows(client, &select, &[&Col(sha256)]).await?;
    let events = events.iter().map(event_row).collect::<Result<_, _>>()?;
    Ok(Document { sha256, size, is_blob, letters, events })
}
