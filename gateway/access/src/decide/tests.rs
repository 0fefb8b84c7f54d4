//! What is permitted, what is denied, and what never changes a decision.

use canonical::identifier::{Cpr, PatientIdentifier};
use canonical::organisation::{OrganisationId, Sector};
use canonical::relation::Basis;
use proptest::prelude::*;

use super::*;
use crate::Sharing;

const DAY: i64 = 86_400;

fn day(number: i64) -> Timestamp {
    Timestamp::from_second(number * DAY).expect("a day near the epoch")
}

fn gln(value: &str) -> PartyIdentifier {
    PartyIdentifier::from_scheme("gln", value)
}

fn municipality() -> Organisation {
    Organisation {
        id: OrganisationId::parse("odense-kommune").expect("a short name"),
        name: "Odense Kommune TEST".to_owned(),
        sector: Sector::Municipality,
        identifiers: vec![gln("5790999900041")],
        roles: Vec::new(),
        acts_for: Vec::new(),
        hosted: true,
    }
}

fn citizen(from: i64, to: Option<i64>, kinds: &[Kind]) -> CareRelation {
    CareRelation {
        organisation: municipality().id,
        patient: PatientIdentifier::Cpr(Cpr::parse("1402389992").expect("ten digits")),
        basis: Basis::CitizenList,
        from: day(from),
        to: to.map(day),
        kinds: kinds.to_vec(),
    }
}

fn sharing(basis: Basis, sectors: &[Sector], kinds: &[Kind]) -> Policy {
    let ground = "sundhedsloven § 41".to_owned();
    Policy { sharing: vec![Sharing { basis, sectors: sectors.to_vec(), kinds: kinds.to_vec(), ground }] }
}

/// Day 10, a discharge letter from the hospital to the clinic.
fn decided(policy: &Policy, relations: &[CareRelation]) -> Decision {
    let facts = Facts {
        kind: Kind::DischargeLetter,
        sender: &[gln("5790999900010")],
        receivers: &[vec![gln("5790999900034")]],
    };
    decide(policy, &municipality(), &facts, relations, day(10))
}

fn open() -> Policy {
    sharing(Basis::CitizenList, &[], &[])
}

#[test]
fn addressed_receivers_and_authors_need_no_policy() {
    let own = [gln("5790999900041")];
    let other = [gln("5790999900010")];
    let addressed = Facts { kind: Kind::Referral, sender: &other, receivers: &[own.to_vec()] };
    let author = Facts { kind: Kind::Referral, sender: &own, receivers: &[other.to_vec()] };
    let both = Facts { kind: Kind::Referral, sender: &own, receivers: &[own.to_vec()] };
    let ask = |facts: &Facts<'_>| decide(&Policy::default(), &municipality(), facts, &[], day(10));
    assert_eq!(ask(&addressed), Decision::Permit(Ground::Addressed));
    assert_eq!(ask(&author), Decision::Permit(Ground::Author));
    assert_eq!(ask(&both), Decision::Permit(Ground::Addressed));
}

#[test]
fn a_relation_opens_nothing_until_policy_shares_its_basis() {
    let relations = [citizen(0, None, &[])];
    assert_eq!(decided(&Policy::default(), &relations), Decision::Withhold(Denial::BasisNotShared));
    assert_eq!(decided(&sharing(Basis::GpList, &[], &[]), &relations), Decision::Withhold(Denial::BasisNotShared));
    assert_eq!(decided(&open(), &relations), Decision::Permit(Ground::Relation(Basis::CitizenList)));
}

#[test]
fn policy_shares_by_sector_and_kind() {
    let relations = [citizen(0, None, &[])];
    let permitted = |sectors: &[Sector], kinds: &[Kind]| {
        decided(&sharing(Basis::CitizenList, sectors, kinds), &relations).permits()
    };
    assert!(permitted(&[Sector::Municipality], &[Kind::DischargeLetter]));
    assert!(!permitted(&[Sector::Hospital], &[Kind::DischargeLetter]));
    assert!(!permitted(&[Sector::Municipality], &[Kind::Correspondence]));
}

#[test]
fn a_relation_holds_from_its_first_instant_until_just_before_its_last() {
    assert!(decided(&open(), &[citizen(10, None, &[])]).permits());
    assert_eq!(decided(&open(), &[citizen(11, None, &[])]), Decision::Withhold(Denial::RelationNotStarted));
    assert_eq!(decided(&open(), &[citizen(0, Some(10), &[])]), Decision::Withhold(Denial::RelationEnded));
    assert!(decided(&open(), &[citizen(0, Some(11), &[])]).permits());
}

