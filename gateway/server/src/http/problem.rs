//! Faults as `application/problem+json`.
//!
//! Standard: RFC 9457. `type` is `urn:broen:problem:<word>`; a document that could not be read has its reasons in
//! `refusals`, each with code, place, meaning and remedy, and never text of the document.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use canonical::Refusal;
use serde_json::{Value, json};

use super::fault::Fault;

/// A fault, with the reasons behind it where a document has some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) fault: Fault,
    pub(crate) refusals: Vec<Refusal>,
}

impl Problem {
    pub(crate) const fn new(fault: Fault) -> Self {
        Self { fault, refusals: Vec::new() }
    }

    pub(crate) const fn of_document(fault: Fault, refusals: Vec<Refusal>) -> Self {
        Self { fault, refusals }
    }

    /// The answer with this content, in whichever format.
    pub(crate) fn answer(&self, media_type: HeaderValue, content: impl Into<Body>) -> Response {
        let content = content.into();
        let mut answer = (self.fault.status(), [(header::CONTENT_TYPE, media_type)], content).into_response();
        if self.fault.status().is_server_error() {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_SECONDS));
        }
        answer
    }

    fn content(&self) -> Value {
        let Self { fault, refusals } = self;
        let mut content = json!({
            "type": format!("urn:broen:problem:{}", fault.word()),
            "title": fault.title(),
            "status": fault.status().as_u16(),
        });
        if !refusals.is_empty() {
            content["refusals"] = refusals.iter().map(intake::reason).collect();
        }
        content
    }
}

/// When to send again, as `Retry-After` says it.
const RETRY_AFTER_SECONDS: &str = "10";

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.answer(HeaderValue::from_static("application/problem+json"), self.content().to_string())
    }
}

#[cfg(test)]
mod tests {
    use canonical::RefusalCode;
    use canonical::refusal::Place;

    use super::*;

    #[test]
    fn a_reason_says_what_where_and_what_to_do() {
        let at = Place { line: 3, column: 7, path: "/Emessage/Envelope".to_owned() };
        let refusals = vec![Refusal::new(RefusalCode::ElementMissing, at)];
        let content = Problem::of_document(Fault::DocumentUnreadable, refusals).content();
        assert_eq!(content["status"], 400);
        assert_eq!(content["type"], "urn:broen:problem:document-unreadable");
        let reason = &content["refusals"][0];
        assert_eq!(reason["code"], "element-missing");
        assert_eq!((&reason["line"], &reason["column"]), (&json!(3), &json!(7)));
        assert_eq!(reason["remedy"], RefusalCode::ElementMissing.remedy());
    }

    #[test]
    fn only_a_fault_of_the_server_says_when_to_come_again() {
        for fault in Fault::ALL {
            let answer = Problem::new(fault).into_response();
            let says_when = answer.headers().contains_key(header::RETRY_AFTER);
            assert_eq!(says_when, answer.status().is_server_error(), "{fault:?}");
        }
    }
}
