//! Posting to receivers that fail, by a gateway that is a process of its own.
//!
//! One receiver is down, slow, answers 500, answers negative receipts, and is back; another one is well all the time.
//! Meanwhile letters come in, and the gateway is killed and started again. In the end nothing is lost, each lane was kept
//! in order, and the other receiver has never waited.
//!
//! `PUSH_DOWN=600` has the receiver down for as many seconds; without it, for three.

#![allow(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed, and a long one says where it is"
)]

mod receiver;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use conformance_tests::letters::{Letter, LetterKind, Receiver as To};
use conformance_tests::peers::{Https, channel};
use conformance_tests::standalone::{CLINIC, CONFIGURATION, HOSPITAL, MUNICIPALITY, Standalone};
use wire::v1;
use wire::v1::subscriber_service_client::SubscriberServiceClient;

use receiver::{Manner, Receiver, Taken};

const PATIENTS: u32 = 5;
const LETTERS: u32 = 25;
/// Longer than anything here takes beside the time that the receiver is down.
const HANG: Duration = Duration::from_secs(120);

struct World {
    gateway: Standalone,
    sent: u32,
}

impl World {
    /// The hospital writes to both receivers.
    async fn write(&mut self) {
        let mut hospital = Https::new(self.gateway.https, &self.gateway.identity(HOSPITAL)).expect("a client");
        for _ in 0..LETTERS {
            for (to, word) in [(To::Clinic, "C"), (To::Municipality, "M")] {
                let (id, patient) = (format!("{word}{:05}", self.sent), self.sent % PATIENTS);
                let letter = Letter { id: id.clone(), patient, receiver: to, kind: LetterKind::ClinicalEmail };
                let document = letter.document(&format!("E{id}"));
                let answer = hospital.post("/medcom", "application/xml", document).await.expect("an answer");
                assert_eq!(answer.status, 200, "{}", answer.text());
            }
            self.sent += 1;
        }
    }

    async fn state(&self, organisation: &str) -> v1::SubscriptionState {
        let channel = channel(self.gateway.grpc, &self.gateway.identity(organisation)).await.expect("a channel");
        let request = v1::GetSubscriptionRequest { name: "posted".to_owned() };
        let found = SubscriberServiceClient::new(channel).get_subscription(request).await.expect("it is there");
        let state = found.into_inner().subscription.and_then(|subscription| subscription.state).expect("a state");
        assert_eq!(state.parked_lanes, [], "{organisation}");
        state
    }

    async fn standing(&self, organisation: &str) -> v1::PushStanding {
        self.state(organisation).await.push.map(|push| push.standing()).unwrap_or_default()
    }

    /// Waits until everything was taken.
    async fn settled(&self, organisation: &str) {
        let entries = u64::from(self.sent);
        let what = format!("{organisation} to have {entries}");
        until(&what, async || {
            let state = self.state(organisation).await;
            state.last_number == entries && state.backlog == 0
        })
        .await;
    }

    async fn restart(self, data: &Path) -> Self {
        self.gateway.kill().await.expect("it can be waited for");
        let gateway = Standalone::start(data).await.expect("the gateway starts");
        Self { gateway, sent: self.sent }
    }
}

async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(HANG, waiting).await.unwrap_or_else(|_| panic!("waited in vain for {what}"));
}

async fn subscribe(gateway: &Standalone, organisation: &str, receiver: &Receiver, ack: v1::PushAck) {
    let millis = |millis: i32| Some(prost_types::Duration { seconds: 0, nanos: millis * 1_000_000 });
    let push = v1::PushConfig {
        endpoint: receiver.endpoint(),
        format: v1::PushFormat::MedcomEmessage.into(),
        ack: ack.into(),
        answer_timeout: Some(prost_types::Duration { seconds: 1, nanos: 0 }),
        ..v1::PushConfig::default()
    };
    let delivery = v1::DeliveryOptions {
        max_attempts: 5,
        min_backoff: millis(50),
        max_backoff: millis(900),
        ..Default::default()
    };
    let subscription = v1::Subscription {
        name: "posted".to_owned(),
        push: Some(push),
        delivery: Some(delivery),
        ..v1::Subscription::default()
    };
    let request = v1::CreateSubscriptionRequest { subscription: Some(subscription), start: None };
    let channel = channel(gateway.grpc, &gateway.identity(organisation)).await.expect("a channel");
    SubscriberServiceClient::new(channel).create_subscription(request).await.expect("a subscription");
}

