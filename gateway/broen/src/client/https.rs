//! Posts documents over HTTPS with mutual TLS, one connection for many.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap};
use hyper::http::request;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use super::caller::host;
use super::error::innermost;
use super::{Caller, Error};

/// A client that keeps its connection while it can.
pub(crate) struct Https {
    address: String,
    tls: TlsConnector,
    connection: Option<Connection>,
}

/// A connection and the task that moves its bytes.
struct Connection {
    sender: SendRequest<Full<Bytes>>,
    task: JoinHandle<hyper::Result<()>>,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
}

const CONNECT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_secs(120);
const LARGEST_ANSWER: usize = 64 << 20;

impl Https {
    /// Takes the caller's certificates; connects with the first document.
    pub(crate) fn new(caller: &Caller) -> Result<Self, Error> {
        let tls = TlsConnector::from(Arc::new(client_config(caller)?));
        Ok(Self { address: caller.https.clone(), tls, connection: None })
    }

    /// Posts a document and waits for the answer. Does not send twice: whether to is the caller's decision.
    pub(crate) async fn post(&mut self, path: &str, media_type: &str, document: Bytes) -> Result<Answer, Error> {
        let request = Request::post(path).header(CONTENT_TYPE, media_type);
        self.ask(request, document).await
    }

    /// Asks for what is at a path.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Answer, Error> {
        self.ask(Request::get(path), Bytes::new()).await
    }

    async fn ask(&mut self, request: request::Builder, body: Bytes) -> Result<Answer, Error> {
        let request = request.header(HOST, &self.address).body(Full::new(body)).map_err(|error| self.broken(&error))?;
        let answered = tokio::time::timeout(ANSWER, self.send(request)).await;
        let answered = answered.unwrap_or_else(|_| Err(self.broken(&"no answer in time")));
        if answered.is_err() {
            self.connection = None;
        }
        answered
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Answer, Error> {
        let mut connection = match self.kept().await {
            Some(kept) => kept,
            None => self.connect().await?,
        };
        let response = match connection.sender.send_request(request).await {
            Ok(response) => response,
            Err(error) => return Err(self.broken(&connection.cause(error).await)),
        };
        let (head, body) = response.into_parts();
        let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|error| self.broken(&error))?;
        self.connection = Some(connection);
        Ok(Answer { status: head.status, headers: head.headers, body: body.to_bytes() })
    }

    /// The connection of the last request, unless the server has closed it.
    async fn kept(&mut self) -> Option<Connection> {
        let mut kept = self.connection.take()?;
        kept.sender.ready().await.ok().map(|()| kept)
    }

    async fn connect(&self) -> Result<Connection, Error> {
        let name = ServerName::try_from(host(&self.address).to_owned()).map_err(|error| self.unreachable(&error))?;
        let connecting = async {
            let socket = TcpStream::connect(&self.address).await?;
            socket.set_nodelay(true)?;
            self.tls.connect(name, socket).await
        };
        let stream = match tokio::time::timeout(CONNECT, connecting).await {
            Ok(stream) => stream.map_err(|error| self.unreachable(&error))?,
            Err(_) => return Err(self.unreachable(&"no answer in time")),
        };
        let (sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|error| self.unreachable(&error))?;
        Ok(Connection { sender, task: tokio::spawn(connection) })
    }

    fn unreachable(&self, reason: &dyn std::fmt::Display) -> Error {
        Error::Unreachable { address: self.address.clone(), reason: reason.to_string() }
    }

    fn broken(&self, reason: &dyn std::fmt::Display) -> Error {
        Error::Broken { address: self.address.clone(), reason: reason.to_string() }
    }
}

impl Connection {
    /// Why a request failed. A server that does not take the certificate says so after the handshake, and only the
    /// connection hears it: the request is just cancelled.
    async fn cause(self, error: hyper::Error) -> String {
        let Self { sender, task } = self;
        drop(sender);
        match task.await {
            Ok(Err(cause)) => innermost(&cause),
            Ok(Ok(())) | Err(_) => innermost(&error),
        }
    }
}

fn client_config(caller: &Caller) -> Result<ClientConfig, Error> {
    let wrong = |what: &str, error: &dyn std::fmt::Display| Error::Certificates(format!("{what}: {error}"));
    let mut roots = RootCertStore::empty();
    for authority in certificates(&caller.authority, "authority")? {
        roots.add(authority).map_err(|error| wrong("authority", &error))?;
    }
    let chain = certificates(&caller.certificate, "certificate")?;
    let key = PrivateKeyDer::from_pem_slice(&caller.key).map_err(|error| wrong("key", &error))?;
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong("TLS versions", &error))?
        .with_root_certificates(roots)
        .with_client_auth_cert(chain, key)
        .map_err(|error| wrong("certificate", &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn certificates(pem: &[u8], what: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    found
        .ok()
        .filter(|certificates| !certificates.is_empty())
        .ok_or_else(|| Error::Certificates(format!("{what}: no certificate in the file")))
}