#[test]
fn a_relation_covers_only_its_kinds() {
    let narrow = citizen(0, None, &[Kind::HospitalStay]);
    assert_eq!(decided(&open(), &[narrow]), Decision::Withhold(Denial::KindNotCovered));
    assert!(decided(&open(), &[citizen(0, None, &[Kind::HospitalStay, Kind::DischargeLetter])]).permits());
}

#[test]
fn the_denial_names_the_relation_that_came_closest() {
    let relations = [citizen(0, Some(5), &[]), citizen(0, None, &[Kind::HospitalStay]), citizen(20, None, &[])];
    assert_eq!(decided(&open(), &relations), Decision::Withhold(Denial::KindNotCovered));
    assert_eq!(decided(&open(), &[]), Decision::Withhold(Denial::NoRelation));
}

#[test]
fn the_relation_of_another_organisation_opens_nothing() {
    let mut relation = citizen(0, None, &[]);
    relation.organisation = OrganisationId::parse("nabo-kommune").expect("a short name");
    assert_eq!(decided(&open(), &[relation]), Decision::Withhold(Denial::NoRelation));
}

#[test]
fn every_outcome_has_a_word_of_its_own() {
    let grounds = [Ground::Addressed, Ground::Author].into_iter();
    let grounds = grounds.chain(Basis::ALL.iter().copied().map(Ground::Relation)).map(Decision::Permit);
    let denials = [
        Denial::NoRelation,
        Denial::RelationNotStarted,
        Denial::RelationEnded,
        Denial::KindNotCovered,
        Denial::BasisNotShared,
    ];
    let words: Vec<_> = grounds.chain(denials.map(Decision::Withhold)).map(Decision::word).collect();
    let distinct: std::collections::BTreeSet<_> = words.iter().collect();
    assert_eq!(distinct.len(), words.len());
}

fn kinds() -> impl Strategy<Value = Vec<Kind>> {
    proptest::sample::subsequence(Kind::ALL, 0..=2)
}

fn relation() -> impl Strategy<Value = CareRelation> {
    let basis = proptest::sample::select(Basis::ALL);
    (basis, 0_i64..20, proptest::option::of(0_i64..20), kinds()).prop_map(|(basis, from, length, kinds)| CareRelation {
        basis,
        ..citizen(from, length.map(|length| from + length), &kinds)
    })
}

fn policy() -> impl Strategy<Value = Policy> {
    let sharing = (proptest::sample::select(Basis::ALL), proptest::sample::subsequence(Sector::ALL, 0..=2), kinds());
    let sharing = sharing.prop_map(|(basis, sectors, kinds)| Sharing { basis, sectors, kinds, ground: String::new() });
    proptest::collection::vec(sharing, 0..4).prop_map(|sharing| Policy { sharing })
}

fn relations() -> impl Strategy<Value = Vec<CareRelation>> {
    proptest::collection::vec(relation(), 0..5)
}

proptest! {
    #[test]
    fn without_a_relation_or_without_a_policy_nothing_is_permitted(policy in policy(), relations in relations()) {
        prop_assert_eq!(decided(&policy, &[]), Decision::Withhold(Denial::NoRelation));
        prop_assert!(!decided(&Policy::default(), &relations).permits());
    }

    #[test]
    fn adding_a_relation_never_withdraws_a_permission(policy in policy(), relations in relations(), one in relation()) {
        let before = decided(&policy, &relations).permits();
        let more = [relations, vec![one]].concat();
        prop_assert!(!before || decided(&policy, &more).permits());
    }

    #[test]
    fn adding_a_sharing_never_withdraws_a_permission(one in policy(), other in policy(), relations in relations()) {
        let before = decided(&one, &relations).permits();
        let more = Policy { sharing: [one.sharing, other.sharing].concat() };
        prop_assert!(!before || decided(&more, &relations).permits());
    }

    #[test]
    fn the_order_of_relations_does_not_matter(policy in policy(), mut relations in relations()) {
        let forwards = decided(&policy, &relations);
        relations.reverse();
        prop_assert_eq!(forwards, decided(&policy, &relations));
    }

    #[test]
    fn what_a_relation_permits_rests_on_one_that_permits_it_alone(policy in policy(), relations in relations()) {
        let decision = decided(&policy, &relations);
        let alone = relations.iter().any(|one| decided(&policy, std::slice::from_ref(one)) == decision);
        prop_assert!(alone || (relations.is_empty() && decision == Decision::Withhold(Denial::NoRelation)));
    }
}
