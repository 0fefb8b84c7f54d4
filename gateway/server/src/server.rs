//! The server as a whole: what it is made of, how it starts, and how it ends.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use delivery::Engine;
use exchange::Conversion;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::board::Board;
use crate::budget::Budget;
use crate::callers::Callers;
use crate::door::{Door, Security};
use crate::end::End;
use crate::grpc::health::Health;
use crate::grpc::{self, Context};
use crate::http::receipts::Later;
use crate::http::{self, Letters};
use crate::observe::{self, Observed};
use crate::parts::{GatewayParts, IntakeParts, Parts};
use crate::permission::Permission;
use crate::readiness::{JournalReady, Readiness, Ready};
use crate::settings::{ConnectionLimits, Settings};
use crate::tls::Tls;
use crate::{Error, routes};

/// Sockets that are bound already.
pub struct Listeners {
    /// Mutual TLS. Each serves everything: gRPC, and letters over HTTP/1.1 and HTTP/2.
    pub secured: Vec<TcpListener>,
    /// Plain HTTP: metrics and health.
    pub observe: Vec<TcpListener>,
}

/// Ready to serve.
pub struct Server {
    guarded: Router,
    observed: Observed,
    health: Health,
    engine: Option<Engine>,
    board: Option<Arc<Board>>,
    settings: Settings,
}

/// How often gRPC health is brought up to date.
const CHECK_EVERY: Duration = Duration::from_secs(5);

impl Server {
    /// Puts the server together.
    ///
    /// # Errors
    /// `contract-unreadable`.
    pub fn new(parts: Parts) -> Result<Self, Error> {
        let Parts { gateway, intake, mut ready, clock, render, settings } = parts;
        let drain = CancellationToken::new();
        let journal = gateway.as_ref().map(|gateway| Arc::clone(&gateway.journal));
        let engine = gateway.as_ref().map(|gateway| gateway.engine.clone());
        let permission = Permission { journal: journal.clone(), clock: Arc::clone(&clock) };
        let (reporter, health) = tonic_health::server::health_reporter();
        let budget = Budget::new(&settings.bodies);
        let gateway = gateway.map(|gateway| reading(gateway, &permission, &drain));
        let board = gateway.as_ref().map(|gateway| Arc::clone(&gateway.board));
        let services = grpc::services::Parts {
            gateway,
            letters: intake.as_ref().map(|parts| grpc::services::Letters {
                intake: parts.intake.clone(),
                budget: budget.clone(),
                permission: permission.clone(),
            }),
            health,
        };
        let health = Health { reporter, services: grpc::services::names(&services) };
        let letters = intake.map_or_else(Router::new, |parts| entrances(parts, budget, permission));
        let guarded = routes::guarded(letters, grpc::services::routes(services)?);
        ready.extend(journal.clone().map(|journal| Arc::new(JournalReady(journal)) as Arc<dyn Ready>));
        let readiness = Readiness { drain, parts: ready.into() };
        let observed = Observed { journal, set_aside: Arc::default(), clock, render, readiness };
        Ok(Self { guarded, observed, health, engine, board, settings })
    }

    /// Serves until `shutdown` is cancelled, and then drains: nothing more is accepted, health says so, streams end with
    /// the reason `DRAINING`, and requests finish. What has not ended after the drain time is cut. Metrics are served to the end.
    ///
    /// Who calls is looked up in `callers` with every request; a connection whose certificate names its organisation no
    /// longer is ended.
    pub async fn serve(
        self,
        listeners: Listeners,
        tls: Tls,
        callers: watch::Receiver<Callers>,
        shutdown: CancellationToken,
    ) {
        let Self { guarded, observed, health, engine, board, settings } = self;
        let Listeners { secured, observe } = listeners;
        let Settings { connections, bodies: _, drain_time } = settings;
        let end = End { drain: observed.readiness.drain.clone(), cut: CancellationToken::new() };
        let guarded = Door {
            listeners: secured,
            router: guarded,
            limits: connections,
            security: Some(Security { tls, callers }),
        };
        let watched = End { drain: CancellationToken::new(), cut: CancellationToken::new() };
        let observing = Door {
            listeners: observe,
            router: observe::routes(observed.clone()),
            limits: ConnectionLimits::default(),
            security: None,
        };
        // A service that is asked for before it is ready is known, and not serving.
        health.tell(false).await;
        let observing = tokio::spawn(observing.run(watched.clone()));
        let mut serving = tokio::spawn(guarded.run(end.clone()));
        let keeping = tokio::spawn(keep_directory(board, end.drain.clone()));

        keep_health(&health, &observed, &shutdown).await;
        end.drain.cancel();
        health.end().await;
        let drained = async {
            if let Some(engine) = engine {
                engine.drain().await;
            }
            // A panic in the door has ended it just as well.
            let _ = (&mut serving).await;
        };
        if tokio::time::timeout(drain_time, drained).await.is_err() {
            end.cut.cancel();
            let _ = serving.await;
        }
        let _ = keeping.await;
        watched.drain.cancel();
        watched.cut.cancel();
        let _ = observing.await;
    }
}

/// What the services that read work with.
fn reading(gateway: GatewayParts, permission: &Permission, drain: &CancellationToken) -> grpc::services::Gateway {
    let GatewayParts { journal, blobs, engine, organisations, policy, lookup, hosts, conversion, directory } = gateway;
    let Permission { clock, .. } = permission;
    let board = Arc::new(Board::new(Arc::clone(&journal), Arc::clone(clock), directory));
    let conversion = Conversion::new(Arc::clone(&journal), Arc::clone(&organisations), conversion);
    let context = Context {
        journal,
        blobs,
        conversion,
        organisations,
        policy,
        lookup,
        clock: Arc::clone(clock),
        permission: permission.clone(),
    };
    grpc::services::Gateway { context: Arc::new(context), engine, board, hosts, drain: drain.clone() }
}

/// What takes letters in over HTTP.
fn entrances(parts: IntakeParts, budget: Budget, permission: Permission) -> Router {
    let IntakeParts { intake, entrances, receipts } = parts;
    let later = receipts.map(|receipts| Later { receipts, permission: permission.clone() });
    let letters = http::routes(Letters { intake, budget, permission }, &entrances);
    later.into_iter().map(http::receipts::routes).fold(letters, Router::merge)
}

/// Brings the directory up to date until the drain, where there is one.
async fn keep_directory(board: Option<Arc<Board>>, drain: CancellationToken) {
    let Some(board) = board else { return };
    tokio::select! {
        () = drain.cancelled() => {}
        () = board.keep() => {}
    }
}

/// Brings health up to date until the shutdown.
async fn keep_health(health: &Health, observed: &Observed, shutdown: &CancellationToken) {
    let keeping = async {
        let mut told = None;
        loop {
            let ready = observed.readiness.check().await.is_ok();
            if told != Some(ready) {
                health.tell(ready).await;
                told = Some(ready);
            }
            tokio::time::sleep(CHECK_EVERY).await;
        }
    };
    tokio::select! {
        () = shutdown.cancelled() => {}
        () = keeping => {}
    }
}
