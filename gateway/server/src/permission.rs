//! What the roles of a caller permit. A refusal is in the audit where there is a journal, and an occurrence everywhere.

use std::sync::Arc;

use axum::http::Extensions;
use canonical::organisation::{Organisation, Role};
use journal::{AuditAction, AuditRow, Journal};
use telemetry::Clock;
use telemetry::occurrences::server::CallDenied;
use tonic::Status;

use crate::callers::Caller;
use crate::grpc::status::{Reason, role_missing, status};

/// Who may hand letters over.
pub(crate) const SENDERS: &[Role] = &[Role::Sender, Role::Carrier];

/// Asks for roles.
#[derive(Clone)]
pub(crate) struct Permission {
    pub(crate) journal: Option<Arc<dyn Journal>>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// The organisation that calls, whatever its roles.
pub(crate) fn known(extensions: &Extensions) -> Result<Caller, Status> {
    extensions.get::<Caller>().cloned().ok_or_else(|| status(Reason::CertificateUnknown))
}

impl Permission {
    /// The organisation that calls, if it has one of these roles. That it has none is noted.
    pub(crate) async fn permitted(&self, extensions: &Extensions, roles: &[Role]) -> Result<Arc<Organisation>, Status> {
        let caller = known(extensions)?;
        if caller.has_any(roles) {
            return Ok(caller.0);
        }
        self.denied(&caller.0).await;
        Err(role_missing(roles))
    }

    /// Notes that an organisation called what its roles do not allow. It is refused whether or not that can be noted.
    pub(crate) async fn denied(&self, organisation: &Organisation) {
        CallDenied { reason: "role-missing" }.emit();
        let Some(journal) = &self.journal else { return };
        let row = AuditRow {
            at: self.clock.now(),
            organisation: organisation.id.to_string(),
            action: AuditAction::Call,
            event: None,
            patient: None,
            permitted: false,
            ground: "role-missing".to_owned(),
        };
        let _ = journal.audit(vec![row]).await;
    }
}
