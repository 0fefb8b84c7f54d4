//! Receipts that came in, as the contract says them.

use canonical::receipt::{Reason, Verdict};
use journal::{Answer, Found, NewAnswer};
use tonic::Status;
use wire::convert::receipt::decode_reasons;
use wire::convert::timestamp;
use wire::v1;

use super::status::{Reason as Failure, status};

/// What receipts have said of one event, each with whether the opposite was said too.
pub(crate) fn said(answers: Vec<Answer>) -> Result<Vec<v1::ReceivedReceipt>, Status> {
    let contradicts = exchange::contradicting(&answers);
    answers.into_iter().zip(contradicts).map(|(answer, contradicts)| message(answer, contradicts)).collect()
}

fn message(answer: Answer, contradicts: bool) -> Result<v1::ReceivedReceipt, Status> {
    let Answer { at, submitted_by, form, verdict, receipt_id, envelope_id, answer } = answer;
    let NewAnswer { letter_id: _, found, reasons } = answer;
    let organisation = match found {
        Found::Event(_, organisation) => organisation.to_string(),
        Found::Nothing(_) => String::new(),
    };
    // What the journal keeps was encoded by this program.
    let reasons = decode_reasons(reasons.bytes).map_err(|_| status(Failure::JournalCorrupt))?;
    Ok(v1::ReceivedReceipt {
        organisation,
        verdict: self::verdict(verdict).into(),
        accept_time: Some(timestamp(at)),
        form: form.word().to_owned(),
        reasons: reasons.into_iter().map(reason).collect(),
        contradicts,
        submitted_by,
        receipt_id: receipt_id.unwrap_or_default(),
        envelope_id: envelope_id.unwrap_or_default(),
    })
}

/// The number of a verdict.
pub(crate) const fn verdict(verdict: Verdict) -> v1::ReceiptVerdict {
    match verdict {
        Verdict::Negative => v1::ReceiptVerdict::Negative,
        Verdict::Positive => v1::ReceiptVerdict::Positive,
        Verdict::Transient => v1::ReceiptVerdict::Transient,
    }
}

fn reason(Reason { code, text }: Reason) -> v1::ReceiptReason {
    let text = text.map(canonical::Personal::into_revealed);
    v1::ReceiptReason { code: code.unwrap_or_default(), text: text.unwrap_or_default() }
}
