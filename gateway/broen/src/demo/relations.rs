//! The registrar's part: recording that a patient is known to an organisation.

use std::path::Path;

use wire::v1::care_relation_service_client::CareRelationServiceClient;
use wire::v1::{CareRelation, PatientIdentifier, RecordCareRelationRequest};

use super::cast::Actor;
use super::error::Error;
use crate::client::{Caller, channel};

/// Karla Margrethe Testrup, the published test person of most of the letters.
const KARLA: &str = "1402389992";

/// Records that Karla is on the municipality's list of citizens in its care.
pub(super) async fn record(data: &Path) -> Result<(), Error> {
    let channel = channel(&Caller::local(data, Actor::Registrar.id())?).await?;
    let patient = PatientIdentifier {
        system: "urn:oid:1.2.208.176.1.2".to_owned(),
        value: KARLA.to_owned(),
        ..PatientIdentifier::default()
    };
    let care_relation = CareRelation {
        organisation: Actor::Municipality.id().to_owned(),
        patient: Some(patient),
        basis: canonical::relation::Basis::CitizenList.word().to_owned(),
        ..CareRelation::default()
    };
    let request = RecordCareRelationRequest { care_relation: Some(care_relation) };
    CareRelationServiceClient::new(channel).record_care_relation(request).await?;
    Ok(())
}
