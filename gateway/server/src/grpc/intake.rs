//! `IntakeService`: hands letters over.

use canonical::letter::Receipt;
use intake::{Channel, Intake, LetterOutcome, LetterResult, Reception};
use tonic::{Request, Response, Status};
use wire::v1;
use wire::v1::intake_service_server::IntakeService;

use super::context::known;
use super::status::{Reason, status};
use crate::callers::Caller;

/// The service.
pub(crate) struct Submissions {
    pub(crate) intake: Intake,
    /// The largest document, in bytes.
    pub(crate) largest: usize,
}

#[tonic::async_trait]
impl IntakeService for Submissions {
    async fn submit(&self, request: Request<v1::SubmitRequest>) -> Result<Response<v1::SubmitResponse>, Status> {
        // That it is a sender was asked before its document was read.
        let Caller(caller) = known(&request)?;
        let v1::SubmitRequest { content } = request.into_inner();
        if content.len() > self.largest {
            return Err(status(Reason::DocumentTooLarge));
        }
        let received = self.intake.receive(&caller, Channel::Grpc, content.into()).await;
        let reception = received.map_err(|_unavailable| status(Reason::JournalUnavailable))?;
        Ok(Response::new(message(reception)))
    }
}

fn message(reception: Reception) -> v1::SubmitResponse {
    // The sender knows what it sent.
    let Reception { standard: _, format: _, letters, refusals, receipts, later: _, asked: _ } = reception;
    v1::SubmitResponse {
        letters: letters.into_iter().map(letter).collect(),
        refusals: refusals.iter().map(v1::Refusal::from).collect(),
        receipts: receipts.into_iter().map(receipt).collect(),
    }
}

fn letter(LetterResult { head, outcome, event_id, is_late }: LetterResult) -> v1::LetterResult {
    v1::LetterResult {
        letter_id: head.letter_id,
        type_code: head.type_code,
        outcome: word(&outcome).into(),
        event_id: event_id.map(|id| id.to_string()).unwrap_or_default(),
        refusals: outcome.refusals().iter().map(v1::Refusal::from).collect(),
        receipt_follows: is_late,
    }
}

const fn word(outcome: &LetterOutcome) -> v1::LetterOutcome {
    match outcome {
        LetterOutcome::Accepted => v1::LetterOutcome::Accepted,
        LetterOutcome::IdReused => v1::LetterOutcome::IdReused,
        LetterOutcome::Kept => v1::LetterOutcome::Kept,
        LetterOutcome::Receipt => v1::LetterOutcome::Receipt,
        LetterOutcome::Refused(_) => v1::LetterOutcome::Refused,
        LetterOutcome::Resent => v1::LetterOutcome::Resent,
    }
}

fn receipt(Receipt { media_type, bytes }: Receipt) -> v1::Receipt {
    v1::Receipt { media_type: media_type.to_owned(), content: bytes.into() }
}
