//! Who gets an event, and what the audit says of it.

use std::sync::Arc;

use access::{Policy, Sharing};
use canonical::Kind;
use canonical::relation::{Basis, CareRelation};
use journal::{Filter, Labels, Scope, SubscriptionRow};

use super::{Matched, Matcher, takes};
use crate::example::{GP, HOSPITAL, KARLA, MUNICIPALITY, at, labels, lookup, organisations, patient, subscription};
use crate::relations::Relations;

fn matcher(policy: Policy) -> Matcher {
    Matcher { organisations: organisations().into(), policy: Arc::new(policy), lookup: lookup() }
}

fn sharing(kinds: Vec<Kind>) -> Policy {
    let ground = "agreed with the municipality".to_owned();
    Policy { sharing: vec![Sharing { basis: Basis::CitizenList, sectors: vec![], kinds, ground }] }
}

fn citizen(kinds: Vec<Kind>, to: Option<&str>) -> Relations {
    let relation = CareRelation {
        organisation: organisations()[2].id.clone(),
        patient: patient(KARLA),
        basis: Basis::CitizenList,
        from: at("2026-01-01T00:00:00Z"),
        to: to.map(at),
        kinds,
    };
    Relations::from_rows([(lookup().patient(&patient(KARLA)), relation)])
}

fn odense(scope: Scope) -> SubscriptionRow {
    subscription(7, "odense", Filter { scope, ..Filter::default() })
}

fn of_karla(receivers: &[&[(&str, &str)]]) -> Labels {
    labels(Kind::DischargeLetter, HOSPITAL, receivers, &[KARLA])
}

/// The subscriptions entered, and the audit as organisation, permission and ground.
fn outcome(
    policy: Policy,
    labels: &Labels,
    subscriptions: &[SubscriptionRow],
    relations: &Relations,
) -> (Vec<i64>, Vec<(String, bool, String)>) {
    let now = at("2026-03-04T12:00:00Z");
    let Matched { entries, audit } = matcher(policy).matches(labels, subscriptions.iter(), relations, now);
    let audit = audit.into_iter().map(|row| (row.organisation, row.permitted, row.ground)).collect();
    (entries.into_iter().map(|entry| entry.subscription.0).collect(), audit)
}

fn row(organisation: &str, permitted: bool, ground: &str) -> (String, bool, String) {
    (organisation.to_owned(), permitted, ground.to_owned())
}

#[test]
fn the_addressed_get_it_and_nobody_else() {
    let everybody = [
        subscription(1, "testregionen", Filter::default()),
        subscription(2, "laegerne-proevegade", Filter::default()),
        odense(Scope::Addressed),
    ];
    let none = Relations::default();
    let (entered, audit) = outcome(Policy::default(), &of_karla(&[GP, MUNICIPALITY]), &everybody, &none);
    assert_eq!(entered, [2, 7]);
    assert_eq!(audit, [row("laegerne-proevegade", true, "addressed"), row("odense", true, "addressed")]);
}

#[test]
fn every_subscription_of_an_organisation_gets_its_own_entry() {
    let two = [
        subscription(2, "laegerne-proevegade", Filter::default()),
        subscription(3, "laegerne-proevegade", Filter::default()),
    ];
    let now = at("2026-03-04T12:00:00Z");
    let matched = matcher(Policy::default()).matches(&of_karla(&[GP]), two.iter(), &Relations::default(), now);
    assert_eq!(matched.entries.len(), 2);
    assert_ne!(matched.entries[0].salt, matched.entries[1].salt);
}

#[test]
fn those_who_care_for_the_patient_get_it_if_policy_shares_it() {
    let labels = of_karla(&[GP]);
    for scope in [Scope::MyPatients, Scope::Both] {
        let (entered, audit) = outcome(sharing(vec![]), &labels, &[odense(scope)], &citizen(vec![], None));
        assert_eq!((entered, audit), (vec![7], vec![row("odense", true, "citizen-list")]));
    }
    let (entered, audit) = outcome(sharing(vec![]), &labels, &[odense(Scope::Addressed)], &citizen(vec![], None));
    assert_eq!((entered, audit), (vec![], vec![]));
}

#[test]
fn a_denial_in_spite_of_a_relation_is_audited_once_per_organisation() {
    let labels = of_karla(&[GP]);
    let two = [odense(Scope::MyPatients), odense(Scope::Both)];
    let denials = [
        (Policy::default(), citizen(vec![], None), "basis-not-shared"),
        (sharing(vec![]), citizen(vec![Kind::Referral], None), "kind-not-covered"),
        (sharing(vec![]), citizen(vec![], Some("2026-02-01T00:00:00Z")), "relation-ended"),
    ];
    for (policy, relations, word) in denials {
        assert_eq!(outcome(policy, &labels, &two, &relations), (vec![], vec![row("odense", false, word)]));
    }
}

#[test]
fn without_a_relation_nothing_is_entered_and_nothing_audited() {
    let outcome = outcome(sharing(vec![]), &of_karla(&[GP]), &[odense(Scope::Both)], &Relations::default());
    assert_eq!(outcome, (vec![], vec![]));
}

#[test]
fn a_subscription_to_both_is_entered_by_address_before_relation() {
    let labels = of_karla(&[MUNICIPALITY]);
    let both = outcome(sharing(vec![]), &labels, &[odense(Scope::Both)], &citizen(vec![], None));
    assert_eq!(both, (vec![7], vec![row("odense", true, "addressed")]));
    let patients = outcome(sharing(vec![]), &labels, &[odense(Scope::MyPatients)], &citizen(vec![], None));
    assert_eq!(patients, (vec![7], vec![row("odense", true, "citizen-list")]));
}

#[test]
fn an_organisation_that_is_not_configured_gets_nothing() {
    let gone = [subscription(9, "gone", Filter::default())];
    assert_eq!(outcome(Policy::default(), &of_karla(&[GP]), &gone, &Relations::default()), (vec![], vec![]));
}

#[test]
fn every_part_of_a_filter_must_match() {
    let labels = of_karla(&[GP]);
    let filter = |kinds: &[Kind], senders: &[&str]| Filter {
        kinds: kinds.to_vec(),
        senders: senders.iter().map(|&sender| sender.to_owned()).collect(),
        ..Filter::default()
    };
    let (kind, other) = (Kind::DischargeLetter, Kind::Referral);
    let (sender, stranger) = ("gln:5790999900010", "gln:5790999900065");
    assert!(takes(&filter(&[], &[]), &labels));
    assert!(takes(&filter(&[other, kind], &[stranger, sender]), &labels));
    assert!(!takes(&filter(&[other], &[sender]), &labels));
    assert!(!takes(&filter(&[kind], &[stranger]), &labels));
    assert!(!takes(&filter(&[], &["5790999900010", "sor:5790999900010"]), &labels));
}
