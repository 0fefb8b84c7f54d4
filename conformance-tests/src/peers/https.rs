//! A sender over HTTPS: one connection, opened again when it breaks.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Frame, SizeHint};
use hyper::client::conn::http1::SendRequest;
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::rt::TokioIo;
use rustls_pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_rustls::TlsConnector;

use super::identity::{Identity, PeerError};

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The media type, empty without one.
    pub media_type: String,
    /// Every header.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// A client of one server.
#[derive(Debug)]
pub struct Https {
    address: SocketAddr,
    tls: Arc<rustls::ClientConfig>,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Answer {
    /// The body as text; bytes that are none are replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The text of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Https {
    /// A client that has not connected yet.
    ///
    /// # Errors
    /// The certificate cannot be used.
    pub fn new(address: SocketAddr, identity: &Identity) -> Result<Self, PeerError> {
        Ok(Self { address, tls: identity.tls()?, open: None })
    }

    /// Posts a document.
    ///
    /// # Errors
    /// The connection could not be made or broke; whether the server took the document is then unknown.
    pub async fn post(&mut self, path: &str, media_type: &str, body: impl Into<Bytes>) -> Result<Answer, PeerError> {
        let request = Request::post(path)
            .header("host", "localhost")
            .header("content-type", media_type)
            .body(Full::new(body.into()))
            .map_err(broken)?;
        self.send(request).await
    }

    /// Posts a document of this length on a connection of its own while it is being made. A document that ends too early
    /// breaks the connection, as a sender does that goes away.
    ///
    /// # Errors
    /// The connection could not be made or broke; whether the server took the document is then unknown.
    pub async fn post_pieces(
        &self,
        path: &str,
        length: u64,
        pieces: mpsc::Receiver<Bytes>,
    ) -> Result<Answer, PeerError> {
        let request =
            Request::post(path).header("host", "localhost").body(Pieces { pieces, length }).map_err(broken)?;
        let mut connection = self.connect().await?;
        connection.ready().await.map_err(broken)?;
        answered(connection.send_request(request).await.map_err(broken)?).await
    }

    /// Reads what stands under a path.
    ///
    /// # Errors
    /// The connection could not be made or broke.
    pub async fn get(&mut self, path: &str) -> Result<Answer, PeerError> {
        let request = Request::get(path).header("host", "localhost").body(Full::default()).map_err(broken)?;
        self.send(request).await
    }

    /// Sends any request with these headers.
    ///
    /// # Errors
    /// The connection could not be made or broke; whether the server took the document is then unknown.
    pub async fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Answer, PeerError> {
        let request = Request::builder().method(method).uri(path).header("host", "localhost");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Full::new(body.into())).map_err(broken)?).await
    }

    /// The connection is kept only when the answer came whole.
    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Answer, PeerError> {
        let mut connection = match self.open.take().filter(|open| !open.is_closed()) {
            Some(open) => open,
            None => self.connect().await?,
        };
        connection.ready().await.map_err(broken)?;
        let answer = answered(connection.send_request(request).await.map_err(broken)?).await?;
        self.open = Some(connection);
        Ok(answer)
    }

    async fn connect<B>(&self) -> Result<SendRequest<B>, PeerError>
    where
        B: Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
    {
        let stream = TcpStream::connect(self.address).await.map_err(broken)?;
        stream.set_nodelay(true).map_err(broken)?;
        let name = ServerName::try_from("localhost").map_err(broken)?;
        let stream = TlsConnector::from(self.tls.clone()).connect(name, stream).await.map_err(broken)?;
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
        // Ends with the connection; what went wrong is seen by whoever waits for the answer.
        tokio::spawn(connection);
        Ok(sender)
    }
}

/// A body that is being made.
struct Pieces {
    pieces: mpsc::Receiver<Bytes>,
    length: u64,
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.pieces.poll_recv(cx).map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}

/// Reads a page of the plain port: metrics and health.
///
/// # Errors
/// The connection could not be made or broke.
pub async fn read_page(address: SocketAddr, path: &str) -> Result<Answer, PeerError> {
    let stream = TcpStream::connect(address).await.map_err(broken)?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    tokio::spawn(connection);
    let request = Request::get(path).header("host", "localhost").body(Full::<Bytes>::default()).map_err(broken)?;
    answered(sender.send_request(request).await.map_err(broken)?).await
}

async fn answered(response: hyper::Response<hyper::body::Incoming>) -> Result<Answer, PeerError> {
    let (head, body) = response.into_parts();
    let body = body.collect().await.map_err(broken)?.to_bytes();
    let media_type = head.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = media_type.to_owned();
    Ok(Answer { status: head.status, media_type, headers: head.headers, body })
}

fn broken(error: impl std::fmt::Display) -> PeerError {
    PeerError::Connection(error.to_string())
}
