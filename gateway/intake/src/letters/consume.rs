//! Takes documents off a queue, batch by batch.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use broker::{Broker, Consumer, Delivery, Ended, Error, PublishError, Turns};
use canonical::digest::Digest;
use canonical::organisation::Organisation;
use telemetry::occurrences::intake::{LetterMessageSettled, ReceiptUndelivered};
use tokio::task::JoinSet;
use tokio::time::sleep;
use uuid::Uuid;

use super::chains::chains;
use super::replies::{Verdict, replies};
use super::reply_to::may_reply;
use crate::arrival::Arrival;
use crate::directory::DirectoryCache;
use crate::publish::Channel;
use crate::receive::Intake;
use crate::reception::Reception;

/// What is consumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The queue.
    pub queue: String,
    /// Messages on their way or unacked at once: what of them is in memory is bounded only by their size.
    /// **Default**: 16.
    pub prefetch: u16,
}

impl Settings {
    /// The default of [`Settings::prefetch`].
    pub const PREFETCH: u16 = 16;
}

/// What one batch holds at most, in bytes; a larger document is alone.
const BYTES: usize = 16 * 1024 * 1024;
/// The first wait after a failure.
const FIRST: Duration = Duration::from_millis(100);
/// The longest one.
const LONGEST: Duration = Duration::from_secs(5);

/// Takes documents off the queue until `stop` is ready and the batch under way is settled or given back.
///
/// # Errors
/// What [`Broker::consume`] says, where waiting does not help.
pub async fn consume(
    intake: Intake,
    broker: Broker,
    directory: DirectoryCache,
    settings: Settings,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), Error> {
    let mut stop = std::pin::pin!(stop);
    let letters = Letters { intake, broker, directory, queue: settings.queue.into(), turns: Turns::new() };
    loop {
        let mut consumer = tokio::select! {
            biased;
            () = stop.as_mut() => return Ok(()),
            consumer = letters.broker.consume(&letters.queue, settings.prefetch) => consumer?,
        };
        if letters.follow(&mut consumer, settings.prefetch, stop.as_mut()).await.is_ok() {
            consumer.close().await;
            return Ok(());
        }
        // What was not acked comes again, to whoever consumes next.
        tokio::select! {
            biased;
            () = stop.as_mut() => return Ok(()),
            () = sleep(FIRST) => {}
        }
    }
}

/// A wish to stop.
type Stop<'a> = Pin<&'a mut (dyn Future<Output = ()> + Send)>;

/// What a queue of letters is worked off with.
#[derive(Clone)]
struct Letters {
    intake: Intake,
    broker: Broker,
    directory: DirectoryCache,
    queue: Arc<str>,
    turns: Turns,
}

impl Letters {
    /// `Ok` when it is to stop; then the batch that was not settled is given back by closing the consumer.
    async fn follow(&self, consumer: &mut Consumer, most: u16, mut stop: Stop<'_>) -> Result<(), Ended> {
        loop {
            let batch = tokio::select! {
                biased;
                () = stop.as_mut() => return Ok(()),
                batch = consumer.batch(usize::from(most), BYTES) => batch?,
            };
            let Some(last) = batch.last().map(|delivery| delivery.tag) else { continue };
            let mut verdicts: Vec<Option<Verdict>> = batch.iter().map(|_| None).collect();
            let mut pause = FIRST;
            while verdicts.iter().any(Option::is_none) {
                self.settle(&batch, &mut verdicts).await;
                if verdicts.iter().all(Option::is_some) {
                    break;
                }
                tokio::select! {
                    biased;
                    () = stop.as_mut() => return Ok(()),
                    () = sleep(pause) => {}
                }
                pause = (pause * 2).min(LONGEST);
            }
            for (delivery, verdict) in batch.iter().zip(verdicts) {
                if let Some(verdict) = verdict {
                    self.tell(delivery, verdict).await?;
                }
            }
            consumer.ack_through(last).await?;
        }
    }

    /// Settles what has no verdict yet, as far as that is possible now; documents of one lane in their order.
    async fn settle(&self, batch: &[Delivery], verdicts: &mut [Option<Verdict>]) {
        let directory = self.directory.now();
        let (mut arrived, mut lanes) = (Vec::new(), Vec::new());
        for (place, (delivery, verdict)) in batch.iter().zip(verdicts.iter_mut()).enumerate() {
            if verdict.is_some() {
                continue;
            }
            let Some(listed) = delivery.user_id.as_deref().and_then(|user| directory.amqp_user(user)) else {
                // Whoever is not known by an old directory may be known by the next one.
                if self.directory.is_fresh(self.intake.now()) {
                    *verdict = Some(Verdict::Stranger);
                }
                continue;
            };
            let sender = listed.organisation.clone();
            match self.intake.arrive(&sender, Channel::Amqp, delivery.body.clone().into(), None).await {
                Ok(arrival) => {
                    lanes.push(arrival.lanes());
                    arrived.push(Some((place, sender, arrival)));
                }
                // Nothing after it may pass it: its lanes are not known.
                Err(_) => break,
            }
        }
        let mut settling = JoinSet::new();
        for chain in chains(&lanes) {
            let chain = chain.into_iter().filter_map(|index| arrived.get_mut(index)?.take()).collect();
            settling.spawn(settled(self.intake.clone(), chain));
        }
        while let Some(settled) = settling.join_next().await {
            // What broke has no verdict, and is tried again.
            for (place, reception) in settled.unwrap_or_default() {
                if let Some(verdict) = verdicts.get_mut(place) {
                    *verdict = Some(Verdict::Settled(reception));
                }
            }
        }
    }

    /// Sends what the sender is to be told, where it may be told.
    async fn tell(&self, delivery: &Delivery, verdict: Verdict) -> Result<(), Ended> {
        LetterMessageSettled { queue: &self.queue, outcome: verdict.word() }.emit();
        let directory = self.directory.now();
        let sender = delivery.user_id.as_deref().and_then(|user| directory.amqp_user(user));
        let Some(queue) = delivery.reply_to.as_deref() else { return Ok(()) };
        if !may_reply(sender.map(|sender| &sender.organisation.id), queue) {
            ReceiptUndelivered { reason: "reply-to-foreign" }.emit();
            return Ok(());
        }
        let Digest(key) = Digest::of_parts("broen/receipts/1", &[queue.as_bytes()]);
        let fresh = || Uuid::from_bytes(self.intake.fresh()).to_string();
        for reply in replies(delivery, queue, verdict, fresh) {
            let turn = self.turns.take(&[key]).await;
            match self.broker.publish(&turn, reply).await {
                Ok(()) => {}
                // The message comes again, and is answered then.
                Err(PublishError::Unconfirmed | PublishError::Unreachable) => return Err(Ended),
                Err(error @ (PublishError::Refused | PublishError::TooLarge | PublishError::Unroutable)) => {
                    ReceiptUndelivered { reason: error.code() }.emit();
                }
            }
        }
        Ok(())
    }
}

/// Settles documents one after the other, as far as it goes.
async fn settled(intake: Intake, chain: Vec<(usize, Organisation, Arrival)>) -> Vec<(usize, Reception)> {
    let mut settled = Vec::new();
    for (place, sender, arrival) in chain {
        match intake.settle(&sender, arrival).await {
            Ok(reception) => settled.push((place, reception)),
            Err(_) => break,
        }
    }
    settled
}
