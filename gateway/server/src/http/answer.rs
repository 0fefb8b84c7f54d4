//! What the sender of a document is told: the receipts that are due, and what became of each letter.
//!
//! 200 with the receipts, or 204 if none is due; 202 if receipts follow, with the place where they will be; 422 if a letter was refused, with the receipts that say so; 400 if the
//! document could not be read and nobody can be told in its own standard. `broen-outcome` has one word per letter, and
//! `broen-event-id` one id for every letter that has an event, both in the order of the letters.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use canonical::Refusal;
use canonical::letter::Receipt;
use intake::{LetterOutcome, LetterResult, Reception};

use super::entrance::Entrance;
use super::fault::Fault;
use super::kept::{kept, place};
use super::multipart;
use super::problem::Problem;

const EVENT_ID: HeaderName = HeaderName::from_static("broen-event-id");
const OUTCOME: HeaderName = HeaderName::from_static("broen-outcome");

/// The answer.
pub(crate) fn answer(entrance: Entrance, reception: Reception) -> Response {
    let (status, is_kept) =
        (status(&reception), reception.letters.iter().any(|letter| letter.outcome == LetterOutcome::Kept));
    // The sender knows what it sent.
    let Reception { standard: _, format: _, letters, refusals, receipts, later: id, asked: _ } = reception;
    let mut answer = match (receipts.as_slice(), status) {
        (_, StatusCode::ACCEPTED) if is_kept => kept(id),
        ([], StatusCode::ACCEPTED) => kept(id),
        ([], StatusCode::OK) => StatusCode::NO_CONTENT.into_response(),
        ([], _) => entrance.problem(unanswered(&letters, refusals)),
        (receipts, status) => with_receipts(status, receipts),
    };
    if let Some(place) = id.and_then(place) {
        answer.headers_mut().insert(header::LOCATION, place);
    }
    let outcomes = letters.iter().map(|letter| letter.outcome.word().to_owned());
    let events = letters.iter().filter_map(|letter| letter.event_id);
    label(&mut answer, outcomes, events.map(|id| id.to_string()));
    answer
}

/// Says what became of each letter.
pub(crate) fn label(
    answer: &mut Response,
    outcomes: impl Iterator<Item = String>,
    events: impl Iterator<Item = String>,
) {
    list(answer, OUTCOME, outcomes);
    list(answer, EVENT_ID, events);
}

/// The status of an answer. As long as a letter is kept, nothing is said of the document as a whole.
fn status(reception: &Reception) -> StatusCode {
    let any = |wanted: fn(&LetterResult) -> bool| reception.letters.iter().any(wanted);
    if any(|letter| letter.outcome == LetterOutcome::Kept) {
        StatusCode::ACCEPTED
    } else if !reception.is_clean() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else if any(|letter| letter.is_late) {
        StatusCode::ACCEPTED
    } else {
        StatusCode::OK
    }
}

/// What is wrong, where no receipt can say it.
fn unanswered(letters: &[LetterResult], mut refusals: Vec<Refusal>) -> Problem {
    let fault = if refusals.is_empty() { Fault::LetterRefused } else { Fault::DocumentUnreadable };
    refusals.extend(letters.iter().flat_map(|letter| letter.outcome.refusals()).cloned());
    Problem::of_document(fault, refusals)
}

fn with_receipt(status: StatusCode, Receipt { media_type, bytes }: &Receipt) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static(media_type))], bytes.clone()).into_response()
}

/// One receipt as it is, and several together.
pub(crate) fn with_receipts(status: StatusCode, receipts: &[Receipt]) -> Response {
    if let [receipt] = receipts {
        return with_receipt(status, receipt);
    }
    let (media_type, body) = multipart::mixed(receipts);
    (status, [(header::CONTENT_TYPE, media_type)], body).into_response()
}

/// Adds words as one header, unless there are none.
fn list(answer: &mut Response, name: HeaderName, words: impl Iterator<Item = String>) {
    let words: Vec<String> = words.collect();
    // Ids and outcomes are words of our own, which are always well-formed.
    if let (false, Ok(value)) = (words.is_empty(), HeaderValue::try_from(words.join(", "))) {
        answer.headers_mut().insert(name, value);
    }
}

#[cfg(test)]
mod tests;
