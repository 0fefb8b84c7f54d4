//! `grpc.health.v1`: whether each service answers.

use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

/// Tells watchers of these services; the server as a whole has the empty name.
pub(crate) struct Health {
    pub(crate) reporter: HealthReporter,
    pub(crate) services: Vec<&'static str>,
}

impl Health {
    /// Tells every watcher that the services have ended, and ends the watching: a drain waits for no watcher.
    pub(crate) async fn end(mut self) {
        self.tell(false).await;
        for service in self.services {
            self.reporter.clear_service_status(service).await;
        }
    }

    /// Tells every watcher whether the services answer.
    pub(crate) async fn tell(&self, ready: bool) {
        let status = if ready { ServingStatus::Serving } else { ServingStatus::NotServing };
        for service in &self.services {
            self.reporter.set_service_status(*service, status).await;
        }
    }
}
