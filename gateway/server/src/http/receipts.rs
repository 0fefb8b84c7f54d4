//! `GET /receipts/{id}`: the answer to a document that was kept, for whoever handed it over.
//!
//! 200 with the receipts, or 204 if none is due; 202 as long as the document waits; 404 if none of this id was kept for the
//! caller, or so long ago that its answer is gone. `broen-outcome` and `broen-event-id` say what they say of other answers.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use canonical::digest::Digest;
use intake::{LetterOutcome, Unavailable};

use super::answer::{label, with_receipts};
use super::fault::Fault;
use super::kept::{RECEIPTS, kept};
use super::problem::Problem;
use super::sender::sender;
use crate::permission::Permission;
use crate::receipts::{KeptDocument, LateAnswer, Receipts};

/// What answers who asks later.
#[derive(Clone)]
pub(crate) struct Later {
    pub(crate) receipts: Arc<dyn Receipts>,
    pub(crate) permission: Permission,
}

pub(crate) fn routes(later: Later) -> Router {
    Router::new().route("/receipts/{id}", get(ask)).with_state(later)
}

async fn ask(State(later): State<Later>, request: Request) -> Response {
    let (request, _nothing) = request.into_parts();
    let mut answer = match later.find(&request).await {
        Ok((id, KeptDocument::Waiting)) => kept(Some(id)),
        Ok((_, KeptDocument::Answered(answer))) => answered(answer),
        Ok((_, KeptDocument::Unknown)) => Problem::new(Fault::NotFound).into_response(),
        Err(fault) => Problem::new(fault).into_response(),
    };
    // The answer changes, and is nobody else's.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

impl Later {
    async fn find(&self, request: &Parts) -> Result<(Digest, KeptDocument), Fault> {
        let caller = sender(&self.permission, &request.extensions).await?;
        let id = request.uri.path().strip_prefix(RECEIPTS).and_then(read_id).ok_or(Fault::NotFound)?;
        let found = self.receipts.receipt(&caller.id, id).await;
        found.map(|found| (id, found)).map_err(|Unavailable { .. }| Fault::Unavailable)
    }
}

/// An id as [`kept`] writes it: 64 hexadecimal digits in lower case.
fn read_id(text: &str) -> Option<Digest> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte.wrapping_sub(b'0')),
        b'a'..=b'f' => Some(byte.wrapping_sub(b'a').wrapping_add(10)),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some((digit(*high)? << 4) | digit(*low)?)).collect();
    rest.is_empty().then_some(bytes?).and_then(|bytes| Digest::from_slice(&bytes))
}

/// A letter that was refused without a receipt has told its reasons nowhere; who sends it again is told those that were
/// not kept.
fn answered(LateAnswer { outcomes, events, refusals, receipts }: LateAnswer) -> Response {
    let was_refused = || outcomes.iter().any(|outcome| outcome == LetterOutcome::Refused(Vec::new()).word());
    let mut answer = if !receipts.is_empty() {
        with_receipts(StatusCode::OK, &receipts)
    } else if !refusals.is_empty() || was_refused() {
        Problem::of_document(Fault::LetterRefused, refusals).into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    };
    label(&mut answer, outcomes.into_iter(), events.iter().map(ToString::to_string));
    answer
}

#[cfg(test)]
mod tests {
    use canonical::letter::Receipt;

    use super::*;

    #[test]
    fn an_answer_has_its_receipts_or_says_that_there_are_none() {
        let receipt = Receipt { media_type: "application/xml", bytes: b"<one/>".to_vec() };
        let refused = || vec!["accepted".to_owned(), "refused".to_owned()];
        for (outcomes, receipts, status, media_type) in [
            (refused(), vec![receipt.clone()], 200, "application/xml"),
            (refused(), vec![receipt.clone(), receipt], 200, "multipart/mixed"),
            (refused(), Vec::new(), 422, "application/problem+json"),
            (vec!["resent".to_owned()], Vec::new(), 204, ""),
        ] {
            let told = outcomes.join(", ");
            let answer = answered(LateAnswer { outcomes, receipts, ..LateAnswer::default() });
            let header = |name| answer.headers().get(name).map_or("", |value| value.to_str().expect("text"));
            assert_eq!((answer.status().as_u16(), header("broen-outcome")), (status, told.as_str()));
            assert!(header("content-type").starts_with(media_type));
        }
    }

    #[test]
    fn an_id_has_one_writing() {
        let id = Digest::of(b"a document");
        let text = id.to_string();
        assert_eq!(read_id(&text), Some(id));
        let longer = format!("{text}00");
        let wrong =
            ["", "0", &text[1..], &text[2..], &longer, &text.to_ascii_uppercase(), &"g".repeat(64), "..", "%2e"];
        for wrong in wrong {
            assert_eq!(read_id(wrong), None, "{wrong}");
        }
    }
}
