//! Streams: entries down, acks up, and how streams end.

use canonical::chain::{ChainCheck, commitment};
use canonical::digest::Digest;
use prost::Message as _;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status, Streaming};
use wire::v1;
use wire::v1::seek_request::Target;

use crate::gateway::{Gateway, Who};
use crate::letters::{BRUNO, KARLA};
use crate::refused::{fields, reason};
use crate::relations::record;

/// An open stream.
struct Pull {
    requests: mpsc::Sender<v1::StreamingPullRequest>,
    answers: Streaming<v1::StreamingPullResponse>,
    waiting: std::collections::VecDeque<v1::Entry>,
}

impl Pull {
    /// A stream of the clinic.
    async fn open(gateway: &Gateway, max_outstanding_messages: u32) -> Self {
        Self::open_as(Who::Clinic, gateway, max_outstanding_messages).await
    }

    async fn open_as(who: Who, gateway: &Gateway, max_outstanding_messages: u32) -> Self {
        let (requests, sent) = mpsc::channel(8);
        let first = v1::StreamingPullRequest {
            subscription: "inbox".to_owned(),
            max_outstanding_messages,
            ..Default::default()
        };
        requests.send(first).await.expect("room");
        let mut client = gateway.subscriber(who).await;
        let answers = client.streaming_pull(ReceiverStream::new(sent)).await.expect("opened").into_inner();
        Self { requests, answers, waiting: Default::default() }
    }

    async fn next(&mut self) -> Result<Option<v1::Entry>, Status> {
        while self.waiting.is_empty() {
            match self.answers.message().await? {
                Some(answer) => {
                    assert!(!answer.entries.is_empty());
                    self.waiting.extend(answer.entries);
                }
                None => return Ok(None),
            }
        }
        Ok(self.waiting.pop_front())
    }

    async fn entry(&mut self) -> v1::Entry {
        self.next().await.expect("open").expect("an entry")
    }

    async fn ack(&self, number: u64) {
        self.say(v1::StreamingPullRequest { ack_numbers: vec![number], ..Default::default() }).await;
    }

    async fn nack(&self, number: u64) {
        let nack = v1::Nack { number, reason: "not-now".to_owned() };
        self.say(v1::StreamingPullRequest { nacks: vec![nack], ..Default::default() }).await;
    }

    async fn say(&self, request: v1::StreamingPullRequest) {
        self.requests.send(request).await.expect("open");
    }
}

async fn state(gateway: &Gateway) -> v1::SubscriptionState {
    let request = v1::GetSubscriptionRequest { name: "inbox".to_owned() };
    let answer = gateway.subscriber(Who::Clinic).await.get_subscription(request).await.expect("there");
    answer.into_inner().subscription.and_then(|subscription| subscription.state).expect("a state")
}

#[tokio::test]
async fn a_letter_arrives_with_its_proof_and_is_acked() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let events = [gateway.send("KOR1", KARLA).await, gateway.send("KOR2", KARLA).await];
    let mut pull = Pull::open(&gateway, 0).await;
    let mut check = ChainCheck::default();
    for event in events {
        let entry = pull.entry().await;
        let disclosed = entry.event.expect("addressed to the clinic");
        assert_eq!((disclosed.id.as_str(), entry.basis.as_str()), (event.to_string().as_str(), "addressed"));
        assert_eq!((entry.attempt, entry.withheld, entry.lane.len()), (1, None, 32));
        // Whoever decodes an event and encodes it again has the bytes that the commitment binds.
        let bound = commitment(&entry.salt, Digest::of(&disclosed.encode_to_vec()));
        assert_eq!(entry.commitment, bound.0.to_vec());
        let digest = Digest::from_slice(&entry.chain_digest).expect("32 bytes");
        assert_eq!(check.take(entry.number, bound, digest), Ok(()));
        pull.ack(entry.number).await;
    }
    drop(pull.requests);
    assert_eq!(pull.answers.message().await.expect("a good end"), None);
    let state = state(&gateway).await;
    assert_eq!((state.settled_through, state.backlog), (2, 0));
}

#[tokio::test]
async fn what_was_revoked_comes_as_a_tombstone_and_the_chain_goes_on() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let filter = v1::Filter { scope: v1::Scope::MyPatients.into(), ..Default::default() };
    let subscription = v1::Subscription { name: "inbox".to_owned(), filter: Some(filter), ..Default::default() };
    gateway.subscribe_with(Who::Hospital, subscription).await;
    let karla = record(&gateway, Who::Hospital, KARLA, "episode").await.expect("recorded");
    record(&gateway, Who::Hospital, BRUNO, "episode").await.expect("recorded");
    gateway.send("KOR1", KARLA).await;
    gateway.send("KOR2", BRUNO).await;
    let request = v1::EndCareRelationRequest { id: karla.id, end_time: None };
    gateway.relations(Who::Registrar).await.end_care_relation(request).await.expect("ended");

    let mut pull = Pull::open_as(Who::Hospital, &gateway, 0).await;
    let (withheld, seen) = (pull.entry().await, pull.entry().await);
    assert_eq!(withheld.withheld.map(|withheld| withheld.reason), Some("relation-ended".to_owned()));
    assert_eq!((withheld.number, withheld.event, withheld.basis.as_str()), (1, None, ""));
    assert!(withheld.salt.is_empty() && withheld.links.is_empty());
    assert_eq!((seen.number, seen.basis.as_str()), (2, "episode"));
    let mut check = ChainCheck::default();
    for (number, commitment, digest) in [
        (withheld.number, withheld.commitment, withheld.chain_digest),
        (seen.number, seen.commitment, seen.chain_digest),
    ] {
        let read = |bytes: &[u8]| Digest::from_slice(bytes).expect("32 bytes");
        assert_eq!(check.take(number, read(&commitment), read(&digest)), Ok(()));
    }
}

