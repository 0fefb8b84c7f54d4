//! Writes what the reader passes on: one batch after the other, under one epoch per channel.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use canonical::notification::ReceivedNotification;
use canonical::receipt::ReceivedReceipt;
use journal::{NewEvent, SetAside};
use telemetry::occurrences::append::{AppendingLeft, AppendingTaken, BatchDelayed, EventCommitted, MessageSetAside};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout};

use super::opening::{Published, Unfit, aside};
use super::queue::Message;
use super::reader::{Batch, Sitting};
use crate::looking::{Looks, SILENCE};
use crate::writing::Writer;
use crate::{Receipts, note};

/// The first pause after the journal could not take a batch; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// How long the journal may be out of reach before the channel is left: another gateway may reach it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Writes, and looks after the subscriptions meanwhile; also while another gateway is given the messages.
pub(crate) struct Keeper<T> {
    pub(crate) writer: Writer,
    pub(crate) looks: Looks,
    /// Takes the receipts.
    pub(crate) receipts: Arc<dyn Receipts>,
    pub(crate) sittings: mpsc::Receiver<Sitting<T>>,
    pub(crate) drain: watch::Receiver<bool>,
    /// Whether it has the right to append.
    pub(crate) active: watch::Sender<bool>,
}

/// Why a sitting is over: `channel`, `drain`, `journal`, `taken-over`.
type Left = &'static str;

/// The attempts at one call of the journal.
struct Attempts {
    since: Instant,
    pause: Duration,
}

impl<T: Copy + Send + Sync> Keeper<T> {
    /// Works until the reader has ended.
    pub(crate) async fn run(mut self) {
        loop {
            // Every arm is cancel-safe: each awaits one queue or one hint, and takes from it only when ready.
            tokio::select! {
                biased;
                sitting = self.sittings.recv() => match sitting {
                    Some(sitting) => self.sit(sitting).await,
                    None => return,
                },
                () = self.looks.due() => self.looks.look(&mut self.writer).await,
            }
        }
    }

    /// Writes the messages of one channel.
    async fn sit(&mut self, Sitting { mut batches, committed }: Sitting<T>) {
        let left = loop {
            tokio::select! {
                biased;
                batch = batches.recv() => match batch {
                    Some(batch) => {
                        if let ControlFlow::Break(left) = self.keep(batch, &committed).await {
                            break left;
                        }
                        if self.looks.is_due() {
                            self.looks.look(&mut self.writer).await;
                        }
                    }
                    None => break if *self.drain.borrow() { "drain" } else { "channel" },
                },
                () = self.looks.due() => self.looks.look(&mut self.writer).await,
            }
        };
        if self.active.send_replace(false) {
            AppendingLeft { reason: left }.emit();
        }
    }

    /// Makes a batch durable, however long that takes, and lets it be settled.
    async fn keep(&mut self, batch: Batch<T>, committed: &watch::Sender<Option<T>>) -> ControlFlow<Left> {
        let Some(last) = batch.messages.last().map(|(message, _)| message.tag) else {
            return ControlFlow::Continue(());
        };
        if !*self.active.borrow() {
            self.take_over(committed).await?;
        }
        let (mut messages, mut events) = (Vec::new(), Vec::new());
        let (mut receipts, mut notifications, mut unfit) = (Vec::new(), Vec::new(), Vec::new());
        for (message, opened) in batch.messages {
            match opened {
                Ok(Published::Letters(letters)) => {
                    messages.extend(std::iter::repeat_n(message, letters.len()));
                    events.extend(letters);
                }
                Ok(Published::Notification(notification)) => notifications.push((message, *notification)),
                Ok(Published::Receipt(receipt)) => receipts.push((message, receipt)),
                Err(why) => unfit.push((message, why)),
            }
        }
        self.write(&messages, &events, &mut unfit, committed).await?;
        // The letters that they answer came before them.
        for (message, receipt) in receipts {
            self.take(message, &receipt, &mut unfit, committed).await?;
        }
        for (message, notification) in notifications {
            self.note(message, &notification, &mut unfit, committed).await?;
        }
        self.set_aside(&unfit, committed).await?;
        committed.send_replace(Some(last));
        ControlFlow::Continue(())
    }

    /// A channel's first message: whoever had the right to append has lost the queue, and must not write any more.
    async fn take_over(&mut self, committed: &watch::Sender<Option<T>>) -> ControlFlow<Left> {
        let mut attempts = Attempts::new();
        loop {
            match answered(self.writer.take_over()).await? {
                Ok(epoch) => {
                    AppendingTaken { epoch }.emit();
                    self.active.send_replace(true);
                    return ControlFlow::Continue(());
                }
                Err(error) => self.wait(error.code(), &mut attempts, committed).await?,
            }
        }
    }

