//! One channel that publishes: takes messages, tells their answers, and goes on with a new channel when it is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use lapin::options::ConfirmSelectOptions;
use lapin::{Channel, ErrorKind};
use telemetry::occurrences::broker::MessageRepeated;
use tokio::sync::{Notify, OwnedSemaphorePermit, mpsc, oneshot};
use tokio::time::{Instant, sleep, sleep_until};

use crate::confirms::{Answer, Confirms, News};
use crate::prepared::{self, Prepared};
use crate::trouble::Trouble;

/// Messages taken from the line at once.
const AT_ONCE: usize = 64;
/// Channels that may be lost one after the other without one confirm in between.
const CHANNELS_IN_VAIN: u32 = 3;
/// The first and the longest time in which a channel must say something while messages are under way.
const SILENCE: Duration = Duration::from_secs(1);
const LONGEST_SILENCE: Duration = Duration::from_secs(4);
/// The longest wait, when a channel is over, until every message on it knows.
const FAREWELL: Duration = Duration::from_secs(2);
/// Reply codes that say why a channel was ended.
const ACCESS_REFUSED: u16 = 403;
const PRECONDITION_FAILED: u16 = 406;

/// A message, and whom to tell. Dropped without an answer, its connection is lost.
pub(crate) struct Job {
    pub(crate) message: Arc<Prepared>,
    pub(crate) answer: oneshot::Sender<Answer>,
    /// Its place among those that may be under way.
    pub(crate) room: Arc<[OwnedSemaphorePermit; 2]>,
}

/// What outlets find out for all.
#[derive(Default)]
pub(crate) struct Findings {
    /// The largest message that the broker takes; 0 while that is not known.
    pub(crate) largest: AtomicUsize,
    /// A message found no queue: the topology has to be looked at.
    pub(crate) unroutable: Notify,
}

/// Publishes what comes, on this connection, until nothing comes any more or the connection is lost.
pub(crate) struct Outlet {
    connection: Arc<lapin::Connection>,
    jobs: mpsc::Receiver<Job>,
    findings: Arc<Findings>,
    confirms: Confirms<Job>,
    /// Channels since the last answer.
    in_vain: u32,
    /// When the broker answered last, or was first asked after that.
    heard: Instant,
    /// Whether something was refused on this channel.
    refused: bool,
}

impl Outlet {
    pub(crate) async fn open(
        connection: Arc<lapin::Connection>,
        jobs: mpsc::Receiver<Job>,
        findings: Arc<Findings>,
    ) -> Result<Self, Trouble> {
        let confirms = Confirms::new(channel(&connection).await?);
        Ok(Self { connection, jobs, findings, confirms, in_vain: 0, heard: Instant::now(), refused: false })
    }

    /// Jobs that are left at the end were not answered.
    pub(crate) async fn run(mut self) {
        let (mut open, mut taken) = (true, Vec::with_capacity(AT_ONCE));
        while open || !self.confirms.is_empty() {
            let (waiting, over) = (!self.confirms.is_empty(), self.confirms.is_over());
            let doubtful = self.heard + self.patience();
            tokio::select! {
                biased;
                news = self.confirms.news(), if waiting => {
                    if !self.take_in(news).await {
                        return;
                    }
                }
                count = self.jobs.recv_many(&mut taken, AT_ONCE), if open && !over => open = count > 0,
                () = sleep(FAREWELL), if over => return,
                () = sleep_until(doubtful), if waiting && !over => {
                    if !self.doubt().await {
                        return;
                    }
                }
            }
            if self.confirms.is_empty() {
                self.heard = Instant::now();
                if self.refused && !taken.is_empty() && !self.renew().await {
                    return;
                }
            }
            for job in taken.drain(..) {
                self.confirms.publish(Arc::clone(&job.message), job);
            }
        }
    }

