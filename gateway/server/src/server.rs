//! The server as a whole: what it is made of, how it starts, and how it ends.

use std::sync::Arc;
use std::time::Duration;

use access::Policy;
use axum::Router;
use canonical::organisation::Organisation;
use delivery::Engine;
use intake::Intake;
use journal::{Journal, LookupKey};
use telemetry::Clock;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic_health::server::HealthReporter;

use crate::budget::Budget;
use crate::callers::Callers;
use crate::door::{Door, Security};
use crate::end::End;
use crate::grpc::{self, Context, health};
use crate::http::{self, Letters};
use crate::observe::{self, Observed, Render};
use crate::readiness::Readiness;
use crate::settings::{ConnectionLimits, Settings};
use crate::tls::Tls;
use crate::{Error, routes};

/// What the server works with.
pub struct Parts {
    /// Events, subscriptions, care relations and the audit.
    pub journal: Arc<dyn Journal>,
    /// Takes documents.
    pub intake: Intake,
    /// Delivers subscriptions. The server drains it when it is told to stop.
    pub engine: Engine,
    /// Everybody who may have care relations.
    pub organisations: Arc<[Organisation]>,
    /// Who may see what.
    pub policy: Arc<Policy>,
    /// Finds patients in the journal.
    pub lookup: LookupKey,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Writes the metrics.
    pub render: Render,
    /// Limits.
    pub settings: Settings,
}

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
    health: HealthReporter,
    engine: Engine,
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
        let Parts { journal, intake, engine, organisations, policy, lookup, clock, render, settings } = parts;
        let budget = Budget::new(&settings.bodies);
        let (reporter, health) = tonic_health::server::health_reporter();
        let context =
            Context { journal: Arc::clone(&journal), organisations, policy, lookup, clock: Arc::clone(&clock) };
        let context = Arc::new(context);
        let services = grpc::services::routes(grpc::services::Parts {
            context: Arc::clone(&context),
            engine: engine.clone(),
            intake: intake.clone(),
            budget: budget.clone(),
            health,
        })?;
        let guarded = routes::guarded(http::routes(Letters { intake, budget, context }), services);
        let readiness = Readiness { drain: CancellationToken::new() };
        let observed = Observed { journal, clock, render, readiness };
        Ok(Self { guarded, observed, health: reporter, engine, settings })
    }

    /// Serves until `shutdown` is cancelled, and then drains: nothing more is accepted, health says so, streams end with
    /// the reason `DRAINING`, and requests finish. What has not ended after the drain time is cut. Metrics are served to the end.
    pub async fn serve(self, listeners: Listeners, tls: Tls, callers: Callers, shutdown: CancellationToken) {
        let Self { guarded, observed, health, engine, settings } = self;
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
        health::tell(&health, false).await;
        let observing = tokio::spawn(observing.run(watched.clone()));
        let mut serving = tokio::spawn(guarded.run(end.clone()));

        keep_health(&health, &observed, &shutdown).await;
        end.drain.cancel();
        health::end(health).await;
        let drained = async {
            engine.drain().await;
            // A panic in the door has ended it just as well.
            let _ = (&mut serving).await;
        };
        if tokio::time::timeout(drain_time, drained).await.is_err() {
            end.cut.cancel();
            let _ = serving.await;
        }
        watched.drain.cancel();
        watched.cut.cancel();
        let _ = observing.await;
    }
}

/// Brings health up to date until the shutdown.
async fn keep_health(reporter: &HealthReporter, observed: &Observed, shutdown: &CancellationToken) {
    let mut told = None;
    while !shutdown.is_cancelled() {
        let ready = observed.readiness.check(&*observed.journal).await.is_ok();
        if told != Some(ready) {
            health::tell(reporter, ready).await;
            told = Some(ready);
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(CHECK_EVERY) => {}
        }
    }
}
