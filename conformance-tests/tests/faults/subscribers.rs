//! Subscribers that pull through every fault: from any gateway, acking, now and then nacking, and coming again.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use conformance_tests::checker::{History, Seen};
use conformance_tests::hostile::Chance;
use conformance_tests::letters::Receiver;
use conformance_tests::peers::{Identity, PeerError, Puller, channel};
use conformance_tests::standalone::{CLINIC, MUNICIPALITY};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{CreateSubscriptionRequest, DeliveryOptions, Entry, Subscription};

use crate::tally::Tally;

/// The subscriptions: their names, and whose they are.
pub(crate) const SUBSCRIPTIONS: [(&str, &str); 3] =
    [("clinic-archive", CLINIC), ("clinic-inbox", CLINIC), ("municipality-inbox", MUNICIPALITY)];
/// As long as a subscriber waits for an entry before it tries another gateway.
const PATIENCE: Duration = Duration::from_secs(3);
/// What a slow subscriber needs for an entry.
const SLOWNESS: Duration = Duration::from_millis(500);
/// Before a stream is opened again.
const PAUSE: Duration = Duration::from_millis(50);

/// The subscriptions that must get a letter for this receiver.
pub(crate) const fn owed(receiver: Receiver) -> &'static [&'static str] {
    match receiver {
        Receiver::Clinic => &["clinic-archive", "clinic-inbox"],
        Receiver::Municipality => &["municipality-inbox"],
    }
}

/// How a subscriber behaves at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It has no stream.
    Away,
    /// It has a stream, and never acks what it gets.
    Hanging,
    /// It nacks whatever it gets.
    Nacking,
    /// It acks, and takes its time for every entry.
    Slow,
    /// It acks, and nacks one in sixteen.
    Steady,
}

/// One subscriber with one subscription.
pub(crate) struct Subscriber {
    pub(crate) subscription: &'static str,
    pub(crate) gateways: Vec<SocketAddr>,
    pub(crate) identity: Identity,
    pub(crate) history: History,
    pub(crate) tally: Tally,
    pub(crate) chance: Chance,
    /// How it is to behave.
    pub(crate) mood: watch::Receiver<Mood>,
    /// The numbers that were acked, so that an entry that comes again counts once.
    pub(crate) acked: BTreeSet<u64>,
}

impl Subscriber {
    /// Creates its subscription.
    pub(crate) async fn create(&self) {
        let channel = channel(self.gateways[0], &self.identity).await.expect("a channel");
        let delivery = DeliveryOptions {
            max_attempts: 1000,
            min_backoff: Some(prost_types::Duration { seconds: 0, nanos: 1_000_000 }),
            max_backoff: Some(prost_types::Duration { seconds: 0, nanos: 10_000_000 }),
            ..DeliveryOptions::default()
        };
        let subscription =
            Subscription { name: self.subscription.to_owned(), delivery: Some(delivery), ..Subscription::default() };
        let request = CreateSubscriptionRequest { subscription: Some(subscription), start: None };
        SubscriberServiceClient::new(channel).create_subscription(request).await.expect("a subscription");
    }

    /// Pulls and acks until it is stopped.
    pub(crate) async fn pull(mut self) {
        loop {
            // The sender of moods lives as long as the load.
            let _ = self.mood.wait_for(|mood| *mood != Mood::Away).await;
            let gateway = self.gateways[self.chance.below(self.gateways.len())];
            if let Err(error) = self.pull_once(gateway).await {
                self.judge(&error);
                sleep(PAUSE).await;
            }
        }
    }

    /// One stream; ends without an error when the subscriber has had enough of this gateway.
    async fn pull_once(&mut self, gateway: SocketAddr) -> Result<(), PeerError> {
        let slow = |_| PeerError::Connection("no answer".to_owned());
        let channel = timeout(PATIENCE, channel(gateway, &self.identity)).await.map_err(slow)??;
        // A narrow window now and then, and not for long: it is slow.
        let (window, most) = if self.chance.below(8) == 0 { (4, 100) } else { (200, 4_000) };
        let window = (window / 2 + self.chance.below(window / 2)) as u32;
        let opened = timeout(PATIENCE, Puller::open(channel, self.subscription, window)).await;
        let mut puller = opened.map_err(slow)??;
        let mut left = 1 + self.chance.below(most);
        let mood = *self.mood.borrow_and_update();
        while left > 0 && *self.mood.borrow() == mood {
            let next = tokio::select! {
                next = timeout(PATIENCE, puller.next()) => next,
                _ = self.mood.changed() => return Ok(()),
            };
            // No entry for so long: the gateway hangs, or is cut off.
            let Ok(entries) = next else { return Ok(()) };
            // Ended without an error: it drains.
            let Some(entries) = entries? else { return Ok(()) };
            for entry in entries {
                self.take(&puller, &entry, mood).await?;
                left = left.saturating_sub(1);
            }
        }
        Ok(())
    }

    async fn take(&mut self, puller: &Puller, entry: &Entry, mood: Mood) -> Result<(), PeerError> {
        let Some(delivery) = puller.seen(entry) else {
            self.tally.complain(format!("{} got an entry that is not whole", self.subscription));
            return Ok(());
        };
        let letter = delivery.letter.clone();
        self.history.add(Seen::Delivered(delivery));
        let is_nacked = match mood {
            Mood::Away => return Ok(()),
            Mood::Hanging => {
                let _ = self.mood.wait_for(|mood| *mood != Mood::Hanging).await;
                return Ok(());
            }
            Mood::Nacking => true,
            Mood::Slow => {
                sleep(SLOWNESS).await;
                false
            }
            // What is handed back must come again, before its successors.
            Mood::Steady => self.chance.below(16) == 0,
        };
        if is_nacked {
            return puller.nack(entry.number, "busy").await;
        }
        self.history.add(Seen::Acked { subscription: self.subscription.to_owned(), number: entry.number });
        if self.acked.insert(entry.number) {
            self.tally.acked(self.subscription, &letter);
        }
        puller.ack(vec![entry.number]).await
    }

    /// A subscription that exists cannot be unknown, nor may its owner be turned away.
    fn judge(&self, error: &PeerError) {
        if let PeerError::Status(status) = error {
            let wrong = [tonic::Code::NotFound, tonic::Code::PermissionDenied, tonic::Code::InvalidArgument];
            if wrong.contains(&status.code()) {
                self.tally.complain(format!("{} was refused: {status}", self.subscription));
            }
        }
    }
}
