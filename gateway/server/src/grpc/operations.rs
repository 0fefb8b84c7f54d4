//! `OperationsService`: what an operator watches. Nothing of a letter is told but its event's id.

use std::sync::Arc;

use canonical::notification::Gap;
use canonical::organisation::{Organisation, Role};
use jiff::Timestamp;
use journal::{Answer, Awaited, Found, NewAnswer, NotificationGap};
use tonic::{Request, Response, Status};
use wire::convert::timestamp;
use wire::v1;
use wire::v1::operations_service_server::OperationsService;

use super::context::Context;
use super::page::Asked;
use super::receipt::verdict;
use super::status::{self, Reason};

/// The service.
pub(crate) struct Operations {
    pub(crate) context: Arc<Context>,
}

const ROLES: &[Role] = &[Role::Operator];
/// The usual size of a page, and the largest.
const SIZES: (usize, usize) = (50, 500);

fn failed(error: journal::Error) -> Status {
    status::journal(&error, Reason::EventNotFound)
}

#[tonic::async_trait]
impl OperationsService for Operations {
    async fn list_overdue_letters(
        &self,
        request: Request<v1::ListOverdueLettersRequest>,
    ) -> Result<Response<v1::ListOverdueLettersResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::ListOverdueLettersRequest { page_size, page_token } = request.into_inner();
        let asked = Asked::of("ListOverdueLetters", &caller.id, (page_size, SIZES), &page_token)?;
        let rows = self.context.journal.overdue_after(asked.after, asked.size).await.map_err(failed)?;
        let next_page_token = asked.next(rows.len(), rows.last().map(|(_, last)| last.event.position));
        let letters = rows.iter().map(|(at, awaited)| overdue(*at, awaited, &self.context.organisations)).collect();
        Ok(Response::new(v1::ListOverdueLettersResponse { letters, next_page_token }))
    }

    async fn list_unmatched_receipts(
        &self,
        request: Request<v1::ListUnmatchedReceiptsRequest>,
    ) -> Result<Response<v1::ListUnmatchedReceiptsResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::ListUnmatchedReceiptsRequest { page_size, page_token } = request.into_inner();
        let asked = Asked::of("ListUnmatchedReceipts", &caller.id, (page_size, SIZES), &page_token)?;
        let rows = self.context.journal.unmatched_after(asked.after, asked.size).await.map_err(failed)?;
        let next_page_token = asked.next(rows.len(), rows.last().map(|(sequence, _)| *sequence));
        let receipts = rows.into_iter().map(|(_, answer)| unmatched(answer)).collect();
        Ok(Response::new(v1::ListUnmatchedReceiptsResponse { receipts, next_page_token }))
    }

    async fn list_notification_gaps(
        &self,
        request: Request<v1::ListNotificationGapsRequest>,
    ) -> Result<Response<v1::ListNotificationGapsResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::ListNotificationGapsRequest { page_size, page_token } = request.into_inner();
        let asked = Asked::of("ListNotificationGaps", &caller.id, (page_size, SIZES), &page_token)?;
        let rows = self.context.journal.gaps_after(asked.after, asked.size).await.map_err(failed)?;
        let next_page_token = asked.next(rows.len(), rows.last().map(|(sequence, _)| *sequence));
        let gaps = rows.into_iter().map(|(_, gap)| missing(gap)).collect();
        Ok(Response::new(v1::ListNotificationGapsResponse { gaps, next_page_token }))
    }
}

fn missing(gap: NotificationGap) -> v1::NotificationGap {
    let NotificationGap { organisation, subscription, topic, gap: Gap { first, last }, found_at } = gap;
    v1::NotificationGap {
        organisation,
        subscription,
        topic: topic.unwrap_or_default(),
        first_number: first,
        last_number: last,
        find_time: Some(timestamp(found_at)),
    }
}

fn overdue(at: Timestamp, awaited: &Awaited, organisations: &[Organisation]) -> v1::OverdueLetter {
    let waits_for = exchange::waits_for(awaited, organisations);
    v1::OverdueLetter {
        event_id: awaited.event.labels.id.to_string(),
        accept_time: Some(timestamp(awaited.event.accepted_at)),
        overdue_time: Some(timestamp(at)),
        waits_for: waits_for.iter().map(ToString::to_string).collect(),
    }
}

fn unmatched(answer: Answer) -> v1::UnmatchedReceipt {
    let Answer { at, submitted_by, form, verdict: said, receipt_id, envelope_id, answer } = answer;
    // The reasons may quote the letter, which is nothing for an operator.
    let NewAnswer { letter_id, found, reasons: _ } = answer;
    let reason = match found {
        Found::Event(_, _) => "",
        Found::Nothing(why) => why.word(),
    };
    v1::UnmatchedReceipt {
        reason: reason.to_owned(),
        accept_time: Some(timestamp(at)),
        submitted_by,
        form: form.word().to_owned(),
        verdict: verdict(said).into(),
        receipt_id: receipt_id.unwrap_or_default(),
        envelope_id: envelope_id.unwrap_or_default(),
        letter_id: letter_id.unwrap_or_default(),
    }
}
