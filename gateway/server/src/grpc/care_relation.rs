//! `CareRelationService`: why organisations may know of patients.

use std::sync::Arc;

use canonical::organisation::Role;
use journal::{AuditAction, AuditRow, RelationRow};
use tonic::{Request, Response, Status};
use wire::v1;
use wire::v1::care_relation_service_server::CareRelationService;

use super::context::{Asked, Context, known};
use super::fields::Fields;
use super::page::{self, List};
use super::relation;
use super::status::{self, Reason};
use crate::callers::Caller;

/// The service.
pub(crate) struct CareRelations {
    pub(crate) context: Arc<Context>,
}

const ROLES: &[Role] = &[Role::Registrar];

fn missing(error: journal::Error) -> Status {
    status::journal(&error, Reason::RelationNotFound)
}

#[tonic::async_trait]
impl CareRelationService for CareRelations {
    async fn record_care_relation(
        &self,
        request: Request<v1::RecordCareRelationRequest>,
    ) -> Result<Response<v1::RecordCareRelationResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let Context { journal, organisations, lookup, clock, .. } = &*self.context;
        let at = clock.now();
        let v1::RecordCareRelationRequest { care_relation } = request.into_inner();
        let relation = relation::new(care_relation, organisations, at)?;
        let patient = lookup.patient(&relation.patient);
        let asked = Asked { organisation: &caller, action: AuditAction::RecordRelation, at };
        let audit = AuditRow { patient: Some(patient), ..asked.row(true, relation.basis.word()) };
        let row = journal.record_relation(patient, relation, audit).await.map_err(missing)?;
        let care_relation = Some(relation::message(&row));
        Ok(Response::new(v1::RecordCareRelationResponse { care_relation }))
    }

    async fn end_care_relation(
        &self,
        request: Request<v1::EndCareRelationRequest>,
    ) -> Result<Response<v1::EndCareRelationResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let Context { journal, clock, .. } = &*self.context;
        let now = clock.now();
        let (id, end) = relation::end(request.into_inner(), now)?;
        let RelationRow { patient, relation, .. } = journal.relation(id).await.map_err(missing)?;
        relation::require_order(&relation, end)?;
        let asked = Asked { organisation: &caller, action: AuditAction::EndRelation, at: now };
        let audit = AuditRow { patient: Some(patient), ..asked.row(true, relation.basis.word()) };
        let row = journal.end_relation(id, end, audit).await.map_err(missing)?;
        let care_relation = Some(relation::message(&row));
        Ok(Response::new(v1::EndCareRelationResponse { care_relation }))
    }

    async fn list_care_relations(
        &self,
        request: Request<v1::ListCareRelationsRequest>,
    ) -> Result<Response<v1::ListCareRelationsResponse>, Status> {
        let Caller(caller) = known(&request)?;
        let v1::ListCareRelationsRequest { patient, page_size, page_token } = request.into_inner();
        let mut fields = Fields::default();
        let patient = fields.patient(patient, "patient").map(|patient| self.context.lookup.patient(&patient));
        let size = page::size(page_size, 50, 500, &mut fields);
        let list = List::new("ListCareRelations", caller.id.as_str(), &patient.map(|key| key.0).unwrap_or_default());
        let place = list.place(&page_token, &mut fields);
        let (patient, size, place) = fields.finish(|| Some((patient?, size?, place?)))?;

        let mut rows = self.context.relations(&[patient]).await.map_err(missing)?;
        let is_registrar = caller.has(Role::Registrar);
        if !is_registrar {
            rows.retain(|row| row.relation.organisation == caller.id);
        }
        let asked = Asked { organisation: &caller, action: AuditAction::ListRelations, at: self.context.clock.now() };
        let ground = if is_registrar { "registrar" } else { "own-relations" };
        let audit = AuditRow { patient: Some(patient), ..asked.row(true, ground) };
        self.context.journal.audit(vec![audit]).await.map_err(missing)?;
        let seen = place.map_or(0, |last| after(&rows, &last));
        let page: Vec<_> = rows.iter().skip(seen).take(size).collect();
        let last = page.last().filter(|_| rows.len() > seen.saturating_add(page.len()));
        let next_page_token = last.map(|last| list.token(&last.id.0.to_be_bytes())).unwrap_or_default();
        let care_relations = page.into_iter().map(relation::message).collect();
        Ok(Response::new(v1::ListCareRelationsResponse { care_relations, next_page_token }))
    }
}

/// How many rows were seen with the one of this id. Relations are never removed, so it is found.
fn after(rows: &[RelationRow], last: &[u8]) -> usize {
    let seen = rows.iter().position(|row| row.id.0.to_be_bytes() == last);
    seen.map_or(rows.len(), |index| index.saturating_add(1))
}