    /// Writes the events in order. Those that the journal cannot digest are unfit.
    async fn write(
        &mut self,
        messages: &[Message<T>],
        events: &[NewEvent],
        unfit: &mut Vec<(Message<T>, Unfit)>,
        committed: &watch::Sender<Option<T>>,
    ) -> ControlFlow<Left> {
        let (mut done, mut attempts) = (0, Attempts::new());
        while done < events.len() {
            let rest = &events[done..];
            let answers = answered(self.writer.write(rest)).await?;
            let now = self.writer.clock.now();
            for (answer, (event, message)) in answers.into_iter().zip(rest.iter().zip(&messages[done..])) {
                match answer {
                    Ok(_) => EventCommitted { age: since(event.acceptance.at, now) }.emit(),
                    Err(error) if error.is_fenced() => return ControlFlow::Break("taken-over"),
                    Err(error) if error.meets_all() => {
                        self.wait(error.code(), &mut attempts, committed).await?;
                        break;
                    }
                    Err(_) => unfit.push((message.clone(), Unfit::Indigestible)),
                }
                done += 1;
            }
        }
        ControlFlow::Continue(())
    }

    /// Hands a receipt on. One that cannot be kept, however often that is tried, is unfit.
    async fn take(
        &mut self,
        message: Message<T>,
        receipt: &ReceivedReceipt,
        unfit: &mut Vec<(Message<T>, Unfit)>,
        committed: &watch::Sender<Option<T>>,
    ) -> ControlFlow<Left> {
        let (receipts, mut attempts) = (Arc::clone(&self.receipts), Attempts::new());
        while let Err(error) = answered(receipts.take(receipt)).await? {
            if !error.again() {
                unfit.push((message, Unfit::Indigestible));
                break;
            }
            self.wait(error.code(), &mut attempts, committed).await?;
        }
        ControlFlow::Continue(())
    }

    /// Takes note of a notification. One that cannot be kept, however often that is tried, is unfit.
    async fn note(
        &mut self,
        message: Message<T>,
        notification: &ReceivedNotification,
        unfit: &mut Vec<(Message<T>, Unfit)>,
        committed: &watch::Sender<Option<T>>,
    ) -> ControlFlow<Left> {
        let (journal, mut attempts) = (Arc::clone(&self.writer.journal), Attempts::new());
        while let Err(error) = answered(note(&*journal, notification.clone())).await? {
            if !error.again() {
                unfit.push((message, Unfit::Indigestible));
                break;
            }
            self.wait(error.code(), &mut attempts, committed).await?;
        }
        ControlFlow::Continue(())
    }

    async fn set_aside(
        &mut self,
        unfit: &[(Message<T>, Unfit)],
        committed: &watch::Sender<Option<T>>,
    ) -> ControlFlow<Left> {
        if unfit.is_empty() {
            return ControlFlow::Continue(());
        }
        let now = self.writer.clock.now();
        let kept: Vec<SetAside> = unfit.iter().map(|(message, why)| aside(message, *why, now)).collect();
        let mut attempts = Attempts::new();
        while let Err(error) = answered(self.writer.set_aside(kept.clone())).await? {
            match error {
                journal::Error::Fenced => return ControlFlow::Break("taken-over"),
                // Whatever it is: what cannot be kept must not be settled.
                error => self.wait(error.code(), &mut attempts, committed).await?,
            }
        }
        for (_, why) in unfit {
            MessageSetAside { reason: why.word() }.emit();
        }
        ControlFlow::Continue(())
    }

    /// Waits before the journal is tried again, unless nobody can settle the batch any more, or the follower drains, or
    /// patience is over.
    async fn wait(
        &mut self,
        reason: &'static str,
        attempts: &mut Attempts,
        committed: &watch::Sender<Option<T>>,
    ) -> ControlFlow<Left> {
        BatchDelayed { reason }.emit();
        let pause = attempts.pause;
        attempts.pause = pause.saturating_mul(2);
        if attempts.since.elapsed() + pause > PATIENCE {
            return ControlFlow::Break("journal");
        }
        tokio::select! {
            biased;
            _ = self.drain.wait_for(|begun| *begun) => ControlFlow::Break("drain"),
            () = committed.closed() => ControlFlow::Break("channel"),
            () = tokio::time::sleep(pause) => ControlFlow::Continue(()),
        }
    }
}

impl Attempts {
    fn new() -> Self {
        Self { since: Instant::now(), pause: FIRST_PAUSE }
    }
}

/// The journal's answer, unless it gives none.
async fn answered<T>(call: impl Future<Output = T>) -> ControlFlow<Left, T> {
    match timeout(SILENCE, call).await {
        Ok(answer) => ControlFlow::Continue(answer),
        Err(_) => {
            BatchDelayed { reason: "journal-silent" }.emit();
            ControlFlow::Break("journal")
        }
    }
}

/// How long ago it was; nothing if the clocks differ.
fn since(then: jiff::Timestamp, now: jiff::Timestamp) -> Duration {
    Duration::try_from(now.duration_since(then)).unwrap_or_default()
}