#[tokio::test]
async fn a_window_of_one_holds_the_next_patient_back() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    gateway.send("KOR1", KARLA).await;
    gateway.send("KOR2", BRUNO).await;
    let mut pull = Pull::open(&gateway, 1).await;
    let answer = pull.answers.message().await.expect("open").expect("an answer");
    assert_eq!(answer.entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), [1]);
    pull.ack(1).await;
    assert_eq!(pull.entry().await.number, 2);
}

#[tokio::test]
async fn a_nacked_entry_comes_again() {
    let gateway = Gateway::open().await;
    let at_once = prost_types::Duration::default();
    let delivery = v1::DeliveryOptions { min_backoff: Some(at_once), max_backoff: Some(at_once), ..Default::default() };
    let subscription = v1::Subscription { name: "inbox".to_owned(), delivery: Some(delivery), ..Default::default() };
    gateway.subscribe_with(Who::Clinic, subscription).await;
    gateway.send("KOR1", KARLA).await;
    let mut pull = Pull::open(&gateway, 0).await;
    for attempt in 1..=3 {
        let entry = pull.entry().await;
        assert_eq!((entry.number, entry.attempt), (1, attempt));
        pull.nack(1).await;
    }
}

#[tokio::test]
async fn a_parked_lane_waits_until_it_is_skipped() {
    let gateway = Gateway::open().await;
    let delivery = v1::DeliveryOptions { max_attempts: 1, ..Default::default() };
    let subscription = v1::Subscription { name: "inbox".to_owned(), delivery: Some(delivery), ..Default::default() };
    gateway.subscribe_with(Who::Clinic, subscription).await;
    gateway.send("KOR1", KARLA).await;
    gateway.send("KOR2", KARLA).await;
    let mut pull = Pull::open(&gateway, 0).await;
    assert_eq!(pull.entry().await.number, 1);
    pull.nack(1).await;
    let parked = loop {
        let state = state(&gateway).await;
        if let [parked] = state.parked_lanes.as_slice() {
            break parked.clone();
        }
    };
    assert_eq!((parked.number, parked.reason.as_str()), (1, "not-now"));

    let mut clinic = gateway.subscriber(Who::Clinic).await;
    let name = "inbox".to_owned();
    let elsewhere = v1::ResumeLaneRequest { name: name.clone(), number: 2 };
    let refused = clinic.resume_lane(elsewhere).await.expect_err("not parked there");
    assert_eq!(reason(&refused), (Code::NotFound, "LANE_NOT_PARKED".to_owned()));
    clinic.skip_lane(v1::SkipLaneRequest { name, number: 1 }).await.expect("skipped");
    assert_eq!(pull.entry().await.number, 2);
}

#[tokio::test]
async fn a_newer_stream_takes_over() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    gateway.send("KOR1", KARLA).await;
    let mut older = Pull::open(&gateway, 0).await;
    assert_eq!(older.entry().await.attempt, 1);
    let mut newer = Pull::open(&gateway, 0).await;
    let ended = older.next().await.expect_err("taken over");
    assert_eq!(reason(&ended), (Code::Aborted, "SUBSCRIPTION_TAKEN_OVER".to_owned()));
    let entry = newer.entry().await;
    assert_eq!((entry.number, entry.attempt), (1, 1));
}

#[tokio::test]
async fn a_subscription_that_was_moved_back_delivers_again() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    gateway.send("KOR1", KARLA).await;
    let mut pull = Pull::open(&gateway, 0).await;
    let number = pull.entry().await.number;
    pull.ack(number).await;
    drop(pull.requests);
    assert_eq!(pull.answers.message().await.expect("a good end"), None);

    let mut clinic = gateway.subscriber(Who::Clinic).await;
    let seek = |target| v1::SeekRequest { name: "inbox".to_owned(), target: Some(target) };
    let beyond = clinic.seek(seek(Target::Number(3))).await.expect_err("beyond the end");
    assert_eq!(fields(&beyond), ["number"]);
    let moved = clinic.seek(seek(Target::Number(1))).await.expect("moved").into_inner();
    assert_eq!(moved.next_number, 1);
    assert_eq!(Pull::open(&gateway, 0).await.entry().await.number, 1);
    let long_ago = prost_types::Timestamp { seconds: 0, nanos: 0 };
    let moved = clinic.seek(seek(Target::Time(long_ago))).await.expect("moved").into_inner();
    assert_eq!(moved.next_number, 1);
}

#[tokio::test]
async fn a_wrong_later_request_ends_the_stream() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let mut pull = Pull::open(&gateway, 0).await;
    pull.say(v1::StreamingPullRequest { subscription: "other".to_owned(), ..Default::default() }).await;
    let ended = pull.next().await.expect_err("wrong");
    assert_eq!(fields(&ended), ["subscription"]);
}

#[tokio::test]
async fn a_first_request_names_a_subscription_that_is_there() {
    let gateway = Gateway::open().await;
    let mut clinic = gateway.subscriber(Who::Clinic).await;
    let nameless = clinic.streaming_pull(tokio_stream::iter([v1::StreamingPullRequest::default()])).await;
    assert_eq!(fields(&nameless.expect_err("nameless")), ["subscription"]);
    let silent = clinic.streaming_pull(tokio_stream::empty()).await;
    assert_eq!(fields(&silent.expect_err("silent")), ["subscription"]);
    let request = v1::StreamingPullRequest { subscription: "inbox".to_owned(), ..Default::default() };
    let missing = clinic.streaming_pull(tokio_stream::iter([request])).await.expect_err("not there");
    assert_eq!(reason(&missing), (Code::NotFound, "SUBSCRIPTION_NOT_FOUND".to_owned()));
}
