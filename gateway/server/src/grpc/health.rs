//! `grpc.health.v1`: whether each service answers.

use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;
use wire::v1::care_relation_service_server::SERVICE_NAME as CARE_RELATIONS;
use wire::v1::event_service_server::SERVICE_NAME as EVENTS;
use wire::v1::intake_service_server::SERVICE_NAME as INTAKE;
use wire::v1::subscriber_service_server::SERVICE_NAME as SUBSCRIBER;

/// Every service, and the server as a whole under the empty name.
const SERVICES: [&str; 5] = ["", CARE_RELATIONS, EVENTS, INTAKE, SUBSCRIBER];

/// Tells every watcher that the services have ended, and ends the watching: a drain waits for no watcher.
pub(crate) async fn end(mut reporter: HealthReporter) {
    tell(&reporter, false).await;
    for service in SERVICES {
        reporter.clear_service_status(service).await;
    }
}

/// Tells every watcher whether the services answer.
pub(crate) async fn tell(reporter: &HealthReporter, ready: bool) {
    let status = if ready { ServingStatus::Serving } else { ServingStatus::NotServing };
    for service in SERVICES {
        reporter.set_service_status(service, status).await;
    }
}
