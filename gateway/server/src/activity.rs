//! Whether a connection is in use: a request counts from its headers until the last byte of its answer.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::sync::watch;

/// Counts requests.
#[derive(Clone)]
pub(crate) struct Activity(Arc<watch::Sender<usize>>);

/// A request under way.
pub(crate) struct Busy(Activity);

impl Default for Activity {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }
}

impl Activity {
    /// Counts a request until the guard is dropped.
    pub(crate) fn begin(&self) -> Busy {
        self.0.send_modify(|requests| *requests += 1);
        Busy(self.clone())
    }

    /// Resolves once there has been no request for this long.
    pub(crate) async fn idle(&self, time: Duration) {
        let mut requests = self.0.subscribe();
        // The sender lives in `self`, so waiting fails only by time.
        while requests.wait_for(|requests| *requests == 0).await.is_ok() {
            if tokio::time::timeout(time, requests.changed()).await.is_err() {
                return;
            }
        }
    }

    /// Resolves once a request has been under way for this long and none has begun or ended meanwhile.
    pub(crate) async fn stuck(&self, time: Duration) {
        let mut requests = self.0.subscribe();
        while requests.wait_for(|requests| *requests > 0).await.is_ok() {
            if tokio::time::timeout(time, requests.changed()).await.is_err() {
                return;
            }
        }
    }
}

impl Busy {
    /// Counts the request until its answer is sent or given up.
    pub(crate) fn until_sent(self, body: Body) -> Body {
        Body::new(Held { body, _guard: self })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.0.send_modify(|requests| *requests = requests.saturating_sub(1));
    }
}

/// A body that keeps something alive until it is sent.
struct Held<T> {
    body: Body,
    _guard: T,
}

impl<T: Unpin> hyper::body::Body for Held<T> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn a_request_whose_answer_is_not_sent_keeps_the_connection_in_use() {
        let activity = Activity::default();
        let body = activity.begin().until_sent(Body::from("answer"));
        assert!(tokio::time::timeout(10 * TIME, activity.idle(TIME)).await.is_err());
        drop(body);
        assert!(tokio::time::timeout(2 * TIME, activity.idle(TIME)).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_never_ends_is_stuck_and_a_quiet_connection_is_not() {
        let activity = Activity::default();
        assert!(tokio::time::timeout(10 * TIME, activity.stuck(TIME)).await.is_err());
        let _busy = activity.begin();
        assert!(tokio::time::timeout(2 * TIME, activity.stuck(TIME)).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_short_request_starts_the_wait_anew() {
        let activity = Activity::default();
        let started = tokio::time::Instant::now();
        let idle = activity.idle(TIME);
        let visit = async {
            tokio::time::sleep(TIME / 2).await;
            drop(activity.begin());
        };
        tokio::join!(idle, visit);
        assert_eq!(started.elapsed(), TIME + TIME / 2);
    }
}
