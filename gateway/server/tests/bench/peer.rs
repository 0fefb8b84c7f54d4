//! A client that speaks HTTP over TLS with whatever certificate it is given.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::header::HeaderMap;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::authority::{Authority, Identity};

/// The two protocols that the handshake may agree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Http {
    One,
    Two,
}

/// An answer that was read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Client settings that trust the authority and show the certificate, if any.
pub(crate) fn config(authority: &Authority, identity: Option<&Identity>, http: Http) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(authority.certificate()).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider knows them")
        .with_root_certificates(roots);
    let mut config = match identity {
        Some(identity) => {
            builder.with_client_auth_cert(vec![identity.certificate.clone()], identity.key()).expect("the key fits")
        }
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = match http {
        Http::One => vec![b"http/1.1".to_vec()],
        Http::Two => vec![b"h2".to_vec()],
    };
    config
}

/// Connects and shakes hands.
pub(crate) async fn connect(address: SocketAddr, config: ClientConfig) -> std::io::Result<TlsStream<TcpStream>> {
    let socket = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").expect("a name");
    tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, socket).await
}

/// Sends one request on a new connection. In TLS 1.3 a refused client certificate shows only here.
pub(crate) async fn send(
    address: SocketAddr,
    config: ClientConfig,
    request: Request<Full<Bytes>>,
) -> Result<Answer, String> {
    let stream = connect(address, config).await.map_err(|error| error.to_string())?;
    let two = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let stream = TokioIo::new(stream);
    let response = if two {
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), stream).await.map_err(text)?;
        tokio::spawn(connection);
        sender.send_request(request).await.map_err(text)?
    } else {
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.map_err(text)?;
        tokio::spawn(connection);
        sender.send_request(request).await.map_err(text)?
    };
    read(response).await
}

/// A request to this path.
pub(crate) fn request(method: &str, path: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    Request::builder()
        .method(method)
        .uri(format!("https://localhost{path}"))
        .header("host", "localhost")
        .body(Full::new(body.into()))
        .expect("a request")
}

async fn read(response: Response<hyper::body::Incoming>) -> Result<Answer, String> {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(text)?.to_bytes();
    Ok(Answer { status: parts.status, headers: parts.headers, body })
}

fn text(error: hyper::Error) -> String {
    format!("{error}: {:?}", std::error::Error::source(&error).map(ToString::to_string))
}
