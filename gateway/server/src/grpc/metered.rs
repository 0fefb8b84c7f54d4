//! Documents over gRPC draw on the same memory as documents over HTTP.
//!
//! Standard: gRPC over HTTP/2, "Length-Prefixed-Message": one byte of flags, then the length as four big-endian bytes.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::body::Frame;
use tonic::Status;

use super::status::{Reason, status};
use crate::budget::Budget;
use crate::permission::{Permission, SENDERS};

/// Bytes before the message.
const PREFIX: usize = 5;

/// Room for the fields around a document: its tag and its length.
const AROUND: usize = 64;

/// What stands before a call that brings a document.
#[derive(Clone)]
pub(crate) struct Meter {
    pub(crate) permission: Permission,
    pub(crate) budget: Budget,
}

/// Lets a call of a sender pass when there is memory for its message.
pub(crate) async fn metered(State(meter): State<Meter>, request: Request, next: Next) -> Response {
    let Meter { permission, budget } = meter;
    if let Err(refused) = permission.permitted(request.extensions(), SENDERS).await {
        return refused.into_http();
    }
    let (parts, body) = request.into_parts();
    let opened = tokio::time::timeout(budget.limits().silence, open(body)).await;
    let (length, body) = match opened {
        Ok(Ok(opened)) => opened,
        Ok(Err(refused)) => return refused.into_http(),
        Err(_) => return status(Reason::RequestTooSlow).into_http(),
    };
    if length > budget.limits().document.saturating_add(AROUND) {
        return status(Reason::DocumentTooLarge).into_http();
    }
    let Ok(_share) = budget.share(length.min(budget.limits().document)).await else {
        return status(Reason::Busy).into_http();
    };
    let answer = next.run(Request::from_parts(parts, Body::new(body)));
    let answered = tokio::time::timeout(budget.limits().time, answer).await;
    answered.unwrap_or_else(|_| status(Reason::RequestTooSlow).into_http())
}

/// Reads as far as the length of the message, and puts together again what was read.
async fn open(mut body: Body) -> Result<(usize, Rejoined), Status> {
    let mut start = BytesMut::new();
    while start.len() < PREFIX {
        match body.frame().await {
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    start.extend_from_slice(&data);
                }
            }
            // A call without a message; the service will say so.
            None => return Ok((0, Rejoined { start: Some(start.freeze()), rest: body })),
            Some(Err(_)) => return Err(status(Reason::RequestMalformed)),
        }
    }
    let start = start.freeze();
    let length = match start.first_chunk::<PREFIX>() {
        Some([_flags, length @ ..]) => u32::from_be_bytes(*length),
        None => 0,
    };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    Ok((length, Rejoined { start: Some(start), rest: body }))
}

/// A body whose beginning has been read already.
struct Rejoined {
    start: Option<Bytes>,
    rest: Body,
}

impl hyper::body::Body for Rejoined {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let body = self.get_mut();
        match body.start.take() {
            Some(start) if !start.is_empty() => Poll::Ready(Some(Ok(Frame::data(start)))),
            Some(_) | None => Pin::new(&mut body.rest).poll_frame(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn opened(parts: &[&'static [u8]]) -> (usize, Bytes) {
        let parts: Vec<Result<_, std::io::Error>> = parts.iter().map(|part| Ok(Bytes::from_static(part))).collect();
        let (length, body) = open(Body::from_stream(futures::stream::iter(parts))).await.expect("readable");
        (length, body.collect().await.expect("readable").to_bytes())
    }

    #[tokio::test]
    async fn the_length_is_read_and_nothing_is_lost() {
        assert_eq!(opened(&[b"\0\0\0\x01\x02abc"]).await, (258, Bytes::from_static(b"\0\0\0\x01\x02abc")));
        assert_eq!(opened(&[b"\0\0", b"\0", b"\0\x03abc", b"d"]).await, (3, Bytes::from_static(b"\0\0\0\0\x03abcd")));
        assert_eq!(opened(&[b"\0\0"]).await, (0, Bytes::from_static(b"\0\0")));
        assert_eq!(opened(&[]).await, (0, Bytes::new()));
    }
}
