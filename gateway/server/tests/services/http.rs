//! Letters over HTTP/1.1 and HTTP/2.

use serde_json::Value;

use crate::bench::peer::{self, Http};
use crate::gateway::{Gateway, LARGEST, Who};
use crate::letters::{CLINIC_GLN, KARLA, NOBODY_GLN, correspondence};

const FHIR: &str = "/fhir/$process-message";

fn header<'a>(answer: &'a peer::Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().expect("text"))
}

fn json(answer: &peer::Answer) -> Value {
    serde_json::from_slice(&answer.body).expect("JSON")
}

#[tokio::test]
async fn a_letter_is_answered_with_a_receipt_and_its_resend_with_the_same_event() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let document = correspondence("KOR1", KARLA, CLINIC_GLN);
    let first = gateway.http(Who::Municipality, Http::One, "POST", "/medcom", document.clone()).await;
    assert_eq!((first.status.as_u16(), header(&first, "broen-outcome")), (200, "accepted"));
    assert!(header(&first, "content-type").contains("xml"));
    assert!(String::from_utf8_lossy(&first.body).contains("PositiveReceipt"));
    let again = gateway.http(Who::Municipality, Http::Two, "POST", "/medcom", document).await;
    assert_eq!((again.status.as_u16(), header(&again, "broen-outcome")), (200, "resent"));
    assert_eq!(header(&again, "broen-event-id"), header(&first, "broen-event-id"));
}

#[tokio::test]
async fn a_letter_to_nobody_is_refused_with_a_receipt() {
    let gateway = Gateway::open().await;
    let document = correspondence("KOR1", KARLA, NOBODY_GLN);
    let answer = gateway.http(Who::Municipality, Http::One, "POST", "/medcom", document).await;
    assert_eq!((answer.status.as_u16(), header(&answer, "broen-outcome")), (422, "refused"));
    assert_eq!(header(&answer, "broen-event-id"), "");
    assert!(String::from_utf8_lossy(&answer.body).contains("NegativeReceipt"));
}

#[tokio::test]
async fn what_is_no_letter_is_a_problem_with_reasons() {
    let gateway = Gateway::open().await;
    for body in ["", "x", "<a><b></a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "\u{0}\u{1}"] {
        let answer = gateway.http(Who::Municipality, Http::Two, "POST", "/medcom", body).await;
        assert_eq!(
            (answer.status.as_u16(), header(&answer, "content-type")),
            (400, "application/problem+json"),
            "{body}"
        );
        let problem = json(&answer);
        let reasons = problem["refusals"].as_array().expect("reasons");
        assert!(!reasons.is_empty());
        assert!(reasons.iter().all(|reason| reason["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty())));
    }
}

#[tokio::test]
async fn a_fhir_sender_is_told_what_is_wrong_in_fhir() {
    let gateway = Gateway::open().await;
    for path in [FHIR, "/fhir/%24process-message"] {
        let answer = gateway.http(Who::Municipality, Http::One, "POST", path, "{").await;
        assert_eq!(answer.status, 400);
        assert!(header(&answer, "content-type").starts_with("application/fhir+json"));
        let outcome = json(&answer);
        assert_eq!(outcome["resourceType"], "OperationOutcome");
        assert!(outcome["issue"][0]["code"].is_string());
    }
}

#[tokio::test]
async fn a_media_type_that_cannot_be_fhir_is_refused_at_the_fhir_entrance_only() {
    let gateway = Gateway::open().await;
    for (path, expected) in [(FHIR, 415), ("/medcom", 400)] {
        let mut request = peer::request("POST", path, "x");
        request.headers_mut().insert("content-type", "application/pdf".parse().expect("a header"));
        let config = peer::config(&gateway.authority, Some(gateway.identity(Who::Municipality)), Http::One);
        let answer = peer::send(gateway.secured, config, request).await.expect("answered");
        assert_eq!(answer.status, expected);
    }
}

#[tokio::test]
async fn a_document_that_is_too_large_is_refused_in_both_protocols() {
    let gateway = Gateway::open().await;
    for http in [Http::One, Http::Two] {
        for (path, media_type) in [("/medcom", "application/problem+json"), (FHIR, "application/fhir+json")] {
            let answer = gateway.http(Who::Municipality, http, "POST", path, vec![b'x'; LARGEST + 1]).await;
            assert_eq!(answer.status, 413);
            assert!(header(&answer, "content-type").starts_with(media_type));
        }
    }
}

#[tokio::test]
async fn who_is_no_sender_hands_nothing_over() {
    let gateway = Gateway::open().await;
    for who in [Who::Registrar, Who::Clinic] {
        let answer = gateway.http(who, Http::One, "POST", "/medcom", "x").await;
        assert_eq!(answer.status, 403);
        assert_eq!(json(&answer)["type"], "urn:broen:problem:role-missing");
    }
}

#[tokio::test]
async fn nobody_sends_for_somebody_else() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let document = correspondence("KOR1", KARLA, CLINIC_GLN);
    let answer = gateway.http(Who::Hospital, Http::One, "POST", "/medcom", document).await;
    assert_eq!((answer.status.as_u16(), header(&answer, "broen-outcome")), (422, "refused"));
}

#[tokio::test]
async fn grpc_is_spoken_over_http_2() {
    let gateway = Gateway::open().await;
    let mut request = peer::request("POST", "/broen.v1.IntakeService/Submit", "");
    request.headers_mut().insert("content-type", "application/grpc".parse().expect("a header"));
    let config = peer::config(&gateway.authority, Some(gateway.identity(Who::Municipality)), Http::One);
    let answer = peer::send(gateway.secured, config, request).await.expect("answered");
    assert_eq!((answer.status.as_u16(), header(&answer, "upgrade")), (426, "h2"));
}

#[tokio::test]
async fn paths_and_methods_are_told_apart_and_services_speak_grpc_only() {
    let gateway = Gateway::open().await;
    let service = "/broen.v1.IntakeService/Submit";
    for (method, path, expected) in [
        ("GET", "/medcom", 405),
        ("PUT", FHIR, 405),
        ("POST", "/", 404),
        ("POST", "/medcom/x", 404),
        ("POST", service, 415),
    ] {
        for http in [Http::One, Http::Two] {
            let answer = gateway.http(Who::Municipality, http, method, path, "").await;
            assert_eq!(answer.status, expected, "{method} {path}");
            let told = if path == FHIR { "application/fhir+json" } else { "application/problem+json" };
            assert!(header(&answer, "content-type").starts_with(told), "{method} {path}");
        }
    }
}
