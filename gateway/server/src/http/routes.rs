//! Takes documents in over HTTP.
//!
//! The document says what it is: its standard, format and character set are read from it, and `Content-Type` decides
//! nothing at `/medcom`, where senders write many things. At `/fhir` a media type that cannot be FHIR is refused.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::post;
use intake::{Channel, Intake, Reception};
use telemetry::occurrences::server::{CallDenied, RequestAnswered, RequestBegun, RequestRefused};

use super::answer::answer;
use super::body::{self, Received};
use super::entrance::Entrance;
use super::fault::Fault;
use super::fhir;
use super::problem::Problem;
use super::sender::sender;
use crate::budget::Budget;
use crate::permission::Permission;

/// What the entrances work with.
#[derive(Clone)]
pub(crate) struct Letters {
    pub(crate) intake: Intake,
    pub(crate) budget: Budget,
    pub(crate) permission: Permission,
}

/// The entrances that are open.
pub(crate) fn routes(letters: Letters, entrances: &[Entrance]) -> Router {
    let open = |entrance| entrances.contains(&entrance);
    let mut routes = Router::new();
    if open(Entrance::Fhir) {
        routes = routes.merge(fhir::routes());
    }
    if open(Entrance::Medcom) {
        routes =
            routes.route("/medcom", post(async |letters, request| enter(Entrance::Medcom, letters, request).await));
    }
    routes.with_state(letters)
}

async fn enter(entrance: Entrance, State(letters): State<Letters>, request: Request) -> Response {
    let mut told = Told::begin();
    let answer = match letters.receive(entrance, request).await {
        Ok(reception) => answer(entrance, reception),
        Err(fault) => {
            tell(fault);
            entrance.problem(Problem::new(fault))
        }
    };
    told.status = answer.status().as_u16();
    answer
}

/// A request that is counted until it is answered, or its sender is gone.
pub(super) struct Told {
    pub(super) status: u16,
}

impl Told {
    pub(super) fn begin() -> Self {
        RequestBegun.emit();
        // What a sender that is gone before its answer would have got; no status of the standard says so.
        Self { status: 499 }
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        RequestAnswered { status: self.status }.emit();
    }
}

impl Letters {
    async fn receive(&self, entrance: Entrance, request: Request) -> Result<Reception, Fault> {
        let (parts, body) = request.into_parts();
        let caller = sender(&self.permission, &parts.extensions).await?;
        if !entrance.takes(&parts.headers) {
            return Err(Fault::MediaTypeUnsupported);
        }
        let intake = Some(&self.intake).filter(|_| entrance.takes_large());
        let Received { document, share } = body::read(&self.budget, intake, &parts.headers, body).await?;
        let received = self.intake.receive(&caller, Channel::Https, document).await;
        // The memory is given back only now.
        drop(share);
        received.map_err(|_unavailable| Fault::Unavailable)
    }
}

pub(super) fn tell(fault: Fault) {
    match fault {
        Fault::CertificateUnknown => CallDenied { reason: fault.word() }.emit(),
        // Told where it is noted in the audit.
        Fault::RoleMissing => {}
        _ => RequestRefused { reason: fault.word() }.emit(),
    }
}
