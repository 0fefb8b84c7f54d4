//! The port mapper by which Erlang nodes find each other: one of our own, so that we never meet the machine's.

use std::time::Duration;

use tokio::net::TcpStream;

use crate::directory::Directory;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::ports;

/// A running port mapper.
#[derive(Debug)]
pub(crate) struct PortMapper {
    pub(crate) port: u16,
    // In this order: what is dropped first ends first.
    _running: Guarded,
    _directory: Directory,
}

impl PortMapper {
    pub(crate) async fn start() -> Result<Self, Error> {
        let directory = Directory::fresh(None)?;
        let port = ports::free()?;
        let words = ["epmd", "-address", "127.0.0.1", "-port", &port.to_string()].map(str::to_owned);
        let running = Guarded::start(&directory, "KILL", &words, |_| ()).await?;
        while TcpStream::connect(ports::here(port)).await.is_err() {
            if !running.runs() {
                return Err(Error::NotReady { what: "epmd", said: running.said() });
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(Self { port, _running: running, _directory: directory })
    }
}