    /// Whether there is a channel to go on with.
    async fn take_in(&mut self, news: News<Job>) -> bool {
        for (job, answer) in news.answers {
            // A refusal does not say that the channel is well.
            if answer == Answer::Refused {
                self.refused = true;
            } else {
                (self.in_vain, self.heard) = (0, Instant::now());
            }
            match answer {
                Answer::Confirmed | Answer::Forbidden | Answer::Refused | Answer::TooLarge => {}
                // A reply that nobody waits for is no sign of a missing queue of ours.
                Answer::Unroutable if job.message.exchange.as_str().is_empty() => {}
                Answer::Unroutable => self.findings.unroutable.notify_one(),
            }
            tell(job, answer);
        }
        match news.lost {
            None => true,
            Some(why) => self.reopen(Fault::of(&why)).await,
        }
    }

    /// How long nothing may be heard before the channel is doubted: longer each time, because it may be the disk, and
    /// longer the more is on its way.
    fn patience(&self) -> Duration {
        (SILENCE * 2_u32.pow(self.in_vain)).min(LONGEST_SILENCE) + prepared::travel(self.confirms.weight())
    }

    /// A channel that has chosen the leader of a queue before that leader died asks it again only after ten seconds. A new
    /// channel asks the new leader.
    async fn doubt(&mut self) -> bool {
        self.heard = Instant::now();
        // A blocked connection sends nothing, so there is nothing to hear.
        self.connection.status().blocked() || self.reopen(None).await
    }

    /// A channel that has once seen the node of a queue's leader down goes on refusing. So what comes after a refusal goes
    /// over a new channel; if the queue is full, that is refused as well.
    async fn renew(&mut self) -> bool {
        let Ok(channel) = channel(&self.connection).await else { return false };
        self.confirms = Confirms::new(channel);
        self.refused = false;
        true
    }

    /// A channel that was ended is over for good: what was not answered goes out again on a new one, in order, but for
    /// what has ended it.
    async fn reopen(&mut self, fault: Option<Fault>) -> bool {
        self.in_vain += 1;
        if self.in_vain > CHANNELS_IN_VAIN || !self.connection.status().connected() {
            return false;
        }
        let Ok(channel) = channel(&self.connection).await else { return false };
        let lost = std::mem::replace(&mut self.confirms, Confirms::new(channel));
        (self.heard, self.refused) = (Instant::now(), false);
        if let Some(Fault::Larger { than }) = fault {
            self.findings.largest.store(than, Ordering::Relaxed);
        }
        for (message, job) in lost.unanswered() {
            match fault {
                Some(Fault::Larger { than }) if message.body.len() > than => tell(job, Answer::TooLarge),
                Some(Fault::Forbidden) => tell(job, Answer::Forbidden),
                _ if job.answer.is_closed() => {}
                _ => {
                    MessageRepeated.emit();
                    self.confirms.publish(message, job);
                }
            }
        }
        true
    }
}

/// What a message can be, that ends its channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Forbidden,
    Larger { than: usize },
}

impl Fault {
    fn of(why: &lapin::Error) -> Option<Self> {
        let ErrorKind::ProtocolError(said) = why.kind() else { return None };
        match said.get_id() {
            ACCESS_REFUSED => Some(Self::Forbidden),
            PRECONDITION_FAILED => larger_than(said.get_message().as_str()).map(|than| Self::Larger { than }),
            _ => None,
        }
    }
}

/// The number in "message size 20 is larger than configured max size 10".
fn larger_than(words: &str) -> Option<usize> {
    let (_, than) = words.split_once("is larger than")?;
    let digits = than.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    digits.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

fn tell(job: Job, answer: Answer) {
    let Job { answer: waiting, room, .. } = job;
    // Whoever waited may have gone away.
    let _ = waiting.send(answer);
    drop(room);
}

async fn channel(connection: &lapin::Connection) -> Result<Channel, Trouble> {
    let channel = connection.create_channel().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    Ok(channel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_size_is_read_from_the_refusal() {
        let words = "PRECONDITION_FAILED - message size 2000 is larger than configured max size 1000";
        assert_eq!(larger_than(words), Some(1000));
        assert_eq!(larger_than("PRECONDITION_FAILED - invalid expiration"), None);
    }
}
