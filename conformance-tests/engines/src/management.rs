//! The management interface of a RabbitMQ node, as far as tests need it.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Method;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::error::{Error, system};

/// The administrator of every node here.
pub(crate) const USER: &str = "operator";
/// Its password: no secret, the node listens on the loopback only and keeps test data only.
pub(crate) const PASSWORD: &str = "only-for-tests";
/// The two above as basic authentication says them.
const AUTHENTICATION: &str = "Basic b3BlcmF0b3I6b25seS1mb3ItdGVzdHM=";

/// Where a node answers operators.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Management {
    pub(crate) address: SocketAddr,
}

impl Management {
    pub(crate) async fn read(&self, path: &str) -> Result<Value, Error> {
        let answer = self.call(Method::GET, path, None).await?;
        serde_json::from_slice(&answer).map_err(|error| refused(path, &error))
    }

    pub(crate) async fn put(&self, path: &str, value: &Value) -> Result<(), Error> {
        self.call(Method::PUT, path, Some(value)).await.map(|_| ())
    }

    pub(crate) async fn post(&self, path: &str, value: &Value) -> Result<(), Error> {
        self.call(Method::POST, path, Some(value)).await.map(|_| ())
    }

    pub(crate) async fn delete(&self, path: &str) -> Result<(), Error> {
        self.call(Method::DELETE, path, None).await.map(|_| ())
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Bytes, Error> {
        let stream = TcpStream::connect(self.address).await.map_err(system("reach the management interface"))?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| refused(path, &error))?;
        let served = tokio::spawn(connection);
        let request = hyper::Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.address.to_string())
            .header(AUTHORIZATION, AUTHENTICATION)
            .header(CONTENT_TYPE, "application/json")
            .body(Full::<Bytes>::new(body.map(Value::to_string).unwrap_or_default().into()))
            .map_err(|error| refused(path, &error))?;
        let response = sender.send_request(request).await.map_err(|error| refused(path, &error))?;
        let status = response.status();
        let body = response.into_body().collect().await.map_err(|error| refused(path, &error))?.to_bytes();
        served.abort();
        if status.is_success() {
            return Ok(body);
        }
        Err(Error::Refused { what: "management", said: format!("{path}: {status} {}", String::from_utf8_lossy(&body)) })
    }

    /// Deletes without a runtime, in a destructor; what cannot be deleted stays.
    pub(crate) fn delete_now(&self, path: &str) {
        use std::io::{Read, Write};
        let patience = std::time::Duration::from_secs(2);
        let request = format!(
            "DELETE {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: {AUTHENTICATION}\r\nConnection: close\r\n\r\n",
            self.address
        );
        let Ok(mut stream) = std::net::TcpStream::connect_timeout(&self.address, patience) else { return };
        let _ = stream.set_read_timeout(Some(patience));
        let _ = stream.write_all(request.as_bytes());
        let _ = stream.read(&mut [0; 64]);
    }
}

fn refused(path: &str, error: &dyn std::error::Error) -> Error {
    Error::Refused { what: "management", said: format!("{path}: {error}") }
}
