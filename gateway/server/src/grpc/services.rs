//! Puts the services together, each with its limits.

use std::sync::Arc;
use std::time::Duration;

use ::intake::Intake;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use delivery::Engine;
use push::Hosts;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic::service::Routes;
use tonic_health::pb::FILE_DESCRIPTOR_SET as HEALTH;
use tonic_health::pb::health_server::{Health, HealthServer};
use wire::v1::care_relation_service_server::{CareRelationServiceServer, SERVICE_NAME as CARE_RELATIONS};
use wire::v1::directory_service_server::{DirectoryServiceServer, SERVICE_NAME as DIRECTORY};
use wire::v1::event_service_server::{EventServiceServer, SERVICE_NAME as EVENTS};
use wire::v1::intake_service_server::{IntakeServiceServer, SERVICE_NAME as INTAKE};
use wire::v1::operations_service_server::{OperationsServiceServer, SERVICE_NAME as OPERATIONS};
use wire::v1::receipt_service_server::{ReceiptServiceServer, SERVICE_NAME as RECEIPTS};
use wire::v1::subscriber_service_server::{SERVICE_NAME as SUBSCRIBER, SubscriberServiceServer};

use super::blob::READERS;
use super::care_relation::CareRelations;
use super::context::Context;
use super::directory::{Directories, PLACES};
use super::event::Events;
use super::intake::Submissions;
use super::late_receipt::LateReceipts;
use super::metered::{Meter, metered};
use super::operations::Operations;
use super::original::Desk;
use super::outgoing::until_sent;
use super::rendering::RENDERERS;
use super::status::{Reason, status};
use super::subscriber::Subscriber;
use crate::Error;
use crate::board::Board;
use crate::budget::Budget;
use crate::permission::Permission;
use crate::places::Places;

/// The largest request that is not a document, in bytes.
const REQUEST: usize = 256 * 1024;

/// Bytes around the document of a `Submit`: its tag and its length.
const AROUND: usize = 64;

/// The longest time until a call answers, or a stream begins to. Documents have a limit of their own.
const ANSWER_TIME: Duration = Duration::from_secs(60);

/// What the services work with. A service whose part is missing is not served.
pub(crate) struct Parts<H> {
    pub(crate) gateway: Option<Gateway>,
    pub(crate) letters: Option<Letters>,
    pub(crate) health: HealthServer<H>,
}

/// What the services for subscribers and registrars work with.
pub(crate) struct Gateway {
    pub(crate) context: Arc<Context>,
    pub(crate) engine: Engine,
    pub(crate) board: Arc<Board>,
    pub(crate) hosts: Arc<Hosts>,
    pub(crate) drain: CancellationToken,
}

/// What the service for senders works with.
pub(crate) struct Letters {
    pub(crate) intake: Intake,
    pub(crate) budget: Budget,
    pub(crate) permission: Permission,
}

/// The names of the services that these parts serve, and the empty one of the server as a whole.
pub(crate) fn names<H>(parts: &Parts<H>) -> Vec<&'static str> {
    let mut names = vec![""];
    if parts.gateway.is_some() {
        names.extend([CARE_RELATIONS, DIRECTORY, EVENTS, OPERATIONS, RECEIPTS, SUBSCRIBER]);
    }
    if parts.letters.is_some() {
        names.push(INTAKE);
    }
    names
}

/// Every service as routes.
pub(crate) fn routes<H: Health>(parts: Parts<H>) -> Result<Router, Error> {
    let names = names(&parts);
    let Parts { gateway, letters, health } = parts;
    let mut quick = Routes::new(health).add_service(reflection(&names)?).add_service(reflection_alpha(&names)?);
    if let Some(gateway) = gateway {
        quick = gateway.services(quick);
    }
    let quick = quick.into_axum_router().reset_fallback().layer(from_fn(until_sent)).layer(from_fn(in_time));
    let all = match letters {
        Some(letters) => quick.merge(letters.service()),
        None => quick,
    };
    Ok(all.layer(from_fn(readable)))
}

