//! What a request may say of a subscription, and what not.

use tonic_types::StatusExt as _;

use super::*;

fn organisation() -> OrganisationId {
    OrganisationId::parse("odense-kommune").expect("a short name")
}

fn read(subscription: v1::Subscription) -> Result<NewSubscription, Status> {
    let request = v1::CreateSubscriptionRequest { subscription: Some(subscription), start: None };
    new(&organisation(), request, Timestamp::UNIX_EPOCH)
}

fn wrong(subscription: v1::Subscription) -> Vec<String> {
    let details = read(subscription).expect_err("wrong").get_error_details();
    let violations = &details.bad_request().expect("fields").field_violations;
    violations.iter().map(|violation| violation.field.clone()).collect()
}

fn named(name: &str) -> v1::Subscription {
    v1::Subscription { name: name.to_owned(), ..Default::default() }
}

#[test]
fn a_name_alone_is_everything_addressed_from_now_on() {
    let NewSubscription { name, filter, options, push, start, at: _ } = read(named("inbox")).expect("enough");
    assert_eq!(push, None);
    assert_eq!((name.organisation, name.name.as_str()), (organisation(), "inbox"));
    assert_eq!(filter, Filter::default());
    assert_eq!(options, Options::default());
    assert_eq!(start, Start::Now);
}

#[test]
fn everything_wrong_is_said_at_once() {
    let filter = v1::Filter {
        scope: 9,
        kinds: vec!["referral".to_owned(), "novel".to_owned()],
        senders: vec!["gln:5790999900010".to_owned(), "5790999900010".to_owned()],
    };
    let minute = prost_types::Duration { seconds: 60, nanos: 0 };
    let second = prost_types::Duration { seconds: 1, nanos: 0 };
    let delivery =
        v1::DeliveryOptions { max_attempts: 1001, min_backoff: Some(minute), max_backoff: Some(second), standard: 9 };
    let asked = v1::Subscription { filter: Some(filter), delivery: Some(delivery), ..named("Inbox") };
    assert_eq!(
        wrong(asked),
        [
            "subscription.name",
            "subscription.filter.scope",
            "subscription.filter.kinds[1]",
            "subscription.filter.senders[1]",
            "subscription.delivery.max_attempts",
            "subscription.delivery.min_backoff",
            "subscription.delivery.standard",
        ]
    );
}

#[test]
fn a_wait_is_not_negative_and_not_endless() {
    for seconds in [-1, 24 * 3600 + 1, i64::MAX] {
        let wait = Some(prost_types::Duration { seconds, nanos: 0 });
        let delivery = v1::DeliveryOptions { max_backoff: wait, ..Default::default() };
        let asked = v1::Subscription { delivery: Some(delivery), ..named("inbox") };
        assert_eq!(wrong(asked), ["subscription.delivery.max_backoff"]);
    }
}

#[test]
fn senders_are_kept_in_the_writing_that_letters_are_compared_by() {
    assert_eq!(sender("municipality:0461").as_deref(), Some("municipality:461"));
    assert_eq!(sender("urn:oid:1.2.3:abc").as_deref(), Some("urn:oid:1.2.3:abc"));
    for wrong in ["", "gln:", ":5790999900010", "glnn:5790999900010", "5790999900010"] {
        assert_eq!(sender(wrong), None, "{wrong}");
    }
}

#[test]
fn a_request_without_a_subscription_is_wrong() {
    let request = v1::CreateSubscriptionRequest::default();
    assert!(new(&organisation(), request, Timestamp::UNIX_EPOCH).is_err());
}
