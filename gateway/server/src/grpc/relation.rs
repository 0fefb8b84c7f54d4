//! Care relations between the contract and the journal.

use canonical::organisation::Organisation;
use canonical::relation::{Basis, CareRelation};
use jiff::Timestamp;
use journal::{RelationId, RelationRow};
use tonic::Status;
use wire::convert::timestamp;
use wire::v1;

use super::fields::Fields;
use super::subscription::read_kinds;

/// The care relation that a request asks to record.
pub(crate) fn new(
    asked: Option<v1::CareRelation>,
    organisations: &[Organisation],
    now: Timestamp,
) -> Result<CareRelation, Status> {
    let mut fields = Fields::default();
    let asked = fields.read(asked, "care_relation", "a care relation").unwrap_or_default();
    // The id is set by the server, and what a request says there is ignored.
    let v1::CareRelation { id: _, organisation, patient, basis, start_time, end_time, kinds } = asked;
    let known = organisations.iter().find(|known| known.id.as_str() == organisation).map(|known| known.id.clone());
    let organisation = fields.read(known, "care_relation.organisation", "the short name of an organisation known here");
    let patient = fields.patient(patient, "care_relation.patient");
    let words = Basis::ALL.iter().map(|basis| basis.word()).collect::<Vec<_>>().join(", ");
    let basis = fields.read(Basis::from_word(&basis), "care_relation.basis", &format!("one of {words}"));
    let from = fields.optional_time(start_time, "care_relation.start_time").map(|from| from.unwrap_or(now));
    let to = fields.optional_time(end_time, "care_relation.end_time");
    if let (Some(from), Some(Some(to))) = (from, to) {
        fields.require(from < to, "care_relation.end_time", "after the start");
    }
    let kinds = read_kinds(&kinds, "care_relation.kinds", &mut fields);
    fields.finish(|| {
        Some(CareRelation {
            organisation: organisation?,
            patient: patient?,
            basis: basis?,
            from: from?,
            to: to?,
            kinds: kinds?,
        })
    })
}

/// The end that a request asks for: which relation, and when.
pub(crate) fn end(request: v1::EndCareRelationRequest, now: Timestamp) -> Result<(RelationId, Timestamp), Status> {
    let v1::EndCareRelationRequest { id, end_time } = request;
    let mut fields = Fields::default();
    let id = fields.read(read_id(&id), "id", "the id of a care relation");
    let at = fields.optional_time(end_time, "end_time").map(|at| at.unwrap_or(now));
    fields.finish(|| Some((id?, at?)))
}

/// A relation cannot end before it begins.
pub(crate) fn require_order(relation: &CareRelation, end: Timestamp) -> Result<(), Status> {
    let mut fields = Fields::default();
    fields.require(relation.from <= end, "end_time", "not before the start");
    fields.finish(|| Some(()))
}

/// An id as [`message`] writes it.
pub(crate) fn read_id(text: &str) -> Option<RelationId> {
    let id = text.parse().ok().filter(|id| *id > 0).map(RelationId);
    // One writing only: no sign, no leading zeros.
    id.filter(|RelationId(id)| id.to_string() == text)
}

/// A stored care relation as the contract says it.
pub(crate) fn message(row: &RelationRow) -> v1::CareRelation {
    let RelationRow { id: RelationId(id), patient: _, relation } = row;
    let CareRelation { organisation, patient, basis, from, to, kinds } = relation;
    v1::CareRelation {
        id: id.to_string(),
        organisation: organisation.to_string(),
        patient: Some(patient.into()),
        basis: basis.word().to_owned(),
        start_time: Some(timestamp(*from)),
        end_time: to.map(timestamp),
        kinds: kinds.iter().map(|kind| kind.word().to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use canonical::organisation::{OrganisationId, Sector};
    use tonic_types::StatusExt as _;

    use super::*;

    fn municipality() -> Organisation {
        Organisation {
            id: OrganisationId::parse("odense-kommune").expect("a short name"),
            name: "Odense Kommune TEST".to_owned(),
            sector: Sector::Municipality,
            identifiers: Vec::new(),
            roles: Vec::new(),
            acts_for: Vec::new(),
            hosted: true,
        }
    }

    fn asked() -> v1::CareRelation {
        let patient = v1::PatientIdentifier {
            system: "urn:oid:1.2.208.176.1.2".to_owned(),
            value: "1402389992".to_owned(),
            kind: v1::PatientIdentifierKind::Unspecified.into(),
        };
        v1::CareRelation {
            organisation: "odense-kommune".to_owned(),
            patient: Some(patient),
            basis: "citizen-list".to_owned(),
            ..Default::default()
        }
    }

    fn read(asked: v1::CareRelation) -> Result<CareRelation, Status> {
        new(Some(asked), &[municipality()], Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_relation_begins_now_and_has_no_end_unless_it_is_said() {
        let relation = read(asked()).expect("right");
        assert_eq!((relation.from, relation.to), (Timestamp::UNIX_EPOCH, None));
        assert_eq!(relation.basis, Basis::CitizenList);
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let time = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
        let wrong = v1::CareRelation {
            organisation: "nowhere".to_owned(),
            patient: None,
            basis: "curiosity".to_owned(),
            start_time: time(10),
            end_time: time(10),
            kinds: vec!["novel".to_owned()],
            ..asked()
        };
        let details = read(wrong).expect_err("wrong").get_error_details();
        let violations = &details.bad_request().expect("fields").field_violations;
        let named: Vec<_> = violations.iter().map(|violation| violation.field.as_str()).collect();
        let expected = ["organisation", "patient", "basis", "end_time", "kinds[0]"];
        assert_eq!(named, expected.map(|field| format!("care_relation.{field}")));
    }

    #[test]
    fn an_id_has_one_writing() {
        assert_eq!(read_id("17"), Some(RelationId(17)));
        for wrong in ["", "0", "-1", "+17", "017", "17 ", "x", "99999999999999999999"] {
            assert_eq!(read_id(wrong), None, "{wrong}");
        }
    }
}
