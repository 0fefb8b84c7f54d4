//! Refusals that come before any service is reached: said in gRPC to a gRPC call, and as a problem to any other.

use axum::extract::Request;
use axum::http::{HeaderMap, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use telemetry::occurrences::server::CallDenied;

use crate::grpc::status::{Reason, status};
use crate::http::fault::Fault;
use crate::http::fhir;
use crate::http::problem::Problem;

/// The certificate is trusted, and nobody's.
pub(crate) fn certificate_unknown(request: &Request) -> Response {
    CallDenied { reason: "certificate-unknown" }.emit();
    if is_grpc(request.headers()) {
        return status(Reason::CertificateUnknown).into_http();
    }
    if fhir::is_below(request.uri().path()) {
        return fhir::problem(Fault::CertificateUnknown, request.uri(), request.headers());
    }
    Problem::new(Fault::CertificateUnknown).into_response()
}

/// There is nothing at this path.
pub(crate) async fn nothing_here(request: Request) -> Response {
    if is_grpc(request.headers()) {
        return status(Reason::MethodUnknown).into_http();
    }
    Problem::new(Fault::NotFound).into_response()
}

/// The path exists, for another method. The router adds which.
pub(crate) async fn method_not_allowed() -> Response {
    Problem::new(Fault::MethodNotAllowed).into_response()
}

/// Lets only gRPC calls reach gRPC services.
pub(crate) async fn grpc_only(request: Request, next: Next) -> Response {
    if is_grpc(request.headers()) {
        return match request.version() {
            Version::HTTP_2 => next.run(request).await,
            _ => upgrade(),
        };
    }
    let mut answer = Problem::new(Fault::MediaTypeUnsupported).into_response();
    // RFC 9110, section 12.5.1: what would have been accepted.
    answer.headers_mut().insert(header::ACCEPT, header::HeaderValue::from_static("application/grpc"));
    answer
}

/// Standard: RFC 9110, section 15.5.22: what to upgrade to is said.
fn upgrade() -> Response {
    let mut answer = Problem::new(Fault::ProtocolTooOld).into_response();
    answer.headers_mut().insert(header::UPGRADE, header::HeaderValue::from_static("h2"));
    answer
}

/// Standard: gRPC over HTTP/2, "Content-Type": `application/grpc` with an optional `+proto` or parameters.
fn is_grpc(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type
        .and_then(|text| text.strip_prefix("application/grpc"))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('+') || rest.starts_with(';'))
}
