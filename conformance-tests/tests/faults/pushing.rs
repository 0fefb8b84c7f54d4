//! Two gateways, of which one posts: it is killed, and stopped for a while, with requests under way; the other one goes on.
//!
//! Two receivers count what they get: one of MedCom XML whose receipt is the ack, and one of FHIR whose success is. Both answer late, so
//! that whoever posts dies with letters that were taken, and no word of it. In the end nothing is lost, the order of each patient
//! was kept, and what came twice came under the same ids.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use conformance_tests::letters::{Letter, LetterKind, Receiver as To};
use conformance_tests::peers::{Https, channel};
use conformance_tests::standalone::{CLINIC, HOSPITAL, MUNICIPALITY, identity};
use wire::v1;
use wire::v1::subscriber_service_client::SubscriberServiceClient;

use crate::receiver::{Manner, Receiver, Taken};
use crate::servers::Servers;
use crate::world::{Plan, World};

const PATIENTS: u32 = 6;
const LETTERS: u32 = 18;
/// Longer than anything here takes.
const HANG: Duration = Duration::from_secs(120);

async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(HANG, waiting).await.unwrap_or_else(|_| panic!("waited in vain for {what}"));
}

/// What the receivers are owed, and where to ask for it.
struct Post {
    site: std::path::PathBuf,
    adapter: SocketAddr,
    clinic: Receiver,
    municipality: Receiver,
    sent: u32,
}

impl Post {
    /// The hospital writes to both receivers, about each patient in turn.
    async fn write(&mut self) {
        let mut hospital = Https::new(self.adapter, &identity(&self.site, HOSPITAL)).expect("a client");
        for _ in 0..LETTERS {
            for (receiver, word) in [(To::Clinic, "C"), (To::Municipality, "M")] {
                let (id, patient) = (format!("{word}{:05}", self.sent), self.sent % PATIENTS);
                let document = Letter { id: id.clone(), patient, receiver, kind: LetterKind::ClinicalEmail };
                let document = document.document(&format!("E{id}"));
                let answer = hospital.post("/medcom", "application/xml", document).await.expect("an answer");
                assert_eq!(answer.status, 200, "{}", answer.text());
            }
            self.sent += 1;
        }
    }

