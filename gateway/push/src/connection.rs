//! One connection to a receiver: TCP, TLS, HTTP/1.1.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls_pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use crate::Endpoint;

/// An open connection and the task that moves its bytes; dropped, it is cut.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    task: JoinHandle<hyper::Result<()>>,
}

/// Why a request came to no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// The connection broke, or what came is no HTTP.
    Broken,
    /// Nothing was sent: the connection was closed before.
    Unsent,
}

/// The body of an answer, as far as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AnswerBody {
    /// All of it.
    Whole(Bytes),
    /// It is longer than is read; it is left.
    TooLong,
}

impl Connection {
    /// Connects and shakes hands.
    pub(crate) async fn open(endpoint: &Endpoint, tls: &TlsConnector) -> std::io::Result<Self> {
        let name = ServerName::try_from(endpoint.host.clone()).map_err(std::io::Error::other)?;
        let socket = TcpStream::connect((endpoint.host.as_str(), endpoint.port)).await?;
        socket.set_nodelay(true)?;
        let stream = tls.connect(name, socket).await?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(std::io::Error::other)?;
        Ok(Self { sender, task: tokio::spawn(connection) })
    }

    /// Whether another request may be sent.
    pub(crate) fn is_open(&self) -> bool {
        !self.sender.is_closed()
    }

    /// Sends a request and reads its answer. The connection can be used again if this gives an answer that was read whole.
    pub(crate) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
        longest: usize,
    ) -> Result<(Response<()>, AnswerBody), Lost> {
        self.sender.ready().await.map_err(|_| Lost::Unsent)?;
        let answer = match self.sender.try_send_request(request).await {
            Ok(answer) => answer,
            Err(mut error) => {
                return Err(if error.take_message().is_some() { Lost::Unsent } else { Lost::Broken });
            }
        };
        let (head, body) = answer.into_parts();
        let body = read(body, longest).await?;
        Ok((Response::from_parts(head, ()), body))
    }
}

async fn read(body: Incoming, longest: usize) -> Result<AnswerBody, Lost> {
    match Limited::new(body, longest).collect().await {
        Ok(body) => Ok(AnswerBody::Whole(body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Ok(AnswerBody::TooLong),
        Err(_) => Err(Lost::Broken),
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}
