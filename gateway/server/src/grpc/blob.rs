//! Large files on their way out: read in pieces, and no faster than they are taken.

use std::io::{self, Read as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use blobs::{Blob, Store};
use bytes::Bytes;
use canonical::Event;
use canonical::attachment::AttachmentContent;
use canonical::digest::Digest;
use journal::{Content, Original, Sealed};
use telemetry::occurrences::blobs::BlobStoreFailed;
use tokio::sync::mpsc;
use tokio_stream::Stream;
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

/// A file in pieces. Where they end before the file does, the end is an error.
pub(crate) struct Chunks {
    pieces: mpsc::Receiver<Result<ReadBlobResponse, Status>>,
    /// Bytes that have not been handed over.
    left: u64,
}

/// Where a file is.
pub(crate) enum Source {
    /// In memory, with the place it takes there.
    Here(Bytes, Option<Taken>),
    /// In the blob store, with the size it has to have.
    Stored(Digest, u64),
}

/// The attachment with this digest, if the event has one whose bytes are with Broen.
pub(crate) fn attached(event: &Event, wanted: Digest) -> Option<Source> {
    event.attachments.iter().find_map(|attachment| match &attachment.content {
        AttachmentContent::Inline { bytes, sha256 } if *sha256 == wanted => {
            Some(Source::Here(Bytes::from(bytes.reveal().clone()), None))
        }
        AttachmentContent::Original { sha256, size } if *sha256 == wanted => Some(Source::Stored(wanted, *size)),
        _ => None,
    })
}

/// The document that was read.
pub(crate) fn of_document(document: Original, taken: Option<Taken>) -> Source {
    match document.content {
        Some(Content::Here(Sealed { bytes, .. })) => Source::Here(bytes, taken),
        Some(Content::Blob { size }) => Source::Stored(document.sha256, size),
        // What is read has its content.
        None => Source::Here(Bytes::new(), taken),
    }
}

/// Begins to send a file. The place is free again when it is sent, or given up.
pub(crate) async fn send(store: Store, source: Source, place: Place) -> Result<Chunks, Status> {
    let (size, pieces) = match source {
        Source::Here(bytes, taken) => (bytes.len() as u64, Pieces::Here(bytes, taken)),
        Source::Stored(sha256, expected) => {
            let Blob { file, size } = found(store, sha256).await?;
            if size != expected {
                return Err(unavailable(cut_off()));
            }
            (size, Pieces::File(file))
        }
    };
    Ok(sent(size, pieces, place))
}

fn sent(size: u64, pieces: Pieces, place: Place) -> Chunks {
    let (chunks, sent) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let _place = place;
        run(size, pieces, chunks).await;
    });
    Chunks { pieces: sent, left: size }
}

impl Stream for Chunks {
    type Item = Result<ReadBlobResponse, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.pieces.poll_recv(cx));
        self.left = match &next {
            Some(Ok(piece)) => self.left.saturating_sub(piece.content.len() as u64),
            Some(Err(_)) => 0,
            None if self.left > 0 => {
                self.left = 0;
                return Poll::Ready(Some(Err(status(Reason::BlobReadTooSlow))));
            }
            None => 0,
        };
        Poll::Ready(next)
    }
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
    let (mut stated, mut left) = (Some(size), size);
    loop {
        // A place in the channel first: nothing is read that nobody waits for.
        let Ok(Ok(free)) = tokio::time::timeout(LONGEST, chunks.reserve()).await else { return };
        if left == 0 && stated.is_none() {
            return;
        }
        let (rest, piece) = match pieces.next().await {
            Ok((_, piece)) if piece.is_empty() && left > 0 => return free.send(Err(unavailable(cut_off()))),
            Ok(next) => next,
            Err(error) => return free.send(Err(unavailable(error.into()))),
        };
        pieces = rest;
        left = left.saturating_sub(piece.len() as u64);
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

pub(super) fn unavailable(error: blobs::Error) -> Status {
    BlobStoreFailed { reason: error.code() }.emit();
    status(Reason::BlobsUnavailable)
}

/// A file that is shorter, or longer, than what was put into the store.
fn cut_off() -> blobs::Error {
    io::Error::from(io::ErrorKind::UnexpectedEof).into()
}

#[cfg(test)]
mod tests {
    use std::io::{Seek as _, Write as _};

    use tokio_stream::StreamExt as _;
    use tonic::Code;

    use super::*;
    use crate::places::{Party, Places};

    const SIZE: u64 = 5 * CHUNK as u64;

    /// Bytes that come, and how the call ends.
    async fn rest(mut chunks: Chunks) -> (u64, Result<(), Code>) {
        let mut size = 0;
        while let Some(piece) = chunks.next().await {
            match piece {
                Ok(piece) => size += piece.content.len() as u64,
                Err(status) => {
                    assert!(chunks.next().await.is_none(), "an error is the last");
                    return (size, Err(status.code()));
                }
            }
        }
        (size, Ok(()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_pauses_too_long_is_told_so_and_gives_its_place_back() {
        let places = Places::new(1);
        let place = || places.take(Party::Anybody);
        let pieces = || Pieces::Here(Bytes::from(vec![7; SIZE as usize]), None);
        let mut chunks = sent(SIZE, pieces(), place().expect("free"));
        chunks.next().await.expect("a piece").expect("the first");
        tokio::time::sleep(LONGEST / 2).await;
        assert!(place().is_none());
        tokio::time::sleep(LONGEST).await;
        let again = place().expect("free again");
        assert_eq!(rest(chunks).await, (CHUNK as u64, Err(Code::Aborted)));

        let mut chunks = sent(SIZE, pieces(), again);
        chunks.next().await.expect("a piece").expect("the first");
        tokio::time::sleep(LONGEST / 2).await;
        assert_eq!(rest(chunks).await, (SIZE - CHUNK as u64, Ok(())));
    }

    #[tokio::test]
    async fn a_file_that_ends_before_its_size_is_an_error() {
        for (written, end) in [(SIZE, Ok(())), (SIZE - 1, Err(Code::Unavailable)), (0, Err(Code::Unavailable))] {
            let mut file = tempfile::tempfile().expect("a file");
            file.write_all(&vec![7; written as usize]).expect("written");
            file.rewind().expect("rewound");
            let place = Places::new(1).take(Party::Anybody).expect("free");
            assert_eq!(rest(sent(SIZE, Pieces::File(file), place)).await, (written, end));
        }
    }
}