    fn receivers(&self) -> [(&'static str, &Receiver); 2] {
        [(CLINIC, &self.clinic), (MUNICIPALITY, &self.municipality)]
    }

    /// Waits until both receivers have got this many requests more.
    async fn are_asked(&self, more: usize) {
        let before = self.receivers().map(|(_, receiver)| receiver.requests());
        let asked = || self.receivers().iter().zip(before).all(|((_, one), before)| one.requests() >= before + more);
        until("requests", async || asked()).await;
    }

    /// Waits until this gateway says that everything was taken.
    async fn settled(&self, gateway: SocketAddr) {
        for (organisation, _) in self.receivers() {
            until(organisation, async || {
                let channel = channel(gateway, &identity(&self.site, organisation)).await.expect("a channel");
                let request = v1::GetSubscriptionRequest { name: "posted".to_owned() };
                let found = SubscriberServiceClient::new(channel).get_subscription(request).await.expect("there");
                let state = found.into_inner().subscription.and_then(|found| found.state).expect("a state");
                assert_eq!(state.parked_lanes, [], "{organisation}");
                state.last_number == u64::from(self.sent) && state.backlog == 0
            })
            .await;
        }
    }
}

async fn subscribe(gateway: SocketAddr, site: &Path, organisation: &str, push: v1::PushConfig) {
    let push = v1::PushConfig { max_requests: 3, ..push };
    let millis = |millis: i32| Some(prost_types::Duration { seconds: 0, nanos: millis * 1_000_000 });
    let delivery = v1::DeliveryOptions {
        max_attempts: 5,
        min_backoff: millis(50),
        max_backoff: millis(500),
        ..v1::DeliveryOptions::default()
    };
    let subscription = v1::Subscription {
        name: "posted".to_owned(),
        push: Some(push),
        delivery: Some(delivery),
        ..v1::Subscription::default()
    };
    let request = v1::CreateSubscriptionRequest { subscription: Some(subscription), start: None };
    let channel = channel(gateway, &identity(site, organisation)).await.expect("a channel");
    SubscriberServiceClient::new(channel).create_subscription(request).await.expect("a subscription");
}

/// Waits until this gateway has both turns.
async fn posts_for_both(world: &World, number: usize) {
    let gateway = &world.services[world.adapters() + number];
    until("both turns", async || gateway.metric("broen_push_turn").await == Some(2.0)).await;
}

/// Every entry was taken; each lane in order, and what came again at once, with nothing between; the same entry under the same ids.
fn taken_well(taken: &[Taken], sent: u32, is_enveloped_alike: bool) -> usize {
    let (mut lanes, mut ids) = (BTreeMap::<_, Vec<u64>>::new(), BTreeMap::<_, BTreeSet<_>>::new());
    for Taken { entry, patient, letter, envelope } in taken {
        lanes.entry(patient).or_default().push(*entry);
        // A Bundle is a new one each time that it is sent.
        let envelope = envelope.as_str();
        ids.entry(*entry).or_default().insert((letter, if is_enveloped_alike { envelope } else { "" }));
    }
    assert!(lanes.values().all(|entries| entries.is_sorted()), "{lanes:?}");
    assert!(ids.values().all(|ids| ids.len() == 1), "{ids:?}");
    assert!(ids.keys().copied().eq(1..=u64::from(sent)), "{:?}", ids.keys());
    taken.len() - ids.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_other_gateway_goes_on_posting_when_one_is_killed_or_stopped() {
    let servers = Servers::start(1).await;
    let ((clinic, first), (municipality, second)) = (Receiver::reserve().await, Receiver::reserve().await);
    let hosts = [&clinic, &municipality].map(|one| format!("\"localhost:{}\"", one.address.port())).join(", ");
    let settings = vec![("push", "hosts", format!("[{hosts}]")), ("push", "patience", "\"2s\"".to_owned())];
    let plan = Plan { adapters: 1, gateway_settings: settings, ..Plan::default() };
    let mut world = World::start(&servers, &plan).await;
    let begun = Instant::now();
    clinic.begin(first, world.site());
    municipality.begin(second, world.site());
    let doors = world.doors();
    let post = |receiver: &Receiver, format: v1::PushFormat, ack: v1::PushAck| v1::PushConfig {
        endpoint: receiver.endpoint(),
        format: format.into(),
        ack: ack.into(),
        ..v1::PushConfig::default()
    };
    let xml = post(&clinic, v1::PushFormat::MedcomEmessage, v1::PushAck::OnReceipt);
    let json = post(&municipality, v1::PushFormat::FhirJson, v1::PushAck::OnSuccess);
    // While it is alone, one of them takes both turns.
    let other = world.gateway(1).process.take().expect("it runs");
    assert_eq!(other.terminate().await.expect("it ends"), Some(0));
    subscribe(doors.gateways[0], world.site(), CLINIC, xml).await;
    subscribe(doors.gateways[0], world.site(), MUNICIPALITY, json).await;
    posts_for_both(&world, 0).await;
    world.gateway(1).begin().await;
    world.is_ready().await;
    [&clinic, &municipality].into_iter().for_each(|receiver| receiver.is(Manner::Late));
    let mut post = Post { site: doors.site.clone(), adapter: doors.adapters[0], clinic, municipality, sent: 0 };

    // It is killed with requests under way.
    post.write().await;
    post.are_asked(4).await;
    world.gateway(0).process.take().expect("it runs").kill().await.expect("it is gone");
    post.settled(doors.gateways[1]).await;
    posts_for_both(&world, 1).await;
    world.gateway(0).begin().await;
    world.is_ready().await;

    // The one that posts now is stopped, and goes on when the other one has done the work.
    post.write().await;
    post.are_asked(4).await;
    world.gateway(1).running().pause().await.expect("it is stopped");
    post.settled(doors.gateways[0]).await;
    posts_for_both(&world, 0).await;
    world.gateway(1).running().resume().await.expect("it goes on");
    post.write().await;
    post.settled(doors.gateways[1]).await;

    let again = taken_well(&post.clinic.taken(), post.sent, true);
    let other = taken_well(&post.municipality.taken(), post.sent, false);
    eprintln!(
        "{} letters each in {:.1} s; taken twice: {again} of MedCom XML, {other} of FHIR",
        post.sent,
        begun.elapsed().as_secs_f64()
    );
    assert!(again + other > 0, "requests were under way");
    assert_eq!(world.stop().await, Vec::<String>::new());
}
