//! Subscribers that take and ack everything at once, and watch when their acks have become durable.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use conformance_tests::peers::{Identity, PeerError, Puller, channel};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tonic::transport::Channel;
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{CreateSubscriptionRequest, GetSubscriptionRequest, Subscription};

use crate::load::number;
use crate::record::Record;

/// Entries outstanding at once.
const WINDOW: u32 = 1_000;
/// How often the gateway is asked how far a subscription is settled: the resolution of accept → acked.
const LOOK: Duration = Duration::from_millis(50);

/// One subscription to make.
#[derive(Debug, Clone)]
pub(crate) struct Interest {
    pub(crate) gateway: SocketAddr,
    pub(crate) identity: Identity,
    pub(crate) name: String,
}

/// Makes the subscriptions and starts their subscribers, which run until they are dropped.
pub(crate) async fn start(interests: Vec<Interest>, record: &Arc<Record>) -> Result<JoinSet<()>, PeerError> {
    let mut running = JoinSet::new();
    for interest in interests {
        let channel = channel(interest.gateway, &interest.identity).await?;
        create(channel.clone(), &interest.name).await?;
        let puller = Puller::open(channel, &interest.name, WINDOW).await?;
        let (taken, settling) = mpsc::channel(1024);
        running.spawn(pull(puller, Arc::clone(record), taken));
        // A connection of its own, so that asking does not wait behind entries.
        let asking = self::channel_for(&interest).await?;
        running.spawn(watch(asking, interest.name, Arc::clone(record), settling));
    }
    Ok(running)
}

async fn channel_for(interest: &Interest) -> Result<Channel, PeerError> {
    channel(interest.gateway, &interest.identity).await
}

async fn create(channel: Channel, name: &str) -> Result<(), PeerError> {
    let subscription = Subscription { name: name.to_owned(), ..Subscription::default() };
    let request =
        CreateSubscriptionRequest { subscription: Some(subscription), ..CreateSubscriptionRequest::default() };
    SubscriberServiceClient::new(channel).create_subscription(request).await?;
    Ok(())
}

/// Takes and acks until the stream ends.
async fn pull(mut puller: Puller, record: Arc<Record>, taken: mpsc::Sender<(u64, u64)>) {
    while let Ok(Some(entries)) = puller.next().await {
        let letter = |entry: &wire::v1::Entry| {
            let source = entry.event.as_ref()?.source.as_ref()?;
            Some((entry.number, number(&source.letter_id)?))
        };
        let letters: Vec<(u64, u64)> = entries.iter().filter_map(letter).collect();
        record.delivered(letters.iter().map(|(_, letter)| *letter));
        if puller.ack(entries.iter().map(|entry| entry.number).collect()).await.is_err() {
            return;
        }
        for pair in letters {
            if taken.send(pair).await.is_err() {
                return;
            }
        }
    }
}

/// Notes when what was acked is settled.
async fn watch(channel: Channel, name: String, record: Arc<Record>, mut taken: mpsc::Receiver<(u64, u64)>) {
    let mut client = SubscriberServiceClient::new(channel);
    let mut waiting: VecDeque<(u64, u64)> = VecDeque::new();
    let mut pause = tokio::time::interval(LOOK);
    pause.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        pause.tick().await;
        while let Ok(pair) = taken.try_recv() {
            waiting.push_back(pair);
        }
        if waiting.is_empty() {
            continue;
        }
        let asked = client.get_subscription(GetSubscriptionRequest { name: name.clone() }).await;
        let Ok(answer) = asked else { return };
        let state = answer.into_inner().subscription.and_then(|subscription| subscription.state);
        let through = state.map_or(0, |state| state.settled_through);
        let (settled, left): (Vec<_>, Vec<_>) = waiting.drain(..).partition(|(entry, _)| *entry <= through);
        record.settled(settled.into_iter().map(|(_, letter)| letter));
        waiting.extend(left);
    }
}
