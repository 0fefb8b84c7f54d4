//! Who can take a letter.

use canonical::RefusalCode::{ReceiverMissing, ReceiverTypeUnsupported, ReceiverUnknown};
use canonical::{Kind, RefusalCode};
use journal::{Filter, Scope, SubscriptionRow};

use super::refusals;
use crate::example::{GP, HOSPITAL, MUNICIPALITY, labels, organisations, subscription};

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
fn a_letter_to_nobody_is_refused() {
    assert_eq!(refused(&[], &[]), [(0, ReceiverMissing)]);
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
