//! Answers every request below `/fhir`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, Uri, header};
use axum::response::Response;
use axum::routing::any;
use bytes::Bytes;
use canonical::organisation::Organisation;
use intake::{Channel, Document, Reception, rest};

use super::address::{Astray, BASE, Target, target};
use super::answer::{Place, answer, astray, metadata, problem};
use super::format::{negotiated, parameter};
use super::shown::Shown;
use crate::http::body::{self, Received};
use crate::http::entrance::Entrance;
use crate::http::fault::Fault;
use crate::http::routes::{Letters, Told, tell};
use crate::http::sender::sender;

/// Everything below the base, and the base itself.
pub(crate) fn routes() -> Router<Letters> {
    let all = || any(async |letters, request| enter(letters, request).await);
    Router::new().route(BASE, all()).route("/fhir/", all()).route("/fhir/{*below}", all())
}

async fn enter(State(letters): State<Letters>, request: Request) -> Response {
    let mut told = Told::begin();
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let answer = match serve(&letters, request).await {
        Ok(answer) => answer,
        Err(fault) => {
            tell(fault);
            problem(fault, &uri, &headers)
        }
    };
    told.status = answer.status().as_u16();
    answer
}

async fn serve(letters: &Letters, request: Request) -> Result<Response, Fault> {
    let (uri, method) = (request.uri().clone(), request.method().clone());
    let format = negotiated(&uri, request.headers())?;
    let target = match target(&method, uri.path()) {
        Ok(target) => target,
        Err(lost @ Astray { fault, .. }) => {
            tell(fault);
            return Ok(astray(&lost, &uri, format));
        }
    };
    let place = Place { base: base(&uri, request.headers()), format };
    match target {
        // Anybody with a known certificate may ask what is taken.
        Target::Metadata => Ok(metadata(&place)),
        Target::Message => {
            of_parameters(&uri)?;
            let came = letters.come(request, &method).await?;
            let received = letters.intake.receive(&came.caller, Channel::Https, came.document).await;
            let reception = received.map_err(|_unavailable| Fault::Unavailable)?;
            Ok(answer(&place, "Bundle", reception, None))
        }
        Target::Request(asked) => {
            let whole = asked.resource_type();
            conditions(&uri, request.headers())?;
            let shown = Shown::asked(request.headers());
            let came = letters.come(request, &method).await?;
            let reception = letters.take(&came, asked).await?;
            Ok(answer(&place, whole, reception, Some((shown, came.bytes()))))
        }
    }
}

/// A body that came, and from whom.
struct Came {
    caller: Arc<Organisation>,
    document: Document,
    /// Given back when the document is done with.
    _share: crate::budget::Share,
}

impl Came {
    /// The body, if it is held.
    fn bytes(&self) -> Option<Bytes> {
        match &self.document {
            Document::Here(bytes) => Some(bytes.clone()),
            Document::Large(_) => None,
        }
    }
}

impl Letters {
    async fn come(&self, request: Request, method: &Method) -> Result<Came, Fault> {
        let (parts, body) = request.into_parts();
        let caller = sender(&self.permission, &parts.extensions).await?;
        debug_assert!(method == Method::POST || method == Method::PUT);
        if !Entrance::Fhir.takes(&parts.headers) {
            return Err(Fault::MediaTypeUnsupported);
        }
        let Received { document, share } = body::read(&self.budget, None, &parts.headers, body).await?;
        Ok(Came { caller, document, _share: share })
    }

    async fn take(&self, came: &Came, asked: rest::Request) -> Result<Reception, Fault> {
        let received = self.intake.receive_request(&came.caller, asked, came.document.clone()).await;
        received.map_err(|_unavailable| Fault::Unavailable)
    }
}

/// The parameters of `$process-message`. The answer is in the response, also where a client would have waited for it; it is
/// posted nowhere else.
fn of_parameters(uri: &Uri) -> Result<(), Fault> {
    let is_boolean = parameter(uri, "async").is_none_or(|value| matches!(value.as_str(), "true" | "false"));
    let answers_elsewhere = parameter(uri, "response-url").is_some();
    if is_boolean && !answers_elsewhere { Ok(()) } else { Err(Fault::ParameterUnsupported) }
}

/// Nothing is looked up before it is taken, so nothing can depend on what is there.
fn conditions(uri: &Uri, headers: &HeaderMap) -> Result<(), Fault> {
    const CONDITIONS: [HeaderName; 4] =
        [header::IF_MATCH, header::IF_MODIFIED_SINCE, header::IF_NONE_MATCH, HeaderName::from_static("if-none-exist")];
    if CONDITIONS.iter().any(|condition| headers.contains_key(condition)) {
        return Err(Fault::ConditionUnsupported);
    }
    let known = |pair: &str| matches!(pair.split('=').next(), Some("" | "_format" | "_pretty"));
    if uri.query().unwrap_or_default().split('&').all(known) { Ok(()) } else { Err(Fault::ParameterUnsupported) }
}

/// The address of the service, as the client wrote it.
fn base(uri: &Uri, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = uri.authority().map(axum::http::uri::Authority::as_str).or(host);
    host.map_or_else(|| BASE.to_owned(), |host| format!("https://{host}{BASE}"))
}
