//! `EventService`: events by id, by patient, and as they were received. Every answer is decided and audited.

use std::sync::Arc;

use access::Decision;
use bytes::Bytes;
use canonical::digest::Digest;
use canonical::organisation::{Organisation, Role};
use canonical::{Event, EventId};
use exchange::Target;
use journal::{Acceptance, AuditAction, AuditRow, Content, Labels, Sealed, Stored};
use tokio::sync::Semaphore;
use tonic::{Code, Request, Response, Status};
use wire::convert::timestamp;
use wire::v1;
use wire::v1::event_service_server::EventService;

use super::context::{Asked, Context};
use super::fields::Fields;
use super::original::Desk;
use super::status::{self, Reason};
use super::{blob, entry, original, receipt, rendering, timeline};
use crate::places::{Party, Places};

/// The service.
pub(crate) struct Events {
    pub(crate) context: Arc<Context>,
    pub(crate) desk: Desk,
    /// Those who read large files.
    pub(crate) readers: Arc<Places>,
    /// Those who have events with large files written as letters.
    pub(crate) renderers: Arc<Semaphore>,
}

const ROLES: &[Role] = &[Role::Subscriber];

impl Events {
    /// The event, if the organisation may see it. What it may not see, and what is not there, get the same answer and
    /// leave a row in the audit alike.
    async fn permitted(
        &self,
        organisation: &Organisation,
        action: AuditAction,
        id: EventId,
    ) -> Result<(Stored, Decision), Status> {
        let asked = Asked { organisation, action, at: self.context.clock.now() };
        let (stored, decision, row) = self.decided(&asked, id).await?;
        self.context.journal.audit(vec![row]).await.map_err(missing)?;
        if decision.permits() { Ok((stored, decision)) } else { Err(status::status(Reason::EventNotFound)) }
    }

    /// The event, if the organisation may see it and whatever else came in the same document.
    async fn whole(&self, organisation: &Organisation, id: EventId) -> Result<Stored, Status> {
        let asked = Asked { organisation, action: AuditAction::ReadOriginal, at: self.context.clock.now() };
        let (stored, decision, row) = self.decided(&asked, id).await?;
        let (row, denied) = if !decision.permits() {
            (row, Some(Reason::EventNotFound))
        } else if original::is_open(&self.context, &asked, &stored).await? {
            (row, None)
        } else {
            (asked.about(&row, false, "document-shared"), Some(Reason::DocumentShared))
        };
        self.context.journal.audit(vec![row]).await.map_err(missing)?;
        denied.map_or(Ok(stored), |reason| Err(status::status(reason)))
    }

    /// The events with the files of a letter that is to be written in the other standard, those that the organisation may see.
    async fn beside(
        &self,
        organisation: &Organisation,
        letter: &Event,
        target: Option<Target>,
    ) -> Result<Vec<Event>, Status> {
        if target.is_none_or(|target| target.standard() == letter.source.standard) {
            return Ok(Vec::new());
        }
        let files = self.context.conversion.beside(letter).await.map_err(missing)?;
        let mut seen = Vec::new();
        for file in files {
            match self.permitted(organisation, AuditAction::ReadEvent, file.id).await {
                Ok(_) => seen.push(file),
                Err(status) if status.code() == Code::NotFound => {}
                Err(status) => return Err(status),
            }
        }
        Ok(seen)
    }

    /// Where the file of an event is read: among its attachments, or as the document it came in.
    async fn source(&self, organisation: &Organisation, id: EventId, sha256: Digest) -> Result<blob::Source, Status> {
        let asked = Asked { organisation, action: AuditAction::ReadBlob, at: self.context.clock.now() };
        let (stored, decision, row) = self.decided(&asked, id).await?;
        let attached = if decision.permits() { blob::attached(&decoded(&stored)?, sha256) } else { None };
        if decision.permits() && attached.is_none() && self.came_in(id, sha256).await? {
            // Decided and audited as the document that it is.
            let (document, taken) = self.desk.read(&self.context, &self.whole(organisation, id).await?).await?;
            return Ok(blob::of_document(document, taken));
        }
        self.context.journal.audit(vec![row]).await.map_err(missing)?;
        let reason = if decision.permits() { Reason::BlobNotFound } else { Reason::EventNotFound };
        attached.ok_or_else(|| status::status(reason))
    }

    /// Whether the event came in the document with this digest.
    async fn came_in(&self, id: EventId, sha256: Digest) -> Result<bool, Status> {
        match self.context.journal.document(id).await {
            Ok(document) => Ok(document.sha256 == sha256),
            Err(journal::Error::NotFound) => Ok(false),
            Err(error) => Err(missing(error)),
        }
    }

    /// The event with the decision about it, which is not in the audit yet. That there is no event is.
    async fn decided(&self, asked: &Asked<'_>, id: EventId) -> Result<(Stored, Decision, AuditRow), Status> {
        let context = &self.context;
        let stored = match context.journal.event(id).await {
            Ok(stored) => stored,
            Err(journal::Error::NotFound) => {
                let row = AuditRow { event: Some(id), ..asked.row(false, "not-found") };
                context.journal.audit(vec![row]).await.map_err(missing)?;
                return Err(status::status(Reason::EventNotFound));
            }
            Err(error) => return Err(missing(error)),
        };
        let Labels { patients, .. } = &stored.row.labels;
        let relations = context.relations(patients).await.map_err(missing)?;
        let (decision, row) = context.decide(asked, &stored.row.labels, &relations);
        Ok((stored, decision, row))
    }
}

