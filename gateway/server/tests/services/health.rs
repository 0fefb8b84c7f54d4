//! Health, readiness, metrics and reflection.

use tokio_stream::StreamExt as _;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

use crate::gateway::{Gateway, Who};

#[tokio::test]
async fn an_operator_reads_metrics_and_health_without_a_certificate() {
    let gateway = Gateway::open().await;
    assert_eq!(gateway.observed("GET", "/metrics").await, (200, "# metrics\n".to_owned()));
    assert_eq!(gateway.observed("GET", "/healthz").await.0, 200);
    assert_eq!(gateway.observed("GET", "/readyz").await, (200, "ready\n".to_owned()));
    assert_eq!(gateway.observed("GET", "/medcom").await.0, 404);
    assert_eq!(gateway.observed("POST", "/metrics").await.0, 405);
}

#[tokio::test]
async fn a_gateway_whose_journal_is_closed_is_not_ready() {
    let gateway = Gateway::open().await;
    gateway.journal.close().await;
    assert_eq!(gateway.observed("GET", "/readyz").await, (503, "journal-unavailable\n".to_owned()));
    assert_eq!(gateway.observed("GET", "/healthz").await.0, 200);
    assert_eq!(gateway.observed("GET", "/metrics").await.0, 200);
}

#[tokio::test]
async fn every_service_tells_its_health() {
    let gateway = Gateway::open().await;
    let mut health = HealthClient::new(gateway.channel(Who::Registrar).await);
    for service in [
        "",
        "broen.v1.DirectoryService",
        "broen.v1.SubscriberService",
        "broen.v1.EventService",
        "broen.v1.IntakeService",
    ] {
        let request = HealthCheckRequest { service: service.to_owned() };
        let mut watched = health.watch(request).await.expect("watched").into_inner();
        // It may not be ready yet when it is asked for the first time.
        let serving = async {
            while let Some(Ok(told)) = watched.next().await {
                if told.status() == ServingStatus::Serving {
                    return true;
                }
            }
            false
        };
        assert!(serving.await, "{service}");
    }
    let request = HealthCheckRequest { service: "broen.v1.NoService".to_owned() };
    assert_eq!(health.check(request).await.expect_err("unknown").code(), Code::NotFound);
}

#[tokio::test]
async fn a_client_that_knows_nothing_finds_every_service() {
    let gateway = Gateway::open().await;
    let mut reflection = ServerReflectionClient::new(gateway.channel(Who::Registrar).await);
    let ask = |message| ServerReflectionRequest { host: String::new(), message_request: Some(message) };
    let requests = [
        ask(MessageRequest::ListServices(String::new())),
        ask(MessageRequest::FileContainingSymbol("broen.v1.SubscriberService".to_owned())),
    ];
    let answers = reflection.server_reflection_info(tokio_stream::iter(requests)).await.expect("answered").into_inner();
    let answers: Vec<_> = answers.map(|answer| answer.expect("an answer").message_response).collect().await;
    let Some(Some(MessageResponse::ListServicesResponse(list))) = answers.first() else {
        panic!("no list of services: {answers:?}");
    };
    let mut names: Vec<_> = list.service.iter().map(|service| service.name.as_str()).collect();
    names.retain(|name| !name.starts_with("grpc.reflection."));
    names.sort_unstable();
    let services = [
        "CareRelationService",
        "DirectoryService",
        "EventService",
        "IntakeService",
        "OperationsService",
        "ReceiptService",
        "SubscriberService",
    ];
    let mut expected: Vec<_> = services.iter().map(|name| format!("broen.v1.{name}")).collect();
    expected.push("grpc.health.v1.Health".to_owned());
    assert_eq!(names, expected);
    assert!(matches!(answers.get(1), Some(Some(MessageResponse::FileDescriptorResponse(_)))), "{answers:?}");
}
