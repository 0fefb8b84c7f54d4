//! Who can take a letter.

use std::sync::Arc;

use canonical::RefusalCode::{ReceiverMissing, ReceiverTypeUnsupported, ReceiverUnknown};
use canonical::identifier::PartyIdentifier;
use canonical::{Kind, RefusalCode};
use journal::{Filter, Scope, SubscriptionRow};
use proptest::prelude::*;

use super::refusals;
use crate::example::{GP, HOSPITAL, MUNICIPALITY, at, labels, lookup, organisations, subscription};
use crate::matching::Matcher;
use crate::relations::Relations;

fn refused(subscriptions: &[SubscriptionRow], receivers: &[&[(&str, &str)]]) -> Vec<(usize, RefusalCode)> {
    refusals(&organisations(), subscriptions, &labels(Kind::Document, HOSPITAL, receivers, &[]))
}

#[test]
fn every_receiver_with_a_subscription_that_takes_it_can_take_it() {
    let both = [
        subscription(1, "laegerne-proevegade", Filter::default()),
        subscription(2, "odense", Filter { scope: Scope::Both, ..Filter::default() }),
    ];
    assert_eq!(refused(&both, &[GP, MUNICIPALITY]), []);
}

#[test]
fn one_receiver_that_cannot_take_it_is_named_by_its_place() {
    let one = [subscription(1, "laegerne-proevegade", Filter::default())];
    assert_eq!(refused(&one, &[GP, MUNICIPALITY]), [(1, ReceiverTypeUnsupported)]);
    let stranger: &[(&str, &str)] = &[("gln", "5790999900065")];
    assert_eq!(refused(&one, &[stranger, GP, &[]]), [(0, ReceiverUnknown), (2, ReceiverMissing)]);
}

#[test]
fn a_letter_to_nobody_is_refused_by_nobody() {
    assert_eq!(refused(&[], &[]), []);
}

#[test]
fn a_subscription_to_patients_or_to_other_kinds_takes_no_addressed_letter() {
    let filters = [
        Filter { scope: Scope::MyPatients, ..Filter::default() },
        Filter { kinds: vec![Kind::Referral], ..Filter::default() },
        Filter { senders: vec!["gln:5790999900041".to_owned()], ..Filter::default() },
    ];
    for filter in filters {
        let only = [subscription(1, "laegerne-proevegade", filter)];
        assert_eq!(refused(&only, &[GP]), [(0, ReceiverTypeUnsupported)], "{only:?}");
    }
}

#[test]
fn a_subscription_of_somebody_else_does_not_help() {
    let only = [subscription(1, "odense", Filter::default())];
    assert_eq!(refused(&only, &[GP]), [(0, ReceiverTypeUnsupported)]);
}

#[test]
fn an_organisation_that_is_not_hosted_takes_nothing() {
    let only = [subscription(1, "testregionen", Filter::default())];
    assert_eq!(refused(&only, &[HOSPITAL]), [(0, ReceiverUnknown)]);
}

/// One of the organisations that subscribe, with any filter.
fn some_subscription() -> impl Strategy<Value = (&'static str, Filter)> {
    let organisation = prop::sample::select(vec!["testregionen", "laegerne-proevegade", "odense"]);
    let scope = prop::sample::select(Scope::ALL.to_vec());
    let kinds = prop::sample::subsequence(vec![Kind::Document, Kind::Referral], 0..=2);
    let senders = prop::sample::subsequence(vec!["gln:5790999900010".to_owned(), "gln:1".to_owned()], 0..=2);
    (organisation, scope, kinds, senders)
        .prop_map(|(organisation, scope, kinds, senders)| (organisation, Filter { scope, kinds, senders }))
}

proptest! {
    #[test]
    fn a_letter_that_is_not_refused_reaches_every_receiver(
        receivers in prop::collection::vec(prop::sample::select(vec![HOSPITAL, GP, MUNICIPALITY]), 0..4),
        chosen in prop::collection::vec(some_subscription(), 0..6),
    ) {
        let subscriptions: Vec<_> =
            (1..).zip(chosen).map(|(id, (organisation, filter))| subscription(id, organisation, filter)).collect();
        let labels = labels(Kind::Document, HOSPITAL, &receivers, &[]);
        let organisations: Arc<[_]> = organisations().into();
        let matcher = Matcher { organisations: organisations.clone(), policy: Arc::default(), lookup: lookup() };
        let now = at("2026-03-04T12:00:00Z");
        let matched = matcher.matches(&labels, subscriptions.iter(), &Relations::default(), now);
        let reached = |receiver: &[PartyIdentifier]| {
            let entered = |row: &SubscriptionRow| matched.entries.iter().any(|entry| entry.subscription == row.id);
            let owner = |row: &SubscriptionRow| organisations.iter().find(|known| known.id == row.name.organisation);
            let mut entered = subscriptions.iter().filter(|row| entered(row)).filter_map(owner);
            entered.any(|organisation| organisation.hosted && access::addressed(organisation, receiver))
        };
        let refused = refusals(&organisations, &subscriptions, &labels);
        for (place, receiver) in labels.receivers.iter().enumerate() {
            let is_refused = refused.iter().any(|(refused, _)| *refused == place);
            prop_assert_eq!(reached(receiver), !is_refused, "receiver {} of {:?}", place, refused);
        }
    }
}
