//! What every service of the gateway works with.

use std::sync::Arc;

use access::{Decision, Facts, Policy, decide};
use blobs::Store;
use canonical::organisation::{Organisation, Role};
use exchange::Conversion;
use jiff::Timestamp;
use journal::{AuditAction, AuditRow, Journal, Labels, LookupKey, PatientKey, RelationRow};
use telemetry::Clock;
use tonic::{Request, Status};

use crate::callers::Caller;
use crate::permission::{self, Permission};

/// The gateway, as its services see it.
pub(crate) struct Context {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) blobs: Store,
    pub(crate) conversion: Conversion,
    pub(crate) organisations: Arc<[Organisation]>,
    pub(crate) policy: Arc<Policy>,
    pub(crate) lookup: LookupKey,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) permission: Permission,
}

/// The organisation that calls, whatever its roles.
pub(crate) fn known<T>(request: &Request<T>) -> Result<Caller, Status> {
    permission::known(request.extensions())
}

/// One decision about one event, ready for the audit.
pub(crate) struct Asked<'a> {
    pub(crate) organisation: &'a Organisation,
    pub(crate) action: AuditAction,
    pub(crate) at: Timestamp,
}

impl Context {
    /// The organisation that calls, if it has one of these roles.
    pub(crate) async fn caller<T>(&self, request: &Request<T>, roles: &[Role]) -> Result<Arc<Organisation>, Status> {
        self.permission.permitted(request.extensions(), roles).await
    }

    /// Decides whether the organisation may see the event, by the care relations of its patient.
    pub(crate) fn decide(&self, asked: &Asked<'_>, labels: &Labels, relations: &[RelationRow]) -> (Decision, AuditRow) {
        let facts = Facts { kind: labels.kind, sender: &labels.sender, receivers: &labels.receivers };
        let own = relations.iter().filter(|row| row.relation.organisation == asked.organisation.id);
        let of_patient: Vec<_> =
            own.filter(|row| labels.patients.contains(&row.patient)).map(|row| row.relation.clone()).collect();
        let decision = decide(&self.policy, asked.organisation, &facts, &of_patient, asked.at);
        let row = asked.row(decision.permits(), decision.word());
        (decision, AuditRow { event: Some(labels.id), patient: labels.patients.first().copied(), ..row })
    }

    /// Care relations of these patients.
    pub(crate) async fn relations(&self, patients: &[PatientKey]) -> Result<Vec<RelationRow>, journal::Error> {
        if patients.is_empty() {
            return Ok(Vec::new());
        }
        self.journal.relations(patients).await
    }
}

impl Asked<'_> {
    /// What a row is about, with another outcome.
    pub(crate) fn about(&self, row: &AuditRow, permitted: bool, ground: &str) -> AuditRow {
        AuditRow { event: row.event, patient: row.patient, ..self.row(permitted, ground) }
    }

    /// An audit row of this question, about nothing in particular yet.
    pub(crate) fn row(&self, permitted: bool, ground: &str) -> AuditRow {
        AuditRow {
            at: self.at,
            organisation: self.organisation.id.to_string(),
            action: self.action,
            event: None,
            patient: None,
            permitted,
            ground: ground.to_owned(),
        }
    }
}
