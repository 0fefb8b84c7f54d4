//! The timeline of a patient: the events the caller may see, newest first.

use access::Decision;
use canonical::organisation::Organisation;
use journal::{AuditAction, AuditRow, EventPosition, PatientKey, RelationRow, Stored};
use tonic::Status;
use wire::convert::timestamp;
use wire::v1;

use super::context::{Asked, Context};
use super::entry;
use super::fields::Fields;
use super::page::{self, List};
use super::status::{self, Reason};

/// The most bytes of events on a page. One event always fits.
const PAGE_BYTES: usize = 2 * 1024 * 1024;

/// Events read from the journal at once: their content is in memory together.
const READ_AT_ONCE: usize = 50;

/// Events looked at for one page. A page may be short, or even empty, and not be the last.
const LOOKED_AT: usize = 1000;

/// Gives a page.
pub(crate) async fn list(
    context: &Context,
    organisation: &Organisation,
    request: v1::ListPatientEventsRequest,
) -> Result<v1::ListPatientEventsResponse, Status> {
    let v1::ListPatientEventsRequest { patient, page_size, page_token } = request;
    let mut fields = Fields::default();
    let patient = fields.patient(patient, "patient").map(|patient| context.lookup.patient(&patient));
    let size = page::size(page_size, 50, 500, &mut fields);
    let PatientKey(key) = patient.unwrap_or(PatientKey([0; 32]));
    let list = List::new("ListPatientEvents", organisation.id.as_str(), &key);
    let place = list.place(&page_token, &mut fields);
    let (patient, size, before) = fields.finish(|| Some((patient?, size?, position(place?)?)))?;

    let asked = Asked { organisation, action: AuditAction::ReadTimeline, at: context.clock.now() };
    let relations = context.relations(&[patient]).await.map_err(missing)?;
    let mut page = Page { size, ..Page::default() };
    let more = page.fill(context, &asked, &relations, (patient, before)).await?;
    let Page { events, mut audit, last, .. } = page;
    if audit.is_empty() {
        // Who asks for a patient of whom nothing is known has asked all the same.
        audit.push(AuditRow { patient: Some(patient), ..asked.row(false, "nothing-found") });
    }
    context.journal.audit(audit).await.map_err(missing)?;
    let next_page_token = last.filter(|_| more).map(|last| list.token(&last.to_be_bytes())).unwrap_or_default();
    Ok(v1::ListPatientEventsResponse { events, next_page_token })
}

#[derive(Default)]
struct Page {
    size: usize,
    events: Vec<v1::PatientEvent>,
    bytes: usize,
    audit: Vec<AuditRow>,
    /// The oldest event that was decided.
    last: Option<EventPosition>,
}

impl Page {
    /// Fills the page. Gives whether there may be more.
    async fn fill(
        &mut self,
        context: &Context,
        asked: &Asked<'_>,
        relations: &[RelationRow],
        (patient, mut before): (PatientKey, Option<EventPosition>),
    ) -> Result<bool, Status> {
        while self.audit.len() < LOOKED_AT {
            let rows = context.journal.timeline(&[patient], before, READ_AT_ONCE).await.map_err(missing)?;
            let was_last = rows.len() < READ_AT_ONCE;
            for stored in rows {
                if !self.has_room(&stored) {
                    return Ok(true);
                }
                before = Some(stored.row.position);
                self.last = before;
                // An event may name its patient by several numbers; relations under any of them count.
                let (decision, row) = context.decide(asked, &stored.row.labels, relations);
                self.audit.push(row);
                self.take(stored, decision)?;
            }
            if was_last {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn has_room(&self, stored: &Stored) -> bool {
        self.events.is_empty()
            || (self.events.len() < self.size && self.bytes.saturating_add(stored.body.bytes.len()) <= PAGE_BYTES)
    }

    fn take(&mut self, stored: Stored, decision: Decision) -> Result<(), Status> {
        if decision.permits() {
            self.bytes = self.bytes.saturating_add(stored.body.bytes.len());
            self.events.push(v1::PatientEvent {
                event: Some(entry::event(&stored.body)?),
                accept_time: Some(timestamp(stored.row.accepted_at)),
                basis: decision.word().to_owned(),
                links: entry::links_of(stored.row.labels.id, &stored.links),
            });
        }
        Ok(())
    }
}

/// The place of a token as a position. The outer `None` is a place of another kind.
fn position(place: Option<Vec<u8>>) -> Option<Option<EventPosition>> {
    match place {
        None => Some(None),
        Some(bytes) => bytes.try_into().ok().map(|bytes| Some(EventPosition::from_be_bytes(bytes))),
    }
}

fn missing(error: journal::Error) -> Status {
    status::journal(&error, Reason::EventNotFound)
}
