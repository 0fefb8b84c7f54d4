//! Large answers: the place they take in memory is given back when they are sent, and not before.

use std::any::Any;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use hyper::body::Frame;
use tokio::sync::oneshot;

/// The longest time an answer may keep its place from others.
const LONGEST: Duration = Duration::from_secs(300);

/// Bytes handed to the connection at a time: what is handed over at once is held by it at once.
const PIECE: usize = 64 * 1024;

/// The place of an answer, until the answer is sent; carried as an extension of the answer.
#[derive(Clone)]
pub(crate) struct Taken(#[expect(dead_code, reason = "given back when it is dropped")] Arc<dyn Any + Send + Sync>);

impl Taken {
    pub(crate) fn new(place: impl Any + Send + Sync) -> Self {
        Self(Arc::new(place))
    }
}

/// Keeps the place of an answer until it is sent.
pub(crate) async fn until_sent(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let Some(taken) = answer.extensions_mut().remove::<Taken>() else {
        return answer;
    };
    let (sent, gone) = oneshot::channel();
    tokio::spawn(async move {
        // A peer that does not read its answer keeps nobody else from theirs.
        let _ = tokio::time::timeout(LONGEST, gone).await;
        drop(taken);
    });
    answer.map(|body| Body::new(Pieces { body, rest: VecDeque::new(), _sent: sent }))
}

/// A body in pieces. It is gone when it is sent, or given up.
struct Pieces {
    body: Body,
    rest: VecDeque<Bytes>,
    _sent: oneshot::Sender<()>,
}

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let pieces = self.get_mut();
        if let Some(piece) = pieces.rest.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        let frame = ready!(Pin::new(&mut pieces.body).poll_frame(cx));
        Poll::Ready(frame.map(|frame| frame.map(|frame| pieces.cut(frame))))
    }
}

impl Pieces {
    /// The first piece of a frame; the others wait.
    fn cut(&mut self, frame: Frame<Bytes>) -> Frame<Bytes> {
        let mut data = match frame.into_data() {
            Ok(data) => data,
            Err(trailers) => return trailers,
        };
        let first = data.split_to(data.len().min(PIECE));
        while !data.is_empty() {
            self.rest.push_back(data.split_to(data.len().min(PIECE)));
        }
        Frame::data(first)
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn a_body_in_pieces_is_the_same_body_and_tells_when_it_is_sent() {
        let content: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        let (sent, mut gone) = oneshot::channel();
        let mut pieces = Pieces { body: Body::from(content.clone()), rest: VecDeque::new(), _sent: sent };
        let mut read = Vec::new();
        while let Some(frame) = pieces.frame().await {
            let data = frame.expect("whole").into_data().expect("no trailers");
            assert!(data.len() <= PIECE);
            read.extend_from_slice(&data);
            assert_eq!(gone.try_recv(), Err(oneshot::error::TryRecvError::Empty));
        }
        assert!(read == content);
        drop(pieces);
        assert_eq!(gone.try_recv(), Err(oneshot::error::TryRecvError::Closed));
    }
}
