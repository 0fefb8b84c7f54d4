//! Opens streams, and ends them when the gateway drains.

use std::sync::Arc;
use std::time::Duration;

use access::Policy;
use canonical::organisation::Organisation;
use journal::{Journal, LaneChange, SeekTarget, SubscriptionName};
use telemetry::Clock;
use telemetry::occurrences::delivery::{StreamClosed, StreamOpened};
use tokio::sync::{mpsc, oneshot, watch};

use crate::delivery::{Delivery, Held};
use crate::offering::Offering;
use crate::seat::Seats;
use crate::{Error, Stream, WindowSize};

/// Reports that may wait to be taken.
const REPORTS_WAITING: usize = 64;
/// Offers that may wait to be sent.
const OFFERS_WAITING: usize = 2;

/// What the engine goes by.
#[derive(Clone)]
pub struct Settings {
    /// Everybody who may have subscriptions.
    pub organisations: Arc<[Organisation]>,
    /// Who may see what, asked again at every offer.
    pub policy: Arc<Policy>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How often an idle stream looks into the journal without a hint, and makes sure that it still holds its
    /// subscription. Some seconds.
    pub poll: Duration,
}

/// The subscription engine.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    journal: Arc<dyn Journal>,
    settings: Settings,
    seats: Seats,
    drain: watch::Sender<bool>,
    open: watch::Sender<usize>,
}

impl Engine {
    /// An engine over this journal.
    #[must_use]
    pub fn new(journal: Arc<dyn Journal>, settings: Settings) -> Self {
        let (drain, open) = (watch::Sender::new(false), watch::Sender::new(0));
        Self(Arc::new(Inner { journal, settings, seats: Seats::default(), drain, open }))
    }

    /// Opens a stream of a subscription. The one that was open ends with [`Closed::TakenOver`](crate::Closed::TakenOver).
    ///
    /// # Errors
    /// `not-found`, `organisation-unknown`, `draining`, and what the journal says.
    pub async fn open(&self, name: SubscriptionName, window: WindowSize) -> Result<Stream, Error> {
        let Inner { journal, settings, seats, drain, open } = &*self.0;
        if *drain.borrow() {
            return Err(Error::Draining);
        }
        let organisation = settings.organisations.iter().find(|known| known.id == name.organisation);
        let organisation = organisation.ok_or(Error::OrganisationUnknown)?.clone();
        // A hint that comes from here on is not missed.
        let changes = journal.changes();
        let row = journal.subscription(&name).await?;
        let (options, standard) = (row.options, row.standard());
        let policy = Arc::clone(&settings.policy);
        let (sitting, hold) = seats.of(&name).take(&**journal, &name).await?;
        let (reports, reports_taken) = mpsc::channel(REPORTS_WAITING);
        let (offers_made, offers) = mpsc::channel(OFFERS_WAITING);
        let delivery = Delivery {
            label: format!("{}/{}", name.organisation, name.name),
            name,
            journal: Arc::clone(journal),
            offering: Offering { journal: Arc::clone(journal), organisation, policy, standard },
            sitting,
            held: Held::new(&hold, options, window),
            clock: Arc::clone(&settings.clock),
            reports: reports_taken,
            offers: offers_made,
            drain: drain.subscribe(),
            changes,
            poll: settings.poll,
        };
        let (tell, closed) = oneshot::channel();
        open.send_modify(|open| *open += 1);
        tokio::spawn(run(delivery, Opened(Arc::clone(&self.0)), tell));
        Ok(Stream { reports, offers, closed })
    }

    /// Moves a subscription, and gives the first number that will be delivered. An open stream goes on from there.
    ///
    /// # Errors
    /// `not-found`, and what the journal says.
    pub async fn seek(&self, name: &SubscriptionName, target: SeekTarget) -> Result<u64, Error> {
        let seat = self.0.seats.of(name);
        Ok(seat.moved(self.0.journal.seek(name, target)).await?)
    }

    /// Resumes or skips the parked lane whose head is this entry. An open stream takes the lane up again.
    ///
    /// # Errors
    /// `not-found` if no lane is parked at this entry, and what the journal says.
    pub async fn change_lane(&self, name: &SubscriptionName, number: u64, change: LaneChange) -> Result<(), Error> {
        let seat = self.0.seats.of(name);
        Ok(seat.moved(self.0.journal.change_lane(name, number, change)).await?)
    }

    /// Ends every stream, after storing the reports that have arrived, and opens no new one.
    pub async fn drain(&self) {
        self.0.drain.send_replace(true);
        // The sender lives in this engine.
        let _ = self.0.open.subscribe().wait_for(|open| *open == 0).await;
    }
}

/// Counts an open stream until it is dropped, also by a panic.
struct Opened(Arc<Inner>);

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.open.send_modify(|open| *open = open.saturating_sub(1));
    }
}

async fn run(delivery: Delivery, opened: Opened, tell: oneshot::Sender<crate::Closed>) {
    let label = delivery.label.clone();
    StreamOpened { subscription: &label }.emit();
    let closed = delivery.run().await;
    StreamClosed { subscription: &label, reason: closed.word() }.emit();
    // The subscriber's connection may be gone, and then nobody asks.
    let _ = tell.send(closed);
    drop(opened);
}
