//! The sockets, and the server behind them.

use std::net::SocketAddr;

use server::{Listeners, Server};
use telemetry::occurrences::process::Listening;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Error;
use super::vital::Vital;
use crate::addresses::Addresses;
use crate::certificates::Identities;
use crate::config::{Config, Listen};

/// A server that runs.
pub(super) struct Doors {
    server: JoinHandle<()>,
    shutdown: CancellationToken,
    addresses: Addresses,
}

impl Doors {
    /// Listens and serves.
    pub(super) async fn open(
        server: Server,
        listen: Listen,
        identities: Identities,
        vital: &Vital,
    ) -> Result<Self, Error> {
        let Listen { grpc, https, metrics } = listen;
        let (grpc, https, metrics) = (bind(grpc).await?, bind(https).await?, bind(metrics).await?);
        let addresses = Addresses {
            grpc: address("grpc", &grpc, listen.grpc),
            https: address("https", &https, listen.https),
            metrics: address("observe", &metrics, listen.metrics),
            pid: std::process::id(),
        };
        let listeners = Listeners { secured: vec![grpc, https], observe: vec![metrics] };
        let Identities { tls, callers } = identities;
        let shutdown = CancellationToken::new();
        let server = vital.spawn("server", server.serve(listeners, tls, callers.unchanging(), shutdown.clone()));
        Ok(Self { server, shutdown, addresses })
    }

    /// Where it listens.
    pub(super) const fn addresses(&self) -> Addresses {
        self.addresses
    }

    /// Lets requests and streams end, within the configured time.
    pub(super) async fn drain(self) {
        let Self { server, shutdown, addresses: _ } = self;
        shutdown.cancel();
        // Whether it broke was told by whoever watches over it.
        let _ = server.await;
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|error| Error::Listen { address, error })
}

/// The address with the port it actually got.
fn address(door: &'static str, listener: &TcpListener, asked: SocketAddr) -> SocketAddr {
    // A socket that was just bound knows its address.
    let address = listener.local_addr().unwrap_or(asked);
    Listening { door, address }.emit();
    address
}

/// The limits of the configuration, as the server takes them.
pub(super) fn settings(config: &Config) -> server::Settings {
    let server::Settings { connections, bodies, drain_time: _ } = server::Settings::default();
    server::Settings {
        connections: server::ConnectionLimits {
            open: config.limits.connections,
            handshake_time: config.timing.handshake,
            idle_time: config.timing.idle,
            ..connections
        },
        bodies: server::BodyLimits {
            document: config.limits.document.bytes,
            budget: usize::try_from(config.limits.body_memory).unwrap_or(usize::MAX),
            ..bodies
        },
        drain_time: config.timing.drain,
    }
}