/// Every letter was taken, in the order of its lane; what was taken again came again at once, with nothing between.
fn taken_in_order(taken: &[Taken], sent: u32, word: &str) -> usize {
    let mut lanes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in taken {
        lanes.entry(&one.patient).or_default().push(&one.letter);
    }
    for letters in lanes.values() {
        assert!(letters.is_sorted(), "{letters:?}");
    }
    let all: BTreeSet<_> = taken.iter().map(|taken| taken.letter.clone()).collect();
    let expected: BTreeSet<_> = (0..sent).map(|number| format!("{word}{number:05}")).collect();
    assert_eq!(all, expected);
    taken.len() - all.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_in_every_trouble_gets_everything_in_order_and_holds_up_nobody() {
    let down = std::env::var("PUSH_DOWN").ok().and_then(|text| text.parse().ok()).unwrap_or(3);
    let data = tempfile::tempdir().expect("a directory");
    let ((troubled, first), (well, second)) = (Receiver::reserve().await, Receiver::reserve().await);
    let ports = [&troubled, &well].map(|receiver| format!("\"localhost:{}\"", receiver.address.port())).join(", ");
    let configuration = CONFIGURATION.replace("[log]", &format!("[push]\nhosts = [{ports}]\n\n[log]"));
    std::fs::write(data.path().join("broen.toml"), configuration).expect("written");
    let gateway = Standalone::start(data.path()).await.expect("the gateway starts");
    troubled.begin(first, data.path());
    well.begin(second, data.path());
    subscribe(&gateway, CLINIC, &troubled, v1::PushAck::OnReceipt).await;
    subscribe(&gateway, MUNICIPALITY, &well, v1::PushAck::OnSuccess).await;
    let mut world = World { gateway, sent: 0 };
    world.write().await;
    world.settled(CLINIC).await;

    // Down for as long as it takes.
    troubled.goes_down();
    let begun = Instant::now();
    world.write().await;
    world.settled(MUNICIPALITY).await;
    until("the word", async || world.standing(CLINIC).await == v1::PushStanding::Unwell).await;
    tokio::time::sleep(Duration::from_secs(down).saturating_sub(begun.elapsed())).await;
    assert_eq!(world.state(CLINIC).await.backlog, u64::from(LETTERS));
    let was_down = begun.elapsed();
    troubled.comes_back().await;
    let back = Instant::now();
    world.settled(CLINIC).await;
    eprintln!("down for {:.1} s, everything taken {:.1} s later", was_down.as_secs_f64(), back.elapsed().as_secs_f64());

    for manner in [Manner::Broken, Manner::Slow] {
        let requests = troubled.requests();
        troubled.is(manner);
        world.write().await;
        world.settled(MUNICIPALITY).await;
        until("some requests", async || troubled.requests() > requests + 4).await;
        until("the word", async || world.standing(CLINIC).await == v1::PushStanding::Unwell).await;
        // Killed in the middle of it, and started again.
        world = world.restart(data.path()).await;
        troubled.is(Manner::Well);
        world.settled(CLINIC).await;
    }

    troubled.is(Manner::RefusesFirst);
    world.write().await;
    world.settled(MUNICIPALITY).await;
    world = world.restart(data.path()).await;
    world.settled(CLINIC).await;
    until("the word", async || world.standing(CLINIC).await == v1::PushStanding::Delivering).await;

    let again = taken_in_order(&troubled.taken(), world.sent, "C");
    let other = taken_in_order(&well.taken(), world.sent, "M");
    eprintln!("{} letters each; taken twice: {again} by the one in trouble, {other} by the other", world.sent);
    assert_eq!(world.gateway.terminate().await.expect("it can be waited for"), Some(0));
}
