//! An organisation's subscription, and everything that came through it.

use std::path::Path;
use std::time::Duration;

use wire::v1::{Scope, StandardChoice, SubscriptionState};

use super::cast::Actor;
use super::error::Error;
use crate::client::{Caller, Pull, Subscriber, Wanted};
use crate::subscribe::{Arrival, Ledger};

/// What an organisation has received.
pub(super) struct Inbox {
    pub(super) actor: Actor,
    pub(super) arrivals: Vec<Arrival>,
    ledger: Ledger,
}

const NAME: &str = "inbox";
const PATIENCE: Duration = Duration::from_secs(30);

impl Inbox {
    /// Creates the subscription.
    pub(super) async fn create(data: &Path, actor: Actor) -> Result<Self, Error> {
        let scope = match actor {
            Actor::Municipality => Scope::Both,
            Actor::Clinic | Actor::Hospital | Actor::Practice | Actor::Registrar | Actor::Town => Scope::Addressed,
        };
        let (kinds, senders, standard) = (Vec::new(), Vec::new(), StandardChoice::Unspecified);
        let wanted = Wanted { name: NAME.to_owned(), scope, kinds, senders, standard, start: None };
        subscriber(data, actor).await?.create(&wanted).await?;
        Ok(Self { actor, arrivals: Vec::new(), ledger: Ledger::default() })
    }

    /// Opens a stream.
    pub(super) async fn open(&self, data: &Path) -> Result<Pull, Error> {
        Ok(subscriber(data, self.actor).await?.pull(NAME).await?)
    }

    /// Receives and acks until there are at least `count` entries in all. What does not come in time is missed by the
    /// checks, which say it better.
    pub(super) async fn take(&mut self, stream: &mut Pull, count: usize) -> Result<(), Error> {
        let taking = async {
            while self.arrivals.len() < count {
                let Some(entries) = stream.next().await? else { break };
                let acks = entries.into_iter().map(|entry| self.keep(Arrival::from(entry))).collect();
                stream.ack(acks).await;
            }
            Ok::<(), Error>(())
        };
        tokio::time::timeout(PATIENCE, taking).await.unwrap_or(Ok(()))
    }

    /// As [`Inbox::take`], on a stream of its own.
    pub(super) async fn read(&mut self, data: &Path, count: usize) -> Result<(), Error> {
        let mut stream = self.open(data).await?;
        self.take(&mut stream, count).await?;
        Pull::close(stream).await;
        Ok(())
    }

    /// Keeps an entry, and gives its number. One whose ack was lost comes again, and is the same.
    fn keep(&mut self, entry: Arrival) -> u64 {
        let number = entry.number;
        self.ledger.take(&entry);
        if self.arrivals.iter().all(|known| known.number != number) {
            self.arrivals.push(entry);
        }
        number
    }

    /// What the gateway says of the subscription.
    pub(super) async fn state(&self, data: &Path) -> Result<SubscriptionState, Error> {
        Ok(subscriber(data, self.actor).await?.state(NAME).await?)
    }

    /// What the chain proves.
    pub(super) fn verdict(&self) -> Result<String, String> {
        self.ledger.verdict()
    }
}

async fn subscriber(data: &Path, actor: Actor) -> Result<Subscriber, Error> {
    Ok(Subscriber::connect(&Caller::local(data, actor.id())?).await?)
}
