//! Subscriptions whose entries the gateway posts: what may be asked for.

use tonic::Code;
use wire::v1;

use crate::gateway::{Gateway, Who};
use crate::refused::{fields, reason};

/// The one host that the tests' configuration allows.
const ALLOWED: &str = "https://epj.example/letters";

fn push(endpoint: &str) -> v1::PushConfig {
    v1::PushConfig {
        endpoint: endpoint.to_owned(),
        format: v1::PushFormat::MedcomEmessage.into(),
        ..v1::PushConfig::default()
    }
}

fn pushed(push: Option<v1::PushConfig>) -> v1::Subscription {
    v1::Subscription { name: "inbox".to_owned(), push, ..v1::Subscription::default() }
}

fn creation(push: v1::PushConfig) -> v1::CreateSubscriptionRequest {
    v1::CreateSubscriptionRequest { subscription: Some(pushed(Some(push))), start: None }
}

fn update(push: Option<v1::PushConfig>, paths: &[&str]) -> v1::UpdateSubscriptionRequest {
    let update_mask = prost_types::FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() };
    v1::UpdateSubscriptionRequest { subscription: Some(pushed(push)), update_mask: Some(update_mask) }
}

fn pull() -> impl tonic::IntoStreamingRequest<Message = v1::StreamingPullRequest> {
    tokio_stream::iter([v1::StreamingPullRequest { subscription: "inbox".to_owned(), ..Default::default() }])
}

#[tokio::test]
async fn a_subscription_that_is_posted_is_read_back_and_not_pulled() {
    let gateway = Gateway::open().await;
    let mut clinic = gateway.subscriber(Who::Clinic).await;
    let created = clinic.create_subscription(creation(push(ALLOWED))).await.expect("created").into_inner();
    let read = created.subscription.expect("given back").push.expect("a push");
    assert_eq!((read.endpoint.as_str(), read.ack(), read.max_requests), (ALLOWED, v1::PushAck::OnSuccess, 4));
    assert_eq!(read.max_resends, Some(3));
    let again = clinic.create_subscription(creation(read)).await;
    assert!(again.is_ok(), "what is read back is the same");
    let refused = clinic.streaming_pull(pull()).await.expect_err("it is posted");
    assert_eq!(reason(&refused), (Code::FailedPrecondition, "SUBSCRIPTION_IS_PUSHED".to_owned()));
}

#[tokio::test]
async fn a_push_can_be_changed_and_taken_away() {
    let gateway = Gateway::open().await;
    let mut clinic = gateway.subscriber(Who::Clinic).await;
    clinic.create_subscription(creation(push(ALLOWED))).await.expect("created");
    let paused = v1::PushConfig { paused: true, ..push("https://epj.example/elsewhere") };
    let changed = clinic.update_subscription(update(Some(paused), &["push"])).await.expect("changed").into_inner();
    let read = changed.subscription.and_then(|subscription| subscription.push).expect("a push");
    assert_eq!((read.endpoint.as_str(), read.paused), ("https://epj.example/elsewhere", true));
    let pulled = clinic.update_subscription(update(None, &["push"])).await.expect("changed").into_inner();
    assert_eq!(pulled.subscription.and_then(|subscription| subscription.push), None);
    assert!(clinic.streaming_pull(pull()).await.is_ok());
    for paths in [&[][..], &["filter"], &["push", "delivery"]] {
        let refused = clinic.update_subscription(update(None, paths)).await.expect_err("only the push");
        assert_eq!(fields(&refused), ["update_mask"]);
    }
}

#[tokio::test]
async fn nothing_is_posted_where_the_operator_does_not_allow_it() {
    let gateway = Gateway::open().await;
    let mut clinic = gateway.subscriber(Who::Clinic).await;
    for endpoint in ["https://localhost/", "https://169.254.169.254/", "https://epj.example:8443/"] {
        let refused = clinic.create_subscription(creation(push(endpoint))).await.expect_err("not allowed");
        assert_eq!(reason(&refused), (Code::FailedPrecondition, "PUSH_NOT_ALLOWED".to_owned()), "{endpoint}");
    }
    clinic.create_subscription(creation(push(ALLOWED))).await.expect("allowed");
    let elsewhere = update(Some(push("https://other.example/")), &["push"]);
    let refused = clinic.update_subscription(elsewhere).await.expect_err("not allowed");
    assert_eq!(reason(&refused), (Code::FailedPrecondition, "PUSH_NOT_ALLOWED".to_owned()));
    let refused = clinic.create_subscription(creation(push("http://epj.example/"))).await.expect_err("no https");
    assert_eq!(fields(&refused), ["subscription.push.endpoint"]);
    let mut hospital = gateway.subscriber(Who::Hospital).await;
    let refused = hospital.update_subscription(update(None, &["push"])).await.expect_err("not its own");
    assert_eq!(refused.code(), Code::NotFound);
}
