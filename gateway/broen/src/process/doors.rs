//! The sockets, and the server behind them.

use std::net::SocketAddr;

use server::{Callers, Listeners, Server, Tls};
use telemetry::occurrences::process::Listening;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Error;
use super::vital::Vital;
use crate::addresses::Addresses;
use crate::config::{Bounds, Timing};

/// A server that runs.
pub(crate) struct Doors {
    server: JoinHandle<()>,
    shutdown: CancellationToken,
    addresses: Addresses,
}

/// Where to listen; port 0 takes a free one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    /// gRPC, if the process has a door of that name.
    pub(crate) grpc: Option<SocketAddr>,
    /// HTTPS, if the process has a door of that name.
    pub(crate) https: Option<SocketAddr>,
    /// Metrics and health.
    pub(crate) metrics: SocketAddr,
}

impl Doors {
    /// Listens and serves.
    pub(crate) async fn open(
        server: Server,
        places: Places,
        tls: Tls,
        callers: watch::Receiver<Callers>,
        vital: &Vital,
    ) -> Result<Self, Error> {
        let Places { grpc, https, metrics } = places;
        let mut secured = Vec::new();
        let grpc = bind("grpc", grpc, &mut secured).await?;
        let https = bind("https", https, &mut secured).await?;
        let mut observe = Vec::new();
        let metrics = bind_one("observe", metrics, &mut observe).await?;
        let addresses = Addresses { grpc, https, metrics, pid: std::process::id() };
        let shutdown = CancellationToken::new();
        let listeners = Listeners { secured, observe };
        let server = vital.spawn("server", server.serve(listeners, tls, callers, shutdown.clone()));
        Ok(Self { server, shutdown, addresses })
    }

    /// Where it listens.
    pub(crate) const fn addresses(&self) -> Addresses {
        self.addresses
    }

    /// Lets requests and streams end, within the configured time.
    pub(crate) async fn drain(self) {
        let Self { server, shutdown, addresses: _ } = self;
        shutdown.cancel();
        // Whether it broke was told by whoever watches over it.
        let _ = server.await;
    }
}

async fn bind(
    door: &'static str,
    asked: Option<SocketAddr>,
    bound: &mut Vec<TcpListener>,
) -> Result<Option<SocketAddr>, Error> {
    match asked {
        Some(asked) => bind_one(door, asked, bound).await.map(Some),
        None => Ok(None),
    }
}

/// Gives the address with the port it actually got.
async fn bind_one(door: &'static str, asked: SocketAddr, bound: &mut Vec<TcpListener>) -> Result<SocketAddr, Error> {
    let listener = TcpListener::bind(asked).await.map_err(|error| Error::Listen { address: asked, error })?;
    // A socket that was just bound knows its address.
    let address = listener.local_addr().unwrap_or(asked);
    Listening { door, address }.emit();
    bound.push(listener);
    Ok(address)
}

/// The limits of a configuration, as the server takes them.
pub(crate) fn limits(connections: usize, timing: &Timing, bounds: &Bounds) -> server::Settings {
    let settings = limits_without_bodies(connections, timing);
    let bodies = server::BodyLimits {
        document: bounds.document.bytes,
        budget: usize::try_from(bounds.body_memory).unwrap_or(usize::MAX),
        ..settings.bodies
    };
    server::Settings { bodies, ..settings }
}

/// The limits of a process that takes no documents.
pub(crate) fn limits_without_bodies(connections: usize, timing: &Timing) -> server::Settings {
    let settings = server::Settings::default();
    let connections = server::ConnectionLimits {
        open: connections,
        handshake_time: timing.handshake,
        idle_time: timing.idle,
        ..settings.connections
    };
    server::Settings { connections, drain_time: timing.drain, ..settings }
}
