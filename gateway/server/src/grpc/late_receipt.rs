//! `ReceiptService`: receipts that follow, for the senders of letters and for the adapters that answer them.

use std::sync::Arc;

use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use exchange::{Found, Replies, Reply};
use tonic::{Request, Response, Status};
use wire::convert::timestamp;
use wire::v1;
use wire::v1::receipt_service_server::ReceiptService;

use super::context::{Context, known};
use super::fields::Fields;
use super::page::Asked;
use super::receipt::verdict;
use super::status::{self, Reason, status as failure};
use crate::permission::SENDERS;

/// The service.
pub(crate) struct LateReceipts {
    pub(crate) context: Arc<Context>,
}

/// The most receipts that one call acks.
const MOST: usize = 1000;

impl LateReceipts {
    /// Whose receipts are meant: the caller's own, or those of any organisation if it is an adapter.
    async fn whose<T>(&self, request: &Request<T>, named: &str) -> Result<OrganisationId, Status> {
        let caller = known(request)?;
        let is_adapter = self.context.organisations.iter().all(|organisation| organisation.id != caller.0.id);
        if is_adapter {
            let mut fields = Fields::default();
            let named = fields.read(OrganisationId::parse(named), "organisation", "the id of an organisation");
            return fields.finish(|| named);
        }
        let caller = self.context.caller(request, SENDERS).await?;
        let is_own = named.is_empty() || caller.id.as_str() == named;
        let acts_for = caller.acts_for.iter().find(|other| other.as_str() == named).filter(|_| !is_own);
        match acts_for {
            Some(other) => Ok(other.clone()),
            None if is_own => Ok(caller.id.clone()),
            None => {
                self.context.permission.denied(&caller).await;
                Err(failure(Reason::RoleMissing))
            }
        }
    }

    fn replies(&self) -> Replies {
        let Context { journal, organisations, clock, .. } = &*self.context;
        Replies::new(Arc::clone(journal), Arc::clone(organisations), Arc::clone(clock))
    }
}

#[tonic::async_trait]
impl ReceiptService for LateReceipts {
    async fn list_receipts(
        &self,
        request: Request<v1::ListReceiptsRequest>,
    ) -> Result<Response<v1::ListReceiptsResponse>, Status> {
        let organisation = self.whose(&request, &request.get_ref().organisation).await?;
        let v1::ListReceiptsRequest { organisation: _, page_size, page_token, channel } = request.into_inner();
        let asked = Asked::of("ListReceipts", &organisation, (page_size, (20, 100)), &page_token)?;
        let channel = Some(channel.as_str()).filter(|channel| !channel.is_empty());
        let due = self.replies().due(&organisation, channel, asked.after, asked.size).await.map_err(failed)?;
        let next_page_token = asked.next(due.len(), due.last().map(|reply| reply.number));
        Ok(Response::new(v1::ListReceiptsResponse {
            receipts: due.into_iter().map(message).collect(),
            next_page_token,
        }))
    }

    async fn ack_receipts(
        &self,
        request: Request<v1::AckReceiptsRequest>,
    ) -> Result<Response<v1::AckReceiptsResponse>, Status> {
        let organisation = self.whose(&request, &request.get_ref().organisation).await?;
        let v1::AckReceiptsRequest { organisation: _, numbers } = request.into_inner();
        let mut fields = Fields::default();
        fields.require(numbers.len() <= MOST, "numbers", "at most 1000");
        fields.finish(|| Some(()))?;
        self.replies().take(&organisation, &numbers).await.map_err(failed)?;
        Ok(Response::new(v1::AckReceiptsResponse {}))
    }

    async fn get_document_receipts(
        &self,
        request: Request<v1::GetDocumentReceiptsRequest>,
    ) -> Result<Response<v1::GetDocumentReceiptsResponse>, Status> {
        let organisation = self.whose(&request, &request.get_ref().organisation).await?;
        let v1::GetDocumentReceiptsRequest { organisation: _, document_sha256 } = request.into_inner();
        let mut fields = Fields::default();
        let document = fields.read(Digest::from_slice(&document_sha256), "document_sha256", "32 bytes");
        let document = fields.finish(|| document)?;
        let (waiting, replies) = match self.replies().of_document(&organisation, document).await.map_err(failed)? {
            Found::Decided(replies) => (false, replies),
            Found::Unknown => return Err(failure(Reason::DocumentNotFound)),
            Found::Waiting => (true, Vec::new()),
        };
        let receipts = replies.into_iter().map(message).collect();
        Ok(Response::new(v1::GetDocumentReceiptsResponse { waiting, receipts }))
    }
}

fn failed(error: journal::Error) -> Status {
    status::journal(&error, Reason::EventNotFound)
}

fn message(reply: Reply) -> v1::DueReceipt {
    let Reply { number, event, channel, document, verdict: said, receipt, at } = reply;
    v1::DueReceipt {
        number,
        event_id: event.to_string(),
        verdict: verdict(said).into(),
        receipt: Some(v1::Receipt { media_type: receipt.media_type.to_owned(), content: receipt.bytes.into() }),
        channel,
        document_sha256: document.map(|Digest(digest)| digest.to_vec().into()).unwrap_or_default(),
        decide_time: Some(timestamp(at)),
    }
}