impl Gateway {
    fn services(self, routes: Routes) -> Routes {
        let Self { context, engine, board, hosts, drain } = self;
        let subscriber = Subscriber { context: Arc::clone(&context), engine, hosts };
        // What is stored is sent, however large; the caller sets what it takes.
        let subscriber = SubscriberServiceServer::new(subscriber)
            .max_decoding_message_size(REQUEST)
            .max_encoding_message_size(usize::MAX);
        let events = EventServiceServer::new(Events {
            context: Arc::clone(&context),
            desk: Desk::default(),
            readers: Places::new(READERS),
            renderers: Arc::new(Semaphore::new(RENDERERS)),
        })
        .max_decoding_message_size(REQUEST)
        .max_encoding_message_size(usize::MAX);
        let operations = OperationsServiceServer::new(Operations { context: Arc::clone(&context) })
            .max_decoding_message_size(REQUEST);
        let receipts = ReceiptServiceServer::new(LateReceipts { context: Arc::clone(&context) })
            .max_decoding_message_size(REQUEST)
            .max_encoding_message_size(usize::MAX);
        let relations = CareRelationServiceServer::new(CareRelations { context }).max_decoding_message_size(REQUEST);
        let directory = Directories { board, places: Places::new(PLACES), drain };
        let directory = DirectoryServiceServer::new(directory)
            .max_decoding_message_size(REQUEST)
            .max_encoding_message_size(usize::MAX);
        routes
            .add_service(subscriber)
            .add_service(events)
            .add_service(relations)
            .add_service(operations)
            .add_service(receipts)
            .add_service(directory)
    }
}

impl Letters {
    fn service(self) -> Router {
        let Self { intake, budget, permission } = self;
        let largest = budget.limits().document;
        let submissions = IntakeServiceServer::new(Submissions { intake, largest })
            .max_decoding_message_size(largest.saturating_add(AROUND))
            .max_encoding_message_size(usize::MAX);
        let documents = Routes::new(submissions).into_axum_router().reset_fallback();
        documents.layer(from_fn_with_state(Meter { permission, budget }, metered))
    }
}

fn reflection(
    names: &[&'static str],
) -> Result<
    tonic_reflection::server::v1::ServerReflectionServer<impl tonic_reflection::server::v1::ServerReflection>,
    Error,
> {
    describe(names).build_v1().map_err(|_| Error::ContractUnreadable)
}

/// The version before, which many tools still ask for.
fn reflection_alpha(
    names: &[&'static str],
) -> Result<
    tonic_reflection::server::v1alpha::ServerReflectionServer<impl tonic_reflection::server::v1alpha::ServerReflection>,
    Error,
> {
    describe(names).build_v1alpha().map_err(|_| Error::ContractUnreadable)
}

/// Only what is served is told of.
fn describe(names: &[&'static str]) -> tonic_reflection::server::Builder<'static> {
    let builder = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(wire::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(HEALTH)
        .with_service_name("grpc.health.v1.Health");
    let named = names.iter().filter(|name| !name.is_empty());
    named.fold(builder, |builder, name| builder.with_service_name(*name))
}

/// Gives up a call that does not answer.
async fn in_time(request: Request, next: Next) -> Response {
    let answered = tokio::time::timeout(ANSWER_TIME, next.run(request)).await;
    answered.unwrap_or_else(|_| status(Reason::RequestTooSlow).into_http())
}

/// Says of an unreadable request that it is unreadable: tonic calls it INTERNAL, and OUT_OF_RANGE if it is too large.
/// No service of this house says either.
async fn readable(request: Request, next: Next) -> Response {
    let answer = next.run(request).await;
    let code = answer.headers().get("grpc-status").map(|code| Code::from_bytes(code.as_bytes()));
    match code {
        Some(Code::Internal) => status(Reason::RequestMalformed).into_http(),
        Some(Code::OutOfRange) => status(Reason::RequestTooLarge).into_http(),
        Some(_) | None => answer,
    }
}
