//! Subscriptions: creating, reading, listing, deleting.

use tonic::Code;
use wire::v1;

use crate::gateway::{Gateway, Who};
use crate::letters::KARLA;
use crate::refused::{fields, reason};

fn named(name: &str) -> v1::CreateSubscriptionRequest {
    let subscription = v1::Subscription { name: name.to_owned(), ..Default::default() };
    v1::CreateSubscriptionRequest { subscription: Some(subscription), start: None }
}

#[tokio::test]
async fn a_subscription_is_created_read_and_deleted() {
    let gateway = Gateway::open().await;
    let mut clinic = gateway.subscriber(Who::Clinic).await;
    let created = clinic.create_subscription(named("inbox")).await.expect("created").into_inner();
    let created = created.subscription.expect("given back");
    assert_eq!((created.name.as_str(), created.organisation.as_str()), ("inbox", Who::Clinic.name()));
    assert_eq!(created.filter.as_ref().map(v1::Filter::scope), Some(v1::Scope::Addressed));
    assert_eq!(created.delivery.as_ref().map(|delivery| delivery.max_attempts), Some(10));

    gateway.send("KOR1", KARLA).await;
    let name = "inbox".to_owned();
    let request = v1::GetSubscriptionRequest { name: name.clone() };
    let read = clinic.get_subscription(request.clone()).await.expect("there").into_inner().subscription;
    let state = read.and_then(|subscription| subscription.state).expect("a state");
    assert_eq!((state.last_number, state.settled_through, state.backlog), (1, 0, 1));
    assert!(state.oldest_unsettled_time.is_some());

    clinic.delete_subscription(v1::DeleteSubscriptionRequest { name }).await.expect("deleted");
    let gone = clinic.get_subscription(request).await.expect_err("gone");
    assert_eq!(reason(&gone), (Code::NotFound, "SUBSCRIPTION_NOT_FOUND".to_owned()));
}

#[tokio::test]
async fn the_same_subscription_twice_is_one_and_another_of_its_name_is_refused() {
    let gateway = Gateway::open().await;
    let mut clinic = gateway.subscriber(Who::Clinic).await;
    let first = clinic.create_subscription(named("inbox")).await.expect("created").into_inner();
    let again = clinic.create_subscription(named("inbox")).await.expect("the same").into_inner();
    assert_eq!(first, again);
    let mut other = named("inbox");
    let filter = v1::Filter { kinds: vec!["referral".to_owned()], ..Default::default() };
    other.subscription =
        other.subscription.map(|subscription| v1::Subscription { filter: Some(filter), ..subscription });
    let refused = clinic.create_subscription(other).await.expect_err("another");
    assert_eq!(reason(&refused), (Code::AlreadyExists, "SUBSCRIPTION_EXISTS".to_owned()));
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let gateway = Gateway::open().await;
    let mut clinic = gateway.subscriber(Who::Clinic).await;
    let mut request = named("No Such Name");
    let filter = v1::Filter { kinds: vec!["novel".to_owned()], ..Default::default() };
    request.subscription =
        request.subscription.map(|subscription| v1::Subscription { filter: Some(filter), ..subscription });
    let refused = clinic.create_subscription(request).await.expect_err("wrong");
    assert_eq!(reason(&refused), (Code::InvalidArgument, "ARGUMENT_INVALID".to_owned()));
    assert_eq!(fields(&refused), ["subscription.name", "subscription.filter.kinds[0]"]);
}

#[tokio::test]
async fn a_list_goes_on_page_by_page_and_only_for_its_owner() {
    let gateway = Gateway::open().await;
    let mut clinic = gateway.subscriber(Who::Clinic).await;
    for name in ["e", "b", "a", "d", "c"] {
        clinic.create_subscription(named(name)).await.expect("created");
    }
    gateway.subscribe(Who::Hospital, "hospital").await;
    let (mut names, mut page_token, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let request = v1::ListSubscriptionsRequest { page_size: 2, page_token: page_token.clone() };
        let page = clinic.list_subscriptions(request).await.expect("a page").into_inner();
        names.extend(page.subscriptions.into_iter().map(|subscription| subscription.name));
        pages += 1;
        if page.next_page_token.is_empty() {
            break;
        }
        page_token = page.next_page_token;
    }
    assert_eq!((names.concat().as_str(), pages), ("abcde", 3));

    let mut hospital = gateway.subscriber(Who::Hospital).await;
    let request = v1::ListSubscriptionsRequest { page_size: 2, page_token };
    let refused = hospital.list_subscriptions(request).await.expect_err("not its token");
    assert_eq!(fields(&refused), ["page_token"]);
    let request = v1::GetSubscriptionRequest { name: "a".to_owned() };
    assert_eq!(hospital.get_subscription(request).await.expect_err("not its own").code(), Code::NotFound);
}

#[tokio::test]
async fn who_is_no_subscriber_has_no_subscriptions() {
    let gateway = Gateway::open().await;
    let mut registrar = gateway.subscriber(Who::Registrar).await;
    let refused = registrar.create_subscription(named("inbox")).await.expect_err("no role");
    assert_eq!(reason(&refused), (Code::PermissionDenied, "ROLE_MISSING".to_owned()));
    let pull =
        tokio_stream::iter([v1::StreamingPullRequest { subscription: "inbox".to_owned(), ..Default::default() }]);
    assert_eq!(registrar.streaming_pull(pull).await.expect_err("no role").code(), Code::PermissionDenied);
}

#[tokio::test]
async fn a_certificate_of_nobody_is_told_so_in_grpc() {
    let gateway = Gateway::open().await;
    let stranger = gateway.authority.sign();
    let channel = gateway.channel_with(&stranger).await.expect("the authority is trusted");
    let mut client = v1::subscriber_service_client::SubscriberServiceClient::new(channel);
    let refused = client.create_subscription(named("inbox")).await.expect_err("nobody");
    assert_eq!(reason(&refused), (Code::PermissionDenied, "CERTIFICATE_UNKNOWN".to_owned()));
}
