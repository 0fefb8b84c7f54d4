//! A disk that is full: no letter gets a receipt that cannot be kept, and nothing that got one is lost.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use conformance_tests::letters::{Letter, LetterKind, Receiver};
use conformance_tests::peers::{Answer, Https, Puller, channel};
use conformance_tests::standalone::{CLINIC, HOSPITAL, Standalone};
use tonic::transport::Channel;
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{CreateSubscriptionRequest, GetSubscriptionRequest, Subscription};

/// Room for the schema and some letters.
const DISK: u64 = 2 << 20;

async fn post(client: &mut Https, number: u32) -> Answer {
    let kind = LetterKind::ClinicalEmail;
    let letter = Letter { id: format!("FULL{number}"), patient: number % 100, receiver: Receiver::Clinic, kind };
    let document = letter.document(&format!("FULLENV{number}"));
    client.post("/medcom", "application/xml", document).await.expect("an answer")
}

/// Posts until many letters in a row cannot be kept: the store may still find some room. Gives those that can and those
/// that cannot.
async fn fill(client: &mut Https) -> (Vec<u32>, Vec<u32>) {
    let (mut kept, mut refused, mut in_a_row) = (Vec::new(), Vec::new(), 0);
    for number in 0..5_000 {
        let answer = post(client, number).await;
        if answer.status == 200 {
            assert!(answer.text().contains("<PositiveReceipt"), "{}", answer.text());
            kept.push(number);
            in_a_row = 0;
        } else {
            assert_eq!(answer.status, 503, "{}", answer.text());
            assert!(!answer.text().contains("Receipt"), "{}", answer.text());
            refused.push(number);
            in_a_row += 1;
        }
        if in_a_row == 20 {
            return (kept, refused);
        }
    }
    panic!("the disk never was full");
}

async fn last_number(channel: Channel) -> u64 {
    let request = GetSubscriptionRequest { name: "inbox".to_owned() };
    let answer =
        SubscriberServiceClient::new(channel).get_subscription(request).await.expect("readable on a full disk");
    answer.into_inner().subscription.and_then(|found| found.state).expect("a state").last_number
}

#[tokio::test]
async fn a_full_disk_refuses_for_now_and_loses_nothing() {
    let data = tempfile::tempdir().expect("a directory");
    let gateway = Standalone::start_with_a_full_disk(data.path(), DISK).await.expect("the gateway starts");
    let clinic = channel(gateway.grpc, &gateway.identity(CLINIC)).await.expect("a channel");
    let subscription = Subscription { name: "inbox".to_owned(), ..Subscription::default() };
    let request = CreateSubscriptionRequest { subscription: Some(subscription), start: None };
    SubscriberServiceClient::new(clinic.clone()).create_subscription(request).await.expect("a subscription");

    let mut hospital = Https::new(gateway.https, &gateway.identity(HOSPITAL)).expect("a client");
    let (kept, refused) = fill(&mut hospital).await;
    assert_eq!(last_number(clinic.clone()).await, kept.len() as u64, "what got no receipt has no entry");

    gateway.empty_the_disk().await.expect("prlimit runs");
    for number in &refused {
        let answer = post(&mut hospital, *number).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let mut puller = Puller::open(clinic, "inbox", 100).await.expect("a stream");
    let mut letters = BTreeSet::new();
    while letters.len() < kept.len() + refused.len() {
        for entry in puller.next().await.expect("a stream that holds").expect("more entries") {
            letters.insert(puller.seen(&entry).expect("nothing is withheld").letter);
            puller.ack(vec![entry.number]).await.expect("an open stream");
        }
    }
    assert_eq!(letters, kept.iter().chain(&refused).map(|number| format!("FULL{number}")).collect());
}
