//! One connection: its requests, its limits, and its end.

use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use telemetry::occurrences::server::CallDenied;
use tokio::io::{AsyncRead, AsyncWrite};
use tower::ServiceExt as _;

use crate::activity::Activity;
use crate::end::End;
use crate::guest::Guest;
use crate::settings::ConnectionLimits;

/// A peer that has proved what it must.
pub(crate) struct Connection {
    pub(crate) stream: Box<dyn Stream>,
    pub(crate) protocol: Protocol,
    /// `None` where nobody has to be known.
    pub(crate) guest: Option<Guest>,
}

/// The protocol that the handshake agreed on (RFC 7301); the first bytes of the peer do not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http1,
    Http2,
}

/// Bytes in and out, encrypted or not.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Connection {
    /// Serves requests until the peer leaves, stays idle for too long, or the end comes.
    pub(crate) async fn serve(self, router: Router, limits: &ConnectionLimits, end: &End) {
        let Self { stream, protocol, guest } = self;
        let (activity, guest) = (Activity::default(), guest.map(Arc::new));
        let requests = {
            let (activity, guest) = (activity.clone(), guest.clone());
            hyper::service::service_fn(move |request: Request<Incoming>| {
                let busy = activity.begin();
                let mut request = request.map(Body::new);
                if let Some(caller) = guest.as_deref().and_then(Guest::caller) {
                    request.extensions_mut().insert(caller);
                }
                let answer = router.clone().oneshot(request);
                async move { answer.await.map(|response| response.map(|body| busy.until_sent(body))) }
            })
        };
        let builder = builder(protocol, limits);
        let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), requests));
        let life = Life { activity, guest, protocol, limits, end };
        let mut farewell = pin!(life.farewell());
        // A peer that does not answer to the farewell is left behind.
        let mut gone = pin!(life.activity.idle(limits.farewell_time));
        let mut cut = pin!(life.cut());
        let mut leaving = false;
        loop {
            tokio::select! {
                // A connection that breaks concerns nobody but its peer.
                _ended = connection.as_mut() => return,
                () = cut.as_mut() => return,
                () = gone.as_mut(), if leaving => return,
                () = farewell.as_mut(), if !leaving => {
                    leaving = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

/// What bounds a connection.
struct Life<'a> {
    activity: Activity,
    guest: Option<Arc<Guest>>,
    protocol: Protocol,
    limits: &'a ConnectionLimits,
    end: &'a End,
}

impl Life<'_> {
    /// Resolves once the peer is to leave, with what is under way finished.
    async fn farewell(&self) {
        tokio::select! {
            () = self.end.drain.cancelled() => {}
            () = self.activity.idle(self.limits.idle_time) => {}
            // Certificates expire, and are verified only when a connection begins.
            () = tokio::time::sleep(self.limits.life_time) => {}
            () = self.withdrawn() => CallDenied { reason: "certificate-withdrawn" }.emit(),
        }
    }

    /// Resolves once the connection must end, whatever is under way.
    async fn cut(&self) {
        let Self { activity, limits, end, .. } = self;
        tokio::select! {
            () = end.cut.cancelled() => {}
            // Whoever asks and does not read the answer is cut off. HTTP/2 asks for signs of life instead.
            () = activity.stuck(limits.request_time), if self.protocol == Protocol::Http1 => {}
            () = tokio::time::sleep(limits.life_time.saturating_add(limits.request_time)) => {}
            // What the peer was doing gets no more time than a farewell.
            () = async { self.withdrawn().await; tokio::time::sleep(limits.farewell_time).await } => {}
        }
    }

    /// Resolves once the peer's certificate is withdrawn.
    async fn withdrawn(&self) {
        match &self.guest {
            Some(guest) => guest.withdrawn().await,
            None => std::future::pending().await,
        }
    }
}

fn builder(protocol: Protocol, limits: &ConnectionLimits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    let header_bytes = u32::try_from(limits.header_bytes).unwrap_or(u32::MAX);
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        // hyper reads no headers larger than its buffer, and asks for at least this much room.
        .max_buf_size(limits.header_bytes.max(8192));
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(header_bytes)
        .max_concurrent_streams(limits.streams)
        .keep_alive_interval(limits.keep_alive)
        .keep_alive_timeout(limits.keep_alive)
        // A peer that opens and resets streams faster than they are taken is disconnected (CVE-2023-44487, CVE-2025-8671).
        .max_pending_accept_reset_streams(20)
        .max_local_error_reset_streams(64)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(4 * WINDOW)
        .max_send_buf_size(256 * 1024);
    match protocol {
        Protocol::Http1 => builder.http1_only(),
        Protocol::Http2 => builder.http2_only(),
    }
}

/// Bytes that a peer may send before they are read.
const WINDOW: u32 = 256 * 1024;
