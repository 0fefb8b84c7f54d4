//! Who gets in: every port but health and metrics asks for a certificate of the site's own authority.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use conformance_tests::letters::{Letter, LetterKind, Receiver};
use conformance_tests::peers::{Https, Identity, PeerError, channel};
use conformance_tests::standalone::{CLINIC, HOSPITAL, Standalone};
use tempfile::TempDir;
use wire::v1::CreateSubscriptionRequest;
use wire::v1::subscriber_service_client::SubscriberServiceClient;

async fn gateway() -> (TempDir, Standalone) {
    let data = tempfile::tempdir().expect("a directory");
    let gateway = Standalone::start(data.path()).await.expect("the gateway starts");
    (data, gateway)
}

fn letter() -> String {
    let letter =
        Letter { id: "DOOR1".to_owned(), patient: 1, receiver: Receiver::Clinic, kind: LetterKind::ClinicalEmail };
    letter.document("ENVDOOR1")
}

/// Whether a call on either port gets as far as an answer.
async fn is_heard(gateway: &Standalone, identity: &Identity) -> (bool, bool) {
    let mut https = Https::new(gateway.https, identity).expect("a client");
    let posted = https.post("/medcom", "application/xml", letter()).await;
    let called = match channel(gateway.grpc, identity).await {
        Err(_) => false,
        Ok(channel) => {
            let request = CreateSubscriptionRequest::default();
            let answer = SubscriberServiceClient::new(channel).create_subscription(request).await;
            // A status that the server wrote has details; a broken connection has none.
            answer.is_err_and(|status| !status.details().is_empty())
        }
    };
    (posted.is_ok(), called)
}

#[tokio::test]
async fn a_certificate_of_this_site_is_heard_on_every_port() {
    let (_data, gateway) = gateway().await;
    assert_eq!(is_heard(&gateway, &gateway.identity(HOSPITAL)).await, (true, true));
}

#[tokio::test]
async fn nobody_is_heard_without_a_certificate() {
    let (_data, gateway) = gateway().await;
    let nobody = Identity { certificate: None, ..gateway.identity(HOSPITAL) };
    assert_eq!(is_heard(&gateway, &nobody).await, (false, false));
}

#[tokio::test]
async fn a_certificate_of_another_site_is_not_heard() {
    let (_data, gateway) = gateway().await;
    let (_other_data, other) = self::gateway().await;
    let foreign = Identity { authority: gateway.identity(HOSPITAL).authority, ..other.identity(HOSPITAL) };
    assert_eq!(is_heard(&gateway, &foreign).await, (false, false));
}

#[tokio::test]
async fn a_sender_submits_only_as_itself() {
    let (_data, gateway) = gateway().await;
    let mut clinic = Https::new(gateway.https, &gateway.identity(CLINIC)).expect("a client");
    let answer = clinic.post("/medcom", "application/xml", letter()).await.expect("an answer");
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("sender-not-authorised"), "{}", answer.text());
}

#[tokio::test]
async fn a_letter_that_nobody_takes_gets_no_positive_receipt() {
    let (_data, gateway) = gateway().await;
    let mut hospital = Https::new(gateway.https, &gateway.identity(HOSPITAL)).expect("a client");
    let answer = hospital.post("/medcom", "application/xml", letter()).await.expect("an answer");
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("NegativeReceipt"), "{}", answer.text());
    assert!(answer.text().contains("receiver-type-unsupported"), "{}", answer.text());
}

#[tokio::test]
async fn only_a_registrar_records_care_relations() -> Result<(), PeerError> {
    use wire::v1::care_relation_service_client::CareRelationServiceClient;
    use wire::v1::{CareRelation, PatientIdentifier, RecordCareRelationRequest};

    let (_data, gateway) = gateway().await;
    let relation = CareRelation {
        organisation: "odense-kommune-test".to_owned(),
        patient: Some(PatientIdentifier {
            system: "urn:oid:1.2.208.176.1.2".to_owned(),
            value: "1402389992".to_owned(),
            ..PatientIdentifier::default()
        }),
        basis: "citizen-list".to_owned(),
        ..CareRelation::default()
    };
    let request = RecordCareRelationRequest { care_relation: Some(relation) };
    let mut hospital = CareRelationServiceClient::new(channel(gateway.grpc, &gateway.identity(HOSPITAL)).await?);
    let denied = hospital.record_care_relation(request.clone()).await.expect_err("the hospital is no registrar");
    assert_eq!(denied.code(), tonic::Code::PermissionDenied);
    let mut registrar = CareRelationServiceClient::new(channel(gateway.grpc, &gateway.identity("registrar")).await?);
    registrar.record_care_relation(request).await?;
    Ok(())
}
