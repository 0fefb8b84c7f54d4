//! The answer to a document whose receipts follow: accepted for processing, with the place where they will be.
//!
//! Standard: RFC 9110, section 15.3.3: 202 promises nothing but that the document will be processed.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use canonical::digest::Digest;
use serde_json::json;

/// Where receipts that follow are asked for.
pub(crate) const RECEIPTS: &str = "/receipts/";

/// When to ask for the receipts, as `Retry-After` says it.
const ASK_AFTER_SECONDS: &str = "10";

/// 202; with the id of the document, if it can be asked for.
pub(crate) fn kept(id: Option<Digest>) -> Response {
    let mut content = json!({ "status": "accepted-for-processing" });
    if let Some(id) = id {
        content["receipt"] = json!(path(id));
    }
    let media_type = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut answer = (StatusCode::ACCEPTED, [media_type], content.to_string()).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static(ASK_AFTER_SECONDS));
    if let Some(place) = id.and_then(place) {
        headers.insert(header::LOCATION, place);
    }
    answer
}

/// Where the receipts of this document will be, as a header.
pub(crate) fn place(id: Digest) -> Option<HeaderValue> {
    // A path of our own and a digest are always well-formed.
    HeaderValue::try_from(path(id)).ok()
}

fn path(id: Digest) -> String {
    format!("{RECEIPTS}{id}")
}
