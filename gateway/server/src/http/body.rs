//! Reads a body within the limits of size, time and shared memory.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::body::Body as _;

use super::fault::Fault;
use crate::budget::{Budget, Exhausted, SMALL, Share};

/// A body that is complete, with the memory it holds.
pub(crate) struct Document {
    pub(crate) bytes: Bytes,
    /// Given back when the document is done with.
    pub(crate) share: Share,
}

/// Reads the whole body.
pub(crate) async fn read(budget: &Budget, headers: &HeaderMap, body: Body) -> Result<Document, Fault> {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(Fault::EncodingUnsupported);
    }
    let size = body.size_hint();
    if size.lower() > budget.limits().document as u64 {
        return Err(Fault::BodyTooLarge);
    }
    // What is announced is lent at once: a body that grows while it waits could wait for ever.
    let announced = size.exact().and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(SMALL);
    let share = budget.share(announced).await?;
    let reading = collect(budget, body, announced, share);
    tokio::time::timeout(budget.limits().time, reading).await.map_err(|_| Fault::BodyTooSlow)?
}

async fn collect(budget: &Budget, mut body: Body, announced: usize, mut share: Share) -> Result<Document, Fault> {
    let limits = budget.limits();
    let mut room = announced;
    let mut bytes = BytesMut::with_capacity(announced);
    loop {
        let frame = tokio::time::timeout(limits.silence, body.frame()).await.map_err(|_| Fault::BodyTooSlow)?;
        let Some(frame) = frame else {
            return Ok(Document { bytes: bytes.freeze(), share });
        };
        // Trailers say nothing about a letter.
        let Ok(data) = frame.map_err(|_| Fault::BodyBroken)?.into_data() else {
            continue;
        };
        let length = bytes.len().saturating_add(data.len());
        if length > limits.document {
            return Err(Fault::BodyTooLarge);
        }
        if length > room {
            // A body of unknown length that is not small gets room for the largest document.
            room = limits.document;
            share = budget.share(room).await?;
            bytes.reserve(room.saturating_sub(bytes.len()));
        }
        bytes.extend_from_slice(&data);
    }
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
        read(budget, &HeaderMap::new(), body).await.map(|document| document.bytes.len())
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
        let first = read(&budget, &HeaderMap::new(), parts(2, SMALL)).await.expect("fits");
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
        let fault = read(&budget(SMALL), &headers, Body::from("x")).await.map(drop);
        assert_eq!(fault, Err(Fault::EncodingUnsupported));
    }
}
