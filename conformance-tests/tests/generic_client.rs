//! Clients that are not ours: Python's grpcio, with nothing but reflection to know the contract by, and fhirpy.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test that cannot go on has failed, or says so")]

use std::path::{Path, PathBuf};

use conformance_tests::letters::{Letter, LetterKind, Receiver};
use conformance_tests::peers::{Https, channel};
use conformance_tests::standalone::{CLINIC, HOSPITAL, Standalone};
use tokio::process::Command;
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{CreateSubscriptionRequest, Subscription};

/// The Python environment that `cargo xtask install` makes below the build output.
fn python() -> PathBuf {
    let test = std::env::current_exe().expect("this program has a path");
    test.ancestors().nth(3).expect("it stands in the build output").join("generic-client/bin/python")
}

#[tokio::test]
async fn a_client_that_is_not_ours_subscribes_pulls_and_verifies() {
    if !python().exists() {
        eprintln!("skipped: the generic client; run `cargo xtask install`");
        return;
    }
    let data = tempfile::tempdir().expect("a directory");
    let gateway = Standalone::start(data.path()).await.expect("the gateway starts");
    let letters = 5;
    fill(&gateway, letters).await;

    let identity = gateway.identity(CLINIC);
    let (certificate, key) = identity.certificate.expect("the clinic has a certificate");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("generic_client/check.py");
    let output = Command::new(python())
        .arg(script)
        .args(["--address", &gateway.grpc.to_string(), "--server-name", "localhost"])
        .arg("--ca")
        .arg(identity.authority)
        .arg("--cert")
        .arg(certificate)
        .arg("--key")
        .arg(key)
        .args(["--subscription", "generic", "--expect", &letters.to_string()])
        .output()
        .await
        .expect("Python runs");
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complained}");
}

#[tokio::test]
async fn a_fhir_client_that_is_not_ours_hands_over_and_is_told_what_is_wrong() {
    if !python().exists() {
        eprintln!("skipped: the FHIR client; run `cargo xtask install`");
        return;
    }
    let data = tempfile::tempdir().expect("a directory");
    let gateway = Standalone::start(data.path()).await.expect("the gateway starts");
    fill(&gateway, 0).await;
    let identity = gateway.identity(HOSPITAL);
    let (certificate, key) = identity.certificate.expect("the hospital has a certificate");
    let output = Command::new(python())
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("generic_client/fhir_check.py"))
        .args(["--url", &format!("https://localhost:{}/fhir", gateway.https.port())])
        .args(["--receiver", "5790999900034"])
        .arg("--ca")
        .arg(identity.authority)
        .arg("--cert")
        .arg(certificate)
        .arg("--key")
        .arg(key)
        .output()
        .await
        .expect("Python runs");
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complained}");
}

/// Gives the clinic a subscription, and letters to pull.
async fn fill(gateway: &Standalone, letters: u32) {
    let channel = channel(gateway.grpc, &gateway.identity(CLINIC)).await.expect("a channel");
    let subscription = Subscription { name: "generic".to_owned(), ..Subscription::default() };
    let request = CreateSubscriptionRequest { subscription: Some(subscription), start: None };
    SubscriberServiceClient::new(channel).create_subscription(request).await.expect("a subscription");
    let mut hospital = Https::new(gateway.https, &gateway.identity(HOSPITAL)).expect("a client");
    for number in 0..letters {
        let kind = LetterKind::DischargeLetter;
        let letter = Letter { id: format!("GENERIC{number}"), patient: number, receiver: Receiver::Clinic, kind };
        let document = letter.document(&format!("GENERICENV{number}"));
        let answer = hospital.post("/medcom", "application/xml", document).await.expect("an answer");
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}
