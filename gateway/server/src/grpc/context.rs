//! What every service of the gateway works with.

use std::sync::Arc;

use access::{Decision, Facts, Policy, decide};
use canonical::organisation::{Organisation, Role};
use jiff::Timestamp;
use journal::{AuditAction, AuditRow, Journal, Labels, LookupKey, PatientKey, RelationRow};
use telemetry::Clock;
use telemetry::occurrences::server::CallDenied;
use tonic::{Extensions, Request, Status};

use super::status::{Reason, role_missing, status};
use crate::callers::Caller;

/// The gateway, as its services see it.
pub(crate) struct Context {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) organisations: Arc<[Organisation]>,
    pub(crate) policy: Arc<Policy>,
    pub(crate) lookup: LookupKey,
    pub(crate) clock: Arc<dyn Clock>,
}

/// The organisation that calls, whatever its roles.
pub(crate) fn known<T>(request: &Request<T>) -> Result<Caller, Status> {
    of(request.extensions())
}

fn of(extensions: &Extensions) -> Result<Caller, Status> {
    extensions.get::<Caller>().cloned().ok_or_else(|| status(Reason::CertificateUnknown))
}

/// Who may hand letters over.
pub(crate) const SENDERS: &[Role] = &[Role::Sender, Role::Carrier];

/// One decision about one event, ready for the audit.
pub(crate) struct Asked<'a> {
    pub(crate) organisation: &'a Organisation,
    pub(crate) action: AuditAction,
    pub(crate) at: Timestamp,
}

impl Context {
    /// The organisation that calls, if it has one of these roles. That it has none is in the audit.
    pub(crate) async fn caller<T>(&self, request: &Request<T>, roles: &[Role]) -> Result<Arc<Organisation>, Status> {
        self.permitted(request.extensions(), roles).await
    }

    /// The same, before a request has been read.
    pub(crate) async fn permitted(&self, extensions: &Extensions, roles: &[Role]) -> Result<Arc<Organisation>, Status> {
        let caller = of(extensions)?;
        if caller.has_any(roles) {
            return Ok(caller.0);
        }
        self.denied(&caller.0).await;
        Err(role_missing(roles))
    }

    /// Notes that an organisation called what its roles do not allow. It is refused whether or not that can be noted.
    pub(crate) async fn denied(&self, organisation: &Organisation) {
        CallDenied { reason: "role-missing" }.emit();
        let asked = Asked { organisation, action: AuditAction::Call, at: self.clock.now() };
        let _ = self.journal.audit(vec![asked.row(false, "role-missing")]).await;
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
