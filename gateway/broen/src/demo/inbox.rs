//! An organisation's subscription, and everything that came through it.

use std::path::Path;
use std::time::Duration;

use wire::v1::{Scope, SubscriptionState};

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
            Actor::Clinic | Actor::Hospital | Actor::Registrar => Scope::Addressed,
        };
        let wanted = Wanted { name: NAME.to_owned(), scope, kinds: Vec::new(), senders: Vec::new(), start: None };
        subscriber(data, actor).await?.create(&wanted).await?;
        Ok(Self { actor, arrivals: Vec::new(), ledger: Ledger::default() })
    }

    /// Receives and acks until there are `count` entries in all.
    pub(super) async fn read(&mut self, data: &Path, count: usize) -> Result<(), Error> {
        let mut pull = subscriber(data, self.actor).await?.pull(NAME).await?;
        let reading = async {
            while self.arrivals.len() < count {
                let Some(entries) = pull.next().await? else { break };
                let mut acks = Vec::new();
                for entry in entries.into_iter().map(Arrival::from).take(count.saturating_sub(self.arrivals.len())) {
                    self.ledger.take(&entry);
                    acks.push(entry.number);
                    // An entry whose ack was lost comes again; it is the same entry.
                    if self.arrivals.iter().all(|known| known.number != entry.number) {
                        self.arrivals.push(entry);
                    }
                }
                pull.ack(acks).await;
            }
            Ok::<(), Error>(())
        };
        // What does not come is missed by the checks, which say it better.
        if let Ok(read) = tokio::time::timeout(PATIENCE, reading).await {
            read?;
        }
        Pull::close(pull).await;
        Ok(())
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
