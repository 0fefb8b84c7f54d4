//! Care relations.

use canonical::Kind;
use canonical::relation::{Basis, CareRelation};

use super::Store;
use super::make::{audit_row, bruno, karla, key, organisation, time};
use crate::model::RelationId;
use crate::{Error, Journal};

fn citizen(from: i64) -> CareRelation {
    CareRelation {
        organisation: organisation(),
        patient: karla(),
        basis: Basis::CitizenList,
        from: time(from),
        to: None,
        kinds: vec![Kind::DischargeLetter, Kind::HospitalStay],
    }
}

async fn audited(journal: &dyn Journal) -> usize {
    journal.audit_after(0, 100).await.expect("whole").len()
}

pub async fn an_equal_relation_is_recorded_once(store: &dyn Store) {
    let journal = store.open().await;
    let record = async |relation: CareRelation| {
        journal.record_relation(key(&relation.patient), relation, audit_row(1)).await.expect("written")
    };
    let first = record(citizen(0)).await;
    assert_eq!((&first.relation, first.patient), (&citizen(0), key(&karla())));
    assert_eq!(record(citizen(0)).await, first);
    assert_eq!(audited(&*journal).await, 1);

    let others = [
        citizen(1),
        CareRelation { to: Some(time(99)), ..citizen(0) },
        CareRelation { kinds: Vec::new(), ..citizen(0) },
        CareRelation { basis: Basis::Referral, ..citizen(0) },
        CareRelation { patient: bruno(), ..citizen(0) },
    ];
    for other in &others {
        let row = record(other.clone()).await;
        assert_eq!((&row.relation, row.id == first.id), (other, false));
    }
    assert_eq!(audited(&*journal).await, 6);
    assert_eq!(journal.relation(first.id).await, Ok(first));
}

pub async fn relations_end_once_and_never_later(store: &dyn Store) {
    let journal = store.open().await;
    let row = journal.record_relation(key(&karla()), citizen(0), audit_row(1)).await.expect("written");
    let end = async |second: i64| {
        let row = journal.end_relation(row.id, time(second), audit_row(second)).await.expect("it exists");
        row.relation.to
    };
    assert_eq!(end(50).await, Some(time(50)));
    assert_eq!(end(50).await, Some(time(50)));
    assert_eq!(end(60).await, Some(time(50)));
    assert_eq!(audited(&*journal).await, 2, "only what changed something is audited");
    assert_eq!(end(40).await, Some(time(40)));
    assert_eq!(audited(&*journal).await, 3);
    let unknown = journal.end_relation(RelationId(row.id.0 + 1), time(1), audit_row(1)).await;
    assert_eq!(unknown, Err(Error::NotFound));
}

pub async fn relations_are_found_under_any_key_of_the_patient(store: &dyn Store) {
    let journal = store.open().await;
    let recorded = [citizen(0), CareRelation { patient: bruno(), ..citizen(0) }, citizen(5)];
    for relation in recorded.clone() {
        journal.record_relation(key(&relation.patient), relation, audit_row(1)).await.expect("written");
    }
    drop(journal);
    let journal = store.open().await;
    let found = async |patients: &[_]| {
        let rows = journal.relations(patients).await.expect("readable");
        rows.into_iter().map(|row| row.relation).collect::<Vec<_>>()
    };
    let (karla, bruno) = (key(&karla()), key(&bruno()));
    let [one, two, three] = recorded;
    assert_eq!(found(&[karla]).await, [three.clone(), one.clone()]);
    assert_eq!(found(&[bruno, karla, bruno]).await, [three, two, one]);
    assert_eq!(found(&[]).await, []);
}
