//! Nothing personal in what operators see: metrics and logs.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use conformance_tests::letters::{Letter, LetterKind, Receiver, invented_cpr};
use conformance_tests::peers::{Https, channel, read_page};
use conformance_tests::standalone::{CLINIC, HOSPITAL, Standalone};
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{CreateSubscriptionRequest, Subscription};

const PATIENT: u32 = 5;

/// What the letters of this test say and nobody but their readers may see.
fn personal() -> [String; 6] {
    let words = ["Karla", "Testrup", "Medicinliste", "åndenød", "SILENT"];
    let [a, b, c, d, e] = words.map(str::to_owned);
    [invented_cpr(PATIENT), a, b, c, d, e]
}

async fn post_everything(gateway: &Standalone) {
    let mut hospital = Https::new(gateway.https, &gateway.identity(HOSPITAL)).expect("a client");
    for (number, kind) in [LetterKind::DischargeLetter, LetterKind::ClinicalEmail].into_iter().enumerate() {
        let letter = Letter { id: format!("SILENT{number}"), patient: PATIENT, receiver: Receiver::Clinic, kind };
        let good = letter.document("SILENTENV");
        let broken = good.replace("<Authorisation><Date>2026", "<Authorisation><Date>MMXX");
        let cut = good.get(..good.len() / 2).expect("ASCII so far").to_owned();
        for (document, expected) in [(good.clone(), 200), (good, 200), (broken, 422), (cut, 422)] {
            let answer = hospital.post("/medcom", "application/xml", document).await.expect("an answer");
            assert_eq!(answer.status, expected, "{}", answer.text());
        }
    }
}

#[tokio::test]
async fn neither_metrics_nor_logs_say_anything_personal() {
    let data = tempfile::tempdir().expect("a directory");
    let gateway = Standalone::start(data.path()).await.expect("the gateway starts");
    let subscription = Subscription { name: "inbox".to_owned(), ..Subscription::default() };
    let request = CreateSubscriptionRequest { subscription: Some(subscription), start: None };
    let clinic = channel(gateway.grpc, &gateway.identity(CLINIC)).await.expect("a channel");
    SubscriberServiceClient::new(clinic).create_subscription(request).await.expect("a subscription");
    post_everything(&gateway).await;

    let metrics = read_page(gateway.metrics, "/metrics").await.expect("metrics");
    assert_eq!(metrics.status, 200);
    let metrics = metrics.text();
    for expected in ["XDIS01", "XDIS91", "date-malformed", "xml-malformed", "laegerne-proevegade/inbox"] {
        assert!(metrics.contains(expected), "no {expected} in\n{metrics}");
    }
    for path in ["/healthz", "/readyz"] {
        assert_eq!(read_page(gateway.metrics, path).await.expect("an answer").status, 200, "{path}");
    }
    assert_eq!(gateway.terminate().await.expect("it can be waited for"), Some(0));

    let log = std::fs::read_to_string(data.path().join("broen.log")).expect("a log");
    assert!(!log.is_empty());
    for line in log.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "a structured log line: {line}");
    }
    for word in personal() {
        assert!(!metrics.contains(&word), "{word} in the metrics");
        assert!(!log.contains(&word), "{word} in the log");
    }
}
