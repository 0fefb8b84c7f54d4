//! Hands documents over by `IntakeService.Submit`.

use bytes::Bytes;
use tonic::transport::Channel;
use tonic::{Code, Status};
use wire::v1::intake_service_client::IntakeServiceClient;
use wire::v1::{LetterOutcome, LetterResult, Receipt, Refusal, SubmitRequest, SubmitResponse};

use super::outcome::{Handed, LetterLine, LetterWord, Reason, ReceiptFile};
use crate::client::{self, Caller, Refused, channel};

/// The gRPC door.
pub(super) struct Submit {
    address: String,
    client: IntakeServiceClient<Channel>,
}

const LARGEST_MESSAGE: usize = 128 << 20;

impl Submit {
    pub(super) async fn connect(caller: &Caller) -> Result<Self, client::Error> {
        let client = IntakeServiceClient::new(channel(caller).await?)
            .max_decoding_message_size(LARGEST_MESSAGE)
            .max_encoding_message_size(LARGEST_MESSAGE);
        Ok(Self { address: caller.grpc.clone(), client })
    }

    pub(super) async fn document(&mut self, document: Bytes) -> Result<Handed, client::Error> {
        let request = SubmitRequest { content: document };
        match self.client.submit(request).await {
            Ok(response) => Ok(handed(response.into_inner())),
            // What the call itself refuses is an answer too: nobody gains by sending it again.
            Err(status) if is_final(status.code()) => Ok(turned_away(&status)),
            Err(status) => {
                Err(client::Error::Broken { address: self.address.clone(), reason: Refused::from(&status).to_string() })
            }
        }
    }
}

fn turned_away(status: &Status) -> Handed {
    let Refused { reason, sentence } = Refused::from(status);
    let reason = Reason { code: reason, place: String::new(), meaning: sentence, remedy: String::new() };
    Handed { reasons: vec![reason], refused: true, ..Handed::default() }
}

const fn is_final(code: Code) -> bool {
    matches!(code, Code::InvalidArgument | Code::OutOfRange | Code::PermissionDenied | Code::Unauthenticated)
}

fn handed(response: SubmitResponse) -> Handed {
    let SubmitResponse { letters, refusals, receipts } = response;
    Handed {
        refused: !refusals.is_empty(),
        letters: letters.into_iter().map(letter).collect(),
        reasons: refusals.into_iter().map(reason).collect(),
        receipts: receipts.into_iter().map(receipt).collect(),
        later: None,
    }
}

fn letter(result: LetterResult) -> LetterLine {
    let outcome = result.outcome();
    let LetterResult { letter_id, type_code, outcome: _, event_id, refusals, receipt_follows } = result;
    LetterLine {
        letter: format!("{type_code} {letter_id}").trim().to_owned(),
        outcome: match outcome {
            LetterOutcome::Accepted => LetterWord::Accepted,
            LetterOutcome::IdReused => LetterWord::IdReused,
            LetterOutcome::Kept => LetterWord::Kept,
            LetterOutcome::Receipt => LetterWord::Receipt,
            LetterOutcome::Refused => LetterWord::Refused,
            LetterOutcome::Resent => LetterWord::Resent,
            LetterOutcome::Unspecified => LetterWord::Unknown,
        },
        event_id,
        receipt_follows,
        reasons: refusals.into_iter().map(reason).collect(),
    }
}

fn reason(refusal: Refusal) -> Reason {
    let Refusal { code, path, line, column, meaning, remedy } = refusal;
    let place = canonical::refusal::Place { line, column, path };
    Reason { code, place: place.to_string(), meaning, remedy }
}

fn receipt(receipt: Receipt) -> ReceiptFile {
    let Receipt { media_type, content } = receipt;
    ReceiptFile { media_type, bytes: content.to_vec() }
}
