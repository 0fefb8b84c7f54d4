//! The end: streams are told, requests finish, and nobody new is let in.

use tokio_stream::StreamExt as _;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use wire::v1;

use crate::gateway::{Gateway, Who};
use crate::refused::reason;

#[tokio::test]
async fn a_drain_tells_streams_and_watchers_and_ends() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let first = v1::StreamingPullRequest { subscription: "inbox".to_owned(), ..Default::default() };
    let requests = tokio_stream::once(first).chain(tokio_stream::pending());
    let mut clinic = gateway.subscriber(Who::Clinic).await;
    let mut pulled = clinic.streaming_pull(requests).await.expect("opened").into_inner();
    let mut health = HealthClient::new(gateway.channel(Who::Registrar).await);
    let mut directory = gateway.directory(Who::Registrar).await;
    let asked = v1::WatchDirectoryRequest::default();
    let mut directories = directory.watch_directory(asked).await.expect("watched").into_inner();
    assert!(directories.message().await.expect("the first").is_some());
    let watched = health.watch(HealthCheckRequest::default()).await.expect("watched").into_inner();

    gateway.shutdown.cancel();
    let ended = pulled.message().await.expect_err("draining");
    assert_eq!(reason(&ended), (Code::Unavailable, "DRAINING".to_owned()));
    let ended = directories.message().await.expect_err("draining");
    assert_eq!(reason(&ended), (Code::Unavailable, "DRAINING".to_owned()));
    let told: Vec<_> = watched.filter_map(Result::ok).map(|told| told.status()).collect().await;
    assert_eq!(told.last(), Some(&ServingStatus::NotServing));
    let (secured, observe) = (gateway.secured, gateway.observe);
    gateway.site.serving.await.expect("ends");
    assert!(tokio::net::TcpStream::connect(secured).await.is_err());
    assert!(tokio::net::TcpStream::connect(observe).await.is_err());
}
