//! The two entrances: what each takes, and how each says that something is wrong.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use canonical::letter::Receipt;
use serde_json::{Value, json};

use super::fault::Fault;
use super::problem::Problem;

/// Where a document came in. The document itself says which standard it is written in; the entrance says how the sender
/// expects to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// `POST /fhir` and everything below it.
    Fhir,
    /// `POST /medcom`.
    Medcom,
}

/// The media types of FHIR messages, and what senders write instead. Without any, the document decides.
const FHIR_MEDIA_TYPES: [&str; 9] = [
    "application/fhir+json",
    "application/fhir+xml",
    "application/json",
    "application/json+fhir",
    "application/octet-stream",
    "application/xml",
    "application/xml+fhir",
    "text/json",
    "text/xml",
];

impl Entrance {
    /// Whether documents of this media type are taken. MedCom senders write anything, and the document decides.
    pub(crate) fn takes(self, headers: &HeaderMap) -> bool {
        let Some(media_type) = headers.get(header::CONTENT_TYPE) else {
            return true;
        };
        match self {
            Self::Medcom => true,
            Self::Fhir => media_type.to_str().is_ok_and(|text| {
                let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
                FHIR_MEDIA_TYPES.contains(&essence.as_str())
            }),
        }
    }

    /// Whether a large document is put down in a file while it comes. FHIR is read as a whole.
    pub(crate) const fn takes_large(self) -> bool {
        match self {
            Self::Fhir => false,
            Self::Medcom => true,
        }
    }

    /// The answer that says what is wrong.
    pub(crate) fn problem(self, problem: Problem) -> Response {
        match self {
            Self::Medcom => problem.into_response(),
            Self::Fhir if problem.refusals.is_empty() => problem.answer(FHIR_JSON, outcome(problem.fault).to_string()),
            Self::Fhir => {
                let Receipt { media_type, bytes } = intake::operation_outcome(&problem.refusals);
                problem.answer(HeaderValue::from_static(media_type), bytes)
            }
        }
    }
}

const FHIR_JSON: HeaderValue = HeaderValue::from_static("application/fhir+json");

/// A fault of a request as an `OperationOutcome`.
///
/// Standard: HL7 FHIR R4 (4.0.1), OperationOutcome; value set `issue-type`.
fn outcome(fault: Fault) -> Value {
    let details = json!({
        "coding": [{ "system": "urn:broen:problem", "code": fault.word() }],
        "text": fault.title(),
    });
    json!({
        "resourceType": "OperationOutcome",
        "issue": [{ "severity": "error", "code": issue_type(fault), "details": details }],
    })
}

pub(crate) const fn issue_type(fault: Fault) -> &'static str {
    match fault {
        Fault::BodyBroken | Fault::DocumentUnreadable | Fault::LetterRefused => "invalid",
        Fault::BodyTooLarge => "too-long",
        Fault::BodyTooSlow => "timeout",
        Fault::Busy => "throttled",
        Fault::CertificateUnknown => "unknown",
        Fault::ConditionUnsupported
        | Fault::EncodingUnsupported
        | Fault::MediaTypeUnsupported
        | Fault::MethodNotAllowed
        | Fault::NotAcceptable
        | Fault::ParameterUnsupported
        | Fault::ProtocolTooOld => "not-supported",
        Fault::NotFound => "not-found",
        Fault::RoleMissing => "forbidden",
        Fault::Unavailable => "transient",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(entrance: Entrance, media_type: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        entrance.takes(&headers)
    }

    #[test]
    fn a_medcom_sender_writes_what_it_likes() {
        for media_type in ["application/xml", "text/plain", "application/x-www-form-urlencoded", "nonsense"] {
            assert!(takes(Entrance::Medcom, media_type), "{media_type}");
        }
    }

    #[test]
    fn a_fhir_sender_writes_a_media_type_of_fhir_or_none() {
        assert!(Entrance::Fhir.takes(&HeaderMap::new()));
        assert!(takes(Entrance::Fhir, "application/fhir+json; charset=utf-8"));
        assert!(takes(Entrance::Fhir, "Application/FHIR+XML"));
        for media_type in ["text/plain", "application/pdf", "", "application/fhir"] {
            assert!(!takes(Entrance::Fhir, media_type), "{media_type}");
        }
    }

    #[test]
    fn every_fault_has_an_issue_type_of_its_own_standard() {
        for fault in Fault::ALL {
            let outcome = outcome(fault);
            assert_eq!(outcome["issue"][0]["details"]["coding"][0]["code"], fault.word());
            assert_eq!(outcome["issue"][0]["severity"], "error");
        }
    }
}
