//! Certificates that are withdrawn, and granted, while the server lives.

use std::time::Duration;

use tokio_stream::StreamExt as _;
use tonic::Code;
use wire::v1;

use crate::bench::peer::Http;
use crate::gateway::{Gateway, Who};
use crate::letters::{KARLA, MUNICIPALITY_GLN, correspondence};
use crate::refused::reason;

/// The longest wait for the end of a stream.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn the_streams_of_a_withdrawn_certificate_end_and_those_of_others_go_on() {
    let gateway = Gateway::open().await;
    let mut pulls = Vec::new();
    for who in [Who::Clinic, Who::Municipality] {
        gateway.subscribe(who, "inbox").await;
        let first = v1::StreamingPullRequest { subscription: "inbox".to_owned(), ..Default::default() };
        let requests = tokio_stream::once(first).chain(tokio_stream::pending());
        let mut subscriber = gateway.subscriber(who).await;
        pulls.push(subscriber.streaming_pull(requests).await.expect("opened").into_inner());
    }
    let [clinic, municipality] = pulls.as_mut_slice() else { panic!("two streams") };
    let mut directory = gateway.directory(Who::Clinic).await;
    let mut watched =
        directory.watch_directory(v1::WatchDirectoryRequest::default()).await.expect("watched").into_inner();
    watched.message().await.expect("the first");

    gateway.withdraw(Who::Clinic);
    let ended = tokio::time::timeout(PATIENCE, clinic.message()).await.expect("ends");
    assert!(ended.is_err(), "{ended:?}");
    let ended = async { while let Ok(Some(_)) = watched.message().await {} };
    tokio::time::timeout(PATIENCE, ended).await.expect("ends");
    let request = v1::GetDirectoryRequest {};
    let refused = gateway.directory(Who::Clinic).await.get_directory(request).await.expect_err("nobody now");
    assert_eq!(reason(&refused), (Code::PermissionDenied, "CERTIFICATE_UNKNOWN".to_owned()));

    let letter = correspondence("KOR1", KARLA, MUNICIPALITY_GLN);
    let answer = gateway.http(Who::Municipality, Http::One, "POST", "/medcom", letter).await;
    assert_eq!(answer.status, 200);
    let answer = tokio::time::timeout(PATIENCE, municipality.message()).await.expect("goes on");
    assert_eq!(answer.expect("goes on").expect("goes on").entries.len(), 1);
}

#[tokio::test]
async fn a_certificate_that_becomes_known_is_let_in_on_the_connection_it_has() {
    let gateway = Gateway::open().await;
    gateway.withdraw(Who::Registrar);
    let mut registrar = gateway.directory(Who::Registrar).await;
    let refused = registrar.get_directory(v1::GetDirectoryRequest {}).await.expect_err("nobody yet");
    assert_eq!(reason(&refused), (Code::PermissionDenied, "CERTIFICATE_UNKNOWN".to_owned()));
    gateway.grant_all();
    assert!(registrar.get_directory(v1::GetDirectoryRequest {}).await.is_ok());
    assert_eq!(gateway.http(Who::Registrar, Http::One, "GET", "/medcom", "").await.status, 405);
}
