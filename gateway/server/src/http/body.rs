//! Reads a body within the limits of size, time and shared memory.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::body::Body as _;
use intake::{Document, Incoming, Intake, Unavailable};

use super::fault::Fault;
use crate::budget::{Budget, Exhausted, SMALL, Share};

/// A document that is complete, with the memory it holds.
pub(crate) struct Received {
    pub(crate) document: Document,
    /// Given back when the document is done with.
    pub(crate) share: Share,
}

/// Bytes of a large document that are put down at once.
const PIECE: usize = 256 * 1024;

/// Reads the whole body: into memory, or, where there is an intake that has files for them, large ones into a file.
pub(crate) async fn read(
    budget: &Budget,
    intake: Option<&Intake>,
    headers: &HeaderMap,
    body: Body,
) -> Result<Received, Fault> {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(Fault::EncodingUnsupported);
    }
    let size = body.size_hint();
    if size.lower() > budget.limits().document as u64 {
        return Err(Fault::BodyTooLarge);
    }
    // What is announced is lent at once: a body that grows while it waits could wait for ever.
    let announced = size.exact().and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(SMALL);
    let to_file = if announced > SMALL { intake } else { None };
    let (share, target) = match to_file {
        Some(intake) => (budget.share_of_stream().await?, Target::File(begin(intake)?, BytesMut::with_capacity(PIECE))),
        None => (budget.share(announced).await?, Target::Memory(BytesMut::with_capacity(announced))),
    };
    let collecting = Collecting { budget, intake, share, target, length: 0, room: announced };
    tokio::time::timeout(budget.limits().time, collecting.all(body)).await.map_err(|_| Fault::BodyTooSlow)?
}

/// A body that is coming in.
struct Collecting<'a> {
    budget: &'a Budget,
    intake: Option<&'a Intake>,
    share: Share,
    target: Target,
    length: usize,
    /// Bytes of memory that are lent.
    room: usize,
}

/// Where the bytes go.
enum Target {
    /// Into a file, with what is not yet written.
    File(Incoming, BytesMut),
    Memory(BytesMut),
}

impl Collecting<'_> {
    async fn all(mut self, mut body: Body) -> Result<Received, Fault> {
        let limits = self.budget.limits();
        loop {
            let frame = tokio::time::timeout(limits.silence, body.frame()).await.map_err(|_| Fault::BodyTooSlow)?;
            let Some(frame) = frame else { return self.end().await };
            // Trailers say nothing about a letter.
            let Ok(data) = frame.map_err(|_| Fault::BodyBroken)?.into_data() else { continue };
            self.length = self.length.saturating_add(data.len());
            if self.length > limits.document {
                return Err(Fault::BodyTooLarge);
            }
            self = self.take(data).await?;
        }
    }

    async fn take(mut self, data: Bytes) -> Result<Self, Fault> {
        if self.length > self.room && matches!(self.target, Target::Memory(_)) {
            self = self.grow().await?;
        }
        self.target = match self.target {
            Target::Memory(mut bytes) => {
                bytes.extend_from_slice(&data);
                Target::Memory(bytes)
            }
            Target::File(incoming, mut waiting) => {
                waiting.extend_from_slice(&data);
                let full = waiting.len() >= PIECE;
                let incoming =
                    if full { incoming.push(waiting.split().freeze()).await.map_err(put_down)? } else { incoming };
                Target::File(incoming, waiting)
            }
        };
        Ok(self)
    }

    /// A body of unknown length that is not small goes to a file, or gets room for the largest document.
    async fn grow(mut self) -> Result<Self, Fault> {
        let Target::Memory(mut bytes) = self.target else { return Ok(self) };
        // What it has is given back first: nobody waits for what it holds itself.
        drop(self.share);
        match self.intake {
            Some(intake) => {
                self.share = self.budget.share_of_stream().await?;
                let incoming = begin(intake)?.push(bytes.split().freeze()).await.map_err(put_down)?;
                self.target = Target::File(incoming, bytes);
            }
            None => {
                self.room = self.budget.limits().document;
                self.share = self.budget.share(self.room).await?;
                bytes.reserve(self.room.saturating_sub(bytes.len()));
                self.target = Target::Memory(bytes);
            }
        }
        Ok(self)
    }

    async fn end(self) -> Result<Received, Fault> {
        let Self { budget, share, target, .. } = self;
        match target {
            Target::Memory(bytes) => Ok(Received { document: bytes.freeze().into(), share }),
            Target::File(incoming, waiting) => {
                let incoming = incoming.push(waiting.freeze()).await.map_err(put_down)?;
                let document = incoming.end().await.map_err(put_down)?;
                // Reading takes more than putting down did: FHIR is held whole until it is answered.
                let share = budget.instead(share, document.weight()).await?;
                Ok(Received { document, share })
            }
        }
    }
}