fn missing(error: journal::Error) -> Status {
    status::journal(&error, Reason::EventNotFound)
}

#[tonic::async_trait]
impl EventService for Events {
    async fn get_event(&self, request: Request<v1::GetEventRequest>) -> Result<Response<v1::GetEventResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::GetEventRequest { event_id } = request.into_inner();
        let id = read_id(&event_id)?;
        let (stored, decision) = self.permitted(&caller, AuditAction::ReadEvent, id).await?;
        let acceptances = self.context.journal.acceptances(id).await.map_err(missing)?;
        let answers = self.context.journal.answers(id).await.map_err(missing)?;
        Ok(Response::new(v1::GetEventResponse {
            event: Some(entry::event(&stored.body)?),
            acceptances: acceptances.into_iter().map(acceptance).collect(),
            links: entry::links_of(id, &stored.links),
            basis: decision.word().to_owned(),
            receipts: receipt::said(answers)?,
        }))
    }

    async fn list_patient_events(
        &self,
        request: Request<v1::ListPatientEventsRequest>,
    ) -> Result<Response<v1::ListPatientEventsResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        timeline::list(&self.context, &caller, request.into_inner()).await.map(Response::new)
    }

    async fn get_original(
        &self,
        request: Request<v1::GetOriginalRequest>,
    ) -> Result<Response<v1::GetOriginalResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::GetOriginalRequest { event_id } = request.into_inner();
        let id = read_id(&event_id)?;
        let stored = self.whole(&caller, id).await?;
        let (document, taken) = self.desk.read(&self.context, &stored).await?;
        let journal::Original { sha256, media_type, letters: _, content } = document;
        let sha256 = sha256.0.to_vec().into();
        let (size, content) = match content {
            Some(Content::Blob { size }) => (size, Bytes::new()),
            Some(Content::Here(Sealed { bytes, .. })) => (bytes.len() as u64, bytes),
            // What is read has its content.
            None => (0, Bytes::new()),
        };
        let mut answer = Response::new(v1::GetOriginalResponse { content, media_type, sha256, size });
        if let Some(taken) = taken {
            answer.extensions_mut().insert(taken);
        }
        Ok(answer)
    }

    type ReadBlobStream = blob::Chunks;

    async fn read_blob(&self, request: Request<v1::ReadBlobRequest>) -> Result<Response<blob::Chunks>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::ReadBlobRequest { event_id, sha256 } = request.into_inner();
        let mut fields = Fields::default();
        let id = fields.read(EventId::parse(&event_id), "event_id", "a UUID");
        let sha256 = fields.read(Digest::from_slice(&sha256), "sha256", "32 bytes");
        let (id, sha256) = fields.finish(|| Some((id?, sha256?)))?;
        // Before anything is decided, so that a call that has no place leaves no row.
        let place =
            self.readers.take(Party::Organisation(caller.id.clone())).ok_or_else(|| status::status(Reason::Busy))?;
        let source = self.source(&caller, id, sha256).await?;
        blob::send(self.context.blobs.clone(), source, place).await.map(Response::new)
    }

    async fn render_event(
        &self,
        request: Request<v1::RenderEventRequest>,
    ) -> Result<Response<v1::RenderEventResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::RenderEventRequest { event_id, format } = request.into_inner();
        let (id, target) = rendering::read(&event_id, format)?;
        let (stored, _) = self.permitted(&caller, AuditAction::ReadEvent, id).await?;
        let event = decoded(&stored)?;
        let files = self.beside(&caller, &event, target).await?;
        let whole = rendering::whole((event, files), &self.context.blobs, &self.renderers).await?;
        let conversion = self.context.conversion.clone();
        rendering::written(whole, target, conversion, self.context.clock.now()).await.map(Response::new)
    }

    async fn get_ledger(
        &self,
        request: Request<v1::GetLedgerRequest>,
    ) -> Result<Response<v1::GetLedgerResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::GetLedgerRequest { event_id } = request.into_inner();
        let id = read_id(&event_id)?;
        let (stored, _) = self.permitted(&caller, AuditAction::ReadEvent, id).await?;
        let v1::Event { verbatim, notices, .. } = entry::event(&stored.body)?;
        Ok(Response::new(v1::GetLedgerResponse { verbatim, notices }))
    }
}

/// The event in memory. What the journal keeps was encoded by this program.
fn decoded(stored: &Stored) -> Result<Event, Status> {
    wire::decode(&stored.body.bytes).map_err(|_| status::status(Reason::JournalCorrupt))
}

fn read_id(text: &str) -> Result<EventId, Status> {
    let mut fields = Fields::default();
    let id = fields.read(EventId::parse(text), "event_id", "a UUID");
    fields.finish(|| id)
}

fn acceptance(acceptance: Acceptance) -> v1::Acceptance {
    let Acceptance {
        at,
        submitted_by,
        channel,
        envelope_id,
        sent_at,
        network: _,
        wants_receipt,
        is_late,
        envelope_reused,
    } = acceptance;
    v1::Acceptance {
        accept_time: Some(timestamp(at)),
        submitted_by,
        channel,
        envelope_id,
        sent_time: sent_at.map(timestamp),
        wants_receipt,
        envelope_reused,
        receipt_follows: is_late,
    }
}
