//! Care relations: who may record them, and what they must say.

use tonic::{Code, Status};
use wire::v1;

use crate::gateway::{Gateway, Who};
use crate::letters::{BRUNO, KARLA};
use crate::refused::{fields, reason};

/// A patient by CPR number.
pub(crate) fn cpr(number: &str) -> v1::PatientIdentifier {
    v1::PatientIdentifier {
        system: "urn:oid:1.2.208.176.1.2".to_owned(),
        value: number.to_owned(),
        kind: v1::PatientIdentifierKind::Unspecified.into(),
    }
}

/// Has the registrar record that the organisation knows the patient.
pub(crate) async fn record(
    gateway: &Gateway,
    organisation: Who,
    patient: &str,
    basis: &str,
) -> Result<v1::CareRelation, Status> {
    let care_relation = v1::CareRelation {
        organisation: organisation.name().to_owned(),
        patient: Some(cpr(patient)),
        basis: basis.to_owned(),
        ..Default::default()
    };
    let request = v1::RecordCareRelationRequest { care_relation: Some(care_relation) };
    let answer = gateway.relations(Who::Registrar).await.record_care_relation(request).await?;
    Ok(answer.into_inner().care_relation.expect("given back"))
}

async fn listed(gateway: &Gateway, who: Who, patient: &str) -> Vec<String> {
    let request = v1::ListCareRelationsRequest { patient: Some(cpr(patient)), ..Default::default() };
    let answer = gateway.relations(who).await.list_care_relations(request).await.expect("a list");
    answer.into_inner().care_relations.into_iter().map(|relation| relation.organisation).collect()
}

#[tokio::test]
async fn a_relation_is_recorded_once_and_ended() {
    let gateway = Gateway::open().await;
    let first = record(&gateway, Who::Hospital, KARLA, "episode").await.expect("recorded");
    let again = record(&gateway, Who::Hospital, KARLA, "episode").await.expect("the same");
    assert_eq!(first, again);
    assert_eq!(first.end_time, None);

    let mut registrar = gateway.relations(Who::Registrar).await;
    let before = first.start_time.map(|start| prost_types::Timestamp { seconds: start.seconds - 1, ..start });
    let request = v1::EndCareRelationRequest { id: first.id.clone(), end_time: before };
    assert_eq!(fields(&registrar.end_care_relation(request).await.expect_err("too early")), ["end_time"]);
    let request = v1::EndCareRelationRequest { id: first.id, end_time: None };
    let ended = registrar.end_care_relation(request).await.expect("ended").into_inner();
    assert!(ended.care_relation.is_some_and(|relation| relation.end_time.is_some()));
    let request = v1::EndCareRelationRequest { id: "9999".to_owned(), end_time: None };
    let missing = registrar.end_care_relation(request).await.expect_err("not there");
    assert_eq!(reason(&missing), (Code::NotFound, "CARE_RELATION_NOT_FOUND".to_owned()));
}

#[tokio::test]
async fn only_a_registrar_records_and_ends() {
    let gateway = Gateway::open().await;
    for who in [Who::Clinic, Who::Hospital, Who::Municipality] {
        let mut client = gateway.relations(who).await;
        let refused = client.record_care_relation(v1::RecordCareRelationRequest::default()).await.expect_err("no role");
        assert_eq!(reason(&refused), (Code::PermissionDenied, "ROLE_MISSING".to_owned()));
        let refused = client.end_care_relation(v1::EndCareRelationRequest::default()).await.expect_err("no role");
        assert_eq!(refused.code(), Code::PermissionDenied);
    }
}

#[tokio::test]
async fn a_registrar_sees_all_relations_and_others_their_own() {
    let gateway = Gateway::open().await;
    record(&gateway, Who::Hospital, KARLA, "episode").await.expect("recorded");
    record(&gateway, Who::Municipality, KARLA, "citizen-list").await.expect("recorded");
    record(&gateway, Who::Municipality, BRUNO, "citizen-list").await.expect("recorded");
    let (hospital, municipality) = (Who::Hospital.name(), Who::Municipality.name());
    let mut all = listed(&gateway, Who::Registrar, KARLA).await;
    all.sort_unstable();
    assert_eq!(all, [municipality, hospital]);
    assert_eq!(listed(&gateway, Who::Hospital, KARLA).await, [hospital]);
    assert_eq!(listed(&gateway, Who::Clinic, KARLA).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_list_of_relations_goes_on_page_by_page() {
    let gateway = Gateway::open().await;
    for (who, basis) in [(Who::Hospital, "episode"), (Who::Hospital, "referral"), (Who::Municipality, "citizen-list")] {
        record(&gateway, who, KARLA, basis).await.expect("recorded");
    }
    let mut registrar = gateway.relations(Who::Registrar).await;
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = v1::ListCareRelationsRequest { patient: Some(cpr(KARLA)), page_size: 2, page_token };
        let page = registrar.list_care_relations(request).await.expect("a page").into_inner();
        seen.extend(page.care_relations.into_iter().map(|relation| relation.basis));
        if page.next_page_token.is_empty() {
            break;
        }
        page_token = page.next_page_token;
    }
    seen.sort_unstable();
    assert_eq!(seen, ["citizen-list", "episode", "referral"]);
}

#[tokio::test]
async fn a_relation_of_nobody_is_refused_without_repeating_it() {
    let gateway = Gateway::open().await;
    let refused = record(&gateway, Who::Hospital, "14023899", "episode").await.expect_err("no CPR number");
    assert_eq!(fields(&refused), ["care_relation.patient.value"]);
    assert!(!format!("{refused:?}").contains("14023899"));
    let refused = record(&gateway, Who::Hospital, "0000000000", "curiosity").await.expect_err("nobody");
    assert_eq!(fields(&refused), ["care_relation.patient", "care_relation.basis"]);
}
