//! What an operator's tools read, in plain HTTP: `/metrics`, `/healthz`, `/readyz`. Nothing personal is behind it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::{Backlog, Journal};
use telemetry::Clock;
use telemetry::occurrences::delivery::BacklogMeasured;

use crate::readiness::Readiness;
use crate::refuse;
use crate::set_aside::SetAsideCount;

/// Writes the metrics in the Prometheus text format.
pub type Render = Arc<dyn Fn() -> String + Send + Sync>;

/// What is observed.
#[derive(Clone)]
pub(crate) struct Observed {
    /// Measured, where there is one.
    pub(crate) journal: Option<Arc<dyn Journal>>,
    pub(crate) set_aside: Arc<SetAsideCount>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) render: Render,
    pub(crate) readiness: Readiness,
}

/// The longest wait for the journal while the metrics are written.
const MEASURING: Duration = Duration::from_secs(5);

pub(crate) fn routes(observed: Observed) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .with_state(observed)
        .method_not_allowed_fallback(refuse::method_not_allowed)
        .fallback(refuse::nothing_here)
}

async fn metrics(State(observed): State<Observed>) -> Response {
    observed.measure().await;
    // Standard: Prometheus text exposition format 0.0.4.
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], (observed.render)()).into_response()
}

async fn ready(State(observed): State<Observed>) -> Response {
    match observed.readiness.check().await {
        Ok(()) => "ready\n".into_response(),
        Err(word) => (StatusCode::SERVICE_UNAVAILABLE, format!("{word}\n")).into_response(),
    }
}

impl Observed {
    /// Sets the gauges of what is in the journal. One that does not answer in time leaves them as they are.
    async fn measure(&self) {
        let Some(journal) = &self.journal else { return };
        let measured = async {
            self.measure_backlogs(&**journal).await?;
            self.set_aside.measure(&**journal).await
        };
        let _: Result<Result<(), journal::Error>, _> = tokio::time::timeout(MEASURING, measured).await;
    }

    async fn measure_backlogs(&self, journal: &dyn Journal) -> Result<(), journal::Error> {
        let backlogs = journal.backlogs(None).await?;
        let now = self.clock.now();
        for Backlog { name, unsettled, oldest_unsettled_at, parked, .. } in backlogs {
            let age = oldest_unsettled_at.and_then(|oldest| Duration::try_from(now.duration_since(oldest)).ok());
            BacklogMeasured {
                subscription: &format!("{}/{}", name.organisation, name.name),
                unsettled,
                oldest: age.unwrap_or_default(),
                parked: parked.len() as u64,
            }
            .emit();
        }
        Ok(())
    }
}
