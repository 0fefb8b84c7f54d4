//! Large files on their way out: read in pieces, and no faster than they are taken.

use std::io::{self, Read as _};
use std::time::Duration;

use blobs::{Blob, Store};
use bytes::Bytes;
use canonical::Event;
use canonical::attachment::AttachmentContent;
use canonical::digest::Digest;
use journal::{Content, Original, Sealed};
use telemetry::occurrences::blobs::BlobStoreFailed;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use wire::v1::ReadBlobResponse;

use super::outgoing::Taken;
use super::status::{Reason, status};
use crate::places::Place;

/// Files that are read at the same time, at most half of them by one organisation.
pub(crate) const READERS: usize = 64;

/// Bytes in one message.
const CHUNK: usize = 256 * 1024;

/// Messages that wait to be sent.
const WAITING: usize = 1;

/// The longest time a peer may take for one message, before its place is given to others.
const LONGEST: Duration = Duration::from_secs(120);

/// A file in pieces.
pub(crate) type Chunks = ReceiverStream<Result<ReadBlobResponse, Status>>;

/// Where a file is.
pub(crate) enum Source {
    /// In memory, with the place it takes there.
    Here(Bytes, Option<Taken>),
    /// In the blob store.
    Stored(Digest),
}

/// The attachment with this digest, if the event has one whose bytes are with Broen.
pub(crate) fn attached(event: &Event, wanted: Digest) -> Option<Source> {
    event.attachments.iter().find_map(|attachment| match &attachment.content {
        AttachmentContent::Inline { bytes, sha256 } if *sha256 == wanted => {
            Some(Source::Here(Bytes::from(bytes.reveal().clone()), None))
        }
        AttachmentContent::Original { sha256, .. } if *sha256 == wanted => Some(Source::Stored(wanted)),
        _ => None,
    })
}

/// The document that was read.
pub(crate) fn of_document(document: Original, taken: Option<Taken>) -> Source {
    match document.content {
        Some(Content::Here(Sealed { bytes, .. })) => Source::Here(bytes, taken),
        Some(Content::Blob { .. }) | None => Source::Stored(document.sha256),
    }
}

/// Begins to send a file. The place is free again when it is sent, or given up.
pub(crate) async fn send(store: Store, source: Source, place: Place) -> Result<Chunks, Status> {
    let (size, pieces) = match source {
        Source::Here(bytes, taken) => (bytes.len() as u64, Pieces::Here(bytes, taken)),
        Source::Stored(sha256) => {
            let Blob { file, size } = found(store, sha256).await?;
            (size, Pieces::File(file))
        }
    };
    let (chunks, sent) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let _place = place;
        run(size, pieces, chunks).await;
    });
    Ok(ReceiverStream::new(sent))
}

async fn found(store: Store, sha256: Digest) -> Result<Blob, Status> {
    match tokio::task::spawn_blocking(move || store.find(sha256)).await {
        Ok(Ok(found)) => found.ok_or_else(|| status(Reason::BlobNotFound)),
        Ok(Err(error)) => Err(unavailable(error)),
        // The process is stopping.
        Err(_) => Err(status(Reason::Draining)),
    }
}

/// What is left to send.
enum Pieces {
    File(std::fs::File),
    Here(Bytes, Option<Taken>),
}

async fn run(size: u64, mut pieces: Pieces, chunks: mpsc::Sender<Result<ReadBlobResponse, Status>>) {
    // Only the first message says it.
    let mut stated = Some(size);
    loop {
        // A place in the channel first: nothing is read that nobody waits for.
        let Ok(Ok(free)) = tokio::time::timeout(LONGEST, chunks.reserve()).await else { return };
        let (rest, piece) = match pieces.next().await {
            Ok(next) => next,
            Err(error) => return free.send(Err(unavailable(error.into()))),
        };
        pieces = rest;
        if piece.is_empty() && stated.is_none() {
            return;
        }
        free.send(Ok(ReadBlobResponse { content: piece, size: stated.take() }));
    }
}

impl Pieces {
    /// The next piece; empty at the end.
    async fn next(self) -> io::Result<(Self, Bytes)> {
        match self {
            Self::Here(mut bytes, taken) => {
                let piece = bytes.split_to(bytes.len().min(CHUNK));
                Ok((Self::Here(bytes, taken), piece))
            }
            Self::File(mut file) => {
                let reading = move || {
                    let mut piece = Vec::with_capacity(CHUNK);
                    (&mut file).take(CHUNK as u64).read_to_end(&mut piece)?;
                    Ok((Self::File(file), Bytes::from(piece)))
                };
                tokio::task::spawn_blocking(reading).await.unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()))
            }
        }
    }
}

fn unavailable(error: blobs::Error) -> Status {
    BlobStoreFailed { reason: error.code() }.emit();
    status(Reason::BlobsUnavailable)
}