fn begin(intake: &Intake) -> Result<Incoming, Fault> {
    intake.incoming().map_err(put_down)
}

/// There is no room for the document now.
fn put_down(_: Unavailable) -> Fault {
    Fault::Unavailable
}

impl From<Exhausted> for Fault {
    fn from(Exhausted: Exhausted) -> Self {
        Self::Busy
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use futures::stream;

    use super::*;
    use crate::settings::BodyLimits;

    fn budget(document: usize) -> Budget {
        Budget::new(&BodyLimits { document, ..BodyLimits::default() })
    }

    /// A body whose length nobody announces.
    fn parts(parts: usize, each: usize) -> Body {
        let part = Bytes::from(vec![b'x'; each]);
        Body::from_stream(stream::iter((0..parts).map(move |_| Ok::<_, std::io::Error>(part.clone()))))
    }

    async fn length(budget: &Budget, body: Body) -> Result<usize, Fault> {
        read(budget, None, &HeaderMap::new(), body).await.map(|received| received.document.size() as usize)
    }

    #[tokio::test]
    async fn a_body_of_the_largest_size_is_read_and_one_byte_more_is_not() {
        let budget = budget(3 * SMALL);
        assert_eq!(length(&budget, Body::from(vec![0; 3 * SMALL])).await, Ok(3 * SMALL));
        assert_eq!(length(&budget, Body::from(vec![0; 3 * SMALL + 1])).await, Err(Fault::BodyTooLarge));
        assert_eq!(length(&budget, parts(3, SMALL)).await, Ok(3 * SMALL));
        assert_eq!(length(&budget, parts(4, SMALL)).await, Err(Fault::BodyTooLarge));
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_lent_until_the_document_is_done_with() {
        let budget = Budget::new(&BodyLimits { document: 2 * SMALL, budget: 0, ..BodyLimits::default() });
        let first = read(&budget, None, &HeaderMap::new(), parts(2, SMALL)).await.expect("fits");
        assert_eq!(length(&budget, parts(2, SMALL)).await, Err(Fault::Busy));
        drop(first.share);
        assert_eq!(length(&budget, parts(2, SMALL)).await, Ok(2 * SMALL));
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_body_is_given_up() {
        let silent = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        assert_eq!(length(&budget(SMALL), silent).await, Err(Fault::BodyTooSlow));
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_broken() {
        let broken = Body::from_stream(stream::iter(
            [Err::<Bytes, _>(std::io::ErrorKind::ConnectionReset)].map(|part| part.map_err(std::io::Error::from)),
        ));
        assert_eq!(length(&budget(SMALL), broken).await, Err(Fault::BodyBroken));
    }

    #[tokio::test]
    async fn a_compressed_body_is_not_taken() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        let fault = read(&budget(SMALL), None, &headers, Body::from("x")).await.map(drop);
        assert_eq!(fault, Err(Fault::EncodingUnsupported));
    }
}
