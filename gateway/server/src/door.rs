//! The accept loop: listeners that share one set of limits, and an end that lets requests finish.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures::future::join_all;
use telemetry::occurrences::server::{ConnectionClosed, ConnectionOpened, HandshakeFailed, RequestRefused};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_util::task::TaskTracker;

use crate::callers::Callers;
use crate::connection::{Connection, Protocol};
use crate::end::End;
use crate::guest::Guest;
use crate::places::{Party, Places};
use crate::settings::ConnectionLimits;
use crate::tls::Tls;

/// Listeners, and what every one of them serves.
pub(crate) struct Door {
    pub(crate) listeners: Vec<TcpListener>,
    pub(crate) router: Router,
    pub(crate) limits: ConnectionLimits,
    /// Without it, the door speaks plain HTTP/1.1 to anybody.
    pub(crate) security: Option<Security>,
}

/// What a peer must prove, and who it then is.
pub(crate) struct Security {
    pub(crate) tls: Tls,
    pub(crate) callers: watch::Receiver<Callers>,
}

impl Door {
    /// Serves until the drain begins, and then until the last connection has ended or is cut.
    pub(crate) async fn run(self, end: End) {
        let Self { listeners, router, limits, security } = self;
        let room = Arc::new(Room {
            router,
            security,
            handshakes: Arc::new(Semaphore::new(limits.handshakes)),
            places: Places::new(limits.open),
            limits,
            end: end.clone(),
        });
        let guests = TaskTracker::new();
        tokio::select! {
            () = end.drain.cancelled() => {}
            _never = join_all(listeners.iter().map(|listener| room.accept(listener, &guests))) => {}
        }
        drop(listeners);
        guests.close();
        guests.wait().await;
    }
}

/// What every connection of a door shares.
struct Room {
    router: Router,
    limits: ConnectionLimits,
    security: Option<Security>,
    handshakes: Arc<Semaphore>,
    places: Arc<Places>,
    end: End,
}

impl Room {
    async fn accept(self: &Arc<Self>, listener: &TcpListener, guests: &TaskTracker) {
        // The semaphore is never closed, so the loop ends only when it is dropped.
        while let Ok(handshake) = Arc::clone(&self.handshakes).acquire_owned().await {
            let Ok((socket, _)) = listener.accept().await else {
                // Out of file descriptors, or the peer is gone already: neither ends the service.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let room = Arc::clone(self);
            guests.spawn(async move {
                let greeted = tokio::select! {
                    greeted = room.greet(socket) => greeted,
                    () = room.end.drain.cancelled() => None,
                };
                drop(handshake);
                if let Some(connection) = greeted {
                    room.host(connection).await;
                }
            });
        }
    }

    /// The handshake, and who the peer is. `None` if it fails or takes too long.
    async fn greet(&self, socket: TcpStream) -> Option<Connection> {
        // Answers are small; waiting to fill a segment only delays them. A socket that refuses still works.
        let _ = socket.set_nodelay(true);
        let Some(Security { tls, callers }) = &self.security else {
            return Some(Connection { stream: Box::new(socket), protocol: Protocol::Http1, guest: None });
        };
        let stream = match tokio::time::timeout(self.limits.handshake_time, tls.acceptor().accept(socket)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                HandshakeFailed { reason: failure(&error) }.emit();
                return None;
            }
            Err(_) => {
                HandshakeFailed { reason: "timeout" }.emit();
                return None;
            }
        };
        let (_, session) = stream.get_ref();
        let guest = Guest::of(session.peer_certificates(), callers);
        let protocol = match session.alpn_protocol() {
            Some(b"h2") => Protocol::Http2,
            Some(_) | None => Protocol::Http1,
        };
        Some(Connection { stream: Box::new(stream), protocol, guest })
    }

    async fn host(&self, connection: Connection) {
        let party = connection.guest.as_ref().map_or(Party::Anybody, Guest::party);
        let Some(_place) = self.places.take(party) else {
            RequestRefused { reason: "connections" }.emit();
            return;
        };
        ConnectionOpened.emit();
        connection.serve(self.router.clone(), &self.limits, &self.end).await;
        ConnectionClosed.emit();
    }
}

/// Why a handshake failed, as a word.
fn failure(error: &std::io::Error) -> &'static str {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) => "certificate",
        Some(_) => "protocol",
        None => "connection",
    }
}

#[cfg(test)]
mod tests;
