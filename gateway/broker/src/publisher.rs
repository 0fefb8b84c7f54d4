//! Publishing one message until it is confirmed, refused for good, or patience is over.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use telemetry::occurrences::broker::MessageRepeated;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{Instant, timeout, timeout_at};

use crate::confirms::Answer;
use crate::outlet::Job;
use crate::pauses::Pauses;
use crate::prepared::{self, Prepared};
use crate::session::Outlets;
use crate::upkeep::{Shared, Standing};
use crate::{Message, PublishError};

/// Messages that may be under way at once.
const MESSAGES: u32 = 1024;
/// What their bodies may weigh together, in KiB. A message that weighs more goes alone.
const WEIGHT: u32 = 64 * 1024;
/// The largest message that RabbitMQ takes, unless it is told to take less.
const LARGEST: usize = 128 * 1024 * 1024;
/// The longest pause after a refusal.
const REFUSED_PAUSE: Duration = Duration::from_millis(500);

/// Publishes over whatever session there is.
pub(crate) struct Publisher {
    shared: Arc<Shared>,
    patience: Duration,
    messages: Arc<Semaphore>,
    weight: Arc<Semaphore>,
}

/// How one attempt ended.
enum Attempt {
    Answered(Answer),
    /// Its session is over; the number of the session.
    Lost(u64),
}

impl Publisher {
    pub(crate) fn new(shared: Arc<Shared>, patience: Duration) -> Self {
        let (messages, weight) = (Semaphore::new(MESSAGES as usize), Semaphore::new(WEIGHT as usize));
        Self { shared, patience, messages: Arc::new(messages), weight: Arc::new(weight) }
    }

    pub(crate) async fn publish(&self, message: Message) -> Result<(), PublishError> {
        if !*self.shared.ready.borrow() {
            return Err(PublishError::Unreachable);
        }
        let message = Arc::new(Prepared::new(message)?);
        if message.body.len() > self.largest() {
            return Err(PublishError::TooLarge);
        }
        let deadline = Instant::now() + self.patience + prepared::travel(message.body.len());
        let room = timeout_at(deadline, self.room(&message)).await.map_err(|_| PublishError::Unreachable)??;
        let mut course = Course { lost: None, refused: false, pauses: Pauses::up_to(REFUSED_PAUSE) };
        loop {
            let session = timeout_at(deadline, self.session(course.lost)).await;
            let (number, outlets) = session.ok().flatten().ok_or_else(|| course.known())?;
            let attempt = attempt(number, &outlets, Arc::clone(&message), Arc::clone(&room));
            match timeout_at(deadline, attempt).await.map_err(|_| PublishError::Unconfirmed)? {
                Attempt::Answered(Answer::Confirmed) => return Ok(()),
                Attempt::Answered(Answer::Forbidden) => return Err(PublishError::Refused),
                Attempt::Answered(Answer::TooLarge) => return Err(PublishError::TooLarge),
                Attempt::Answered(Answer::Unroutable) => return Err(PublishError::Unroutable),
                // A queue that is choosing its leader refuses like one that is full.
                Attempt::Answered(Answer::Refused) => {
                    course.refused = true;
                    timeout_at(deadline, course.pauses.pause()).await.map_err(|_| course.known())?;
                }
                Attempt::Lost(number) => course.lost = Some(number),
            }
            MessageRepeated.emit();
        }
    }

    /// Waits until nothing is under way, at most as long as anything may be.
    pub(crate) async fn idle(&self) {
        // What is still under way when patience is over was given up by its callers.
        let _ = timeout(self.patience, self.messages.acquire_many(MESSAGES)).await;
    }

    fn largest(&self) -> usize {
        match self.shared.findings.largest.load(Ordering::Relaxed) {
            0 => LARGEST,
            known => known,
        }
    }

    /// Room for a message among those under way. Without it the broker's slowness would become our memory.
    async fn room(&self, message: &Prepared) -> Result<Arc<[OwnedSemaphorePermit; 2]>, PublishError> {
        let weight = u32::try_from(message.body.len() / 1024 + 1).unwrap_or(WEIGHT).min(WEIGHT);
        let one = Arc::clone(&self.messages).acquire_owned().await;
        let heavy = Arc::clone(&self.weight).acquire_many_owned(weight).await;
        // The semaphores are never closed.
        Ok(Arc::new([one.map_err(|_| PublishError::Unreachable)?, heavy.map_err(|_| PublishError::Unreachable)?]))
    }

    /// Waits for a session that takes messages, other than the one that is over; nothing if there will be none.
    async fn session(&self, over: Option<u64>) -> Option<(u64, Outlets)> {
        let mut standing = self.shared.standing.subscribe();
        let usable = |standing: &Standing| match standing {
            Standing::Closed => true,
            Standing::Ready(number, _) => over != Some(*number),
            Standing::Blocked | Standing::Connecting(_) => false,
        };
        match &*standing.wait_for(usable).await.ok()? {
            Standing::Ready(number, outlets) => Some((*number, outlets.clone())),
            _ => None,
        }
    }
}

/// What has become of a message so far.
struct Course {
    /// The last session that it was lost with.
    lost: Option<u64>,
    refused: bool,
    pauses: Pauses,
}

impl Course {
    /// What can be said of it if it goes no further.
    fn known(&self) -> PublishError {
        match (self.lost, self.refused) {
            (Some(_), _) => PublishError::Unconfirmed,
            (None, true) => PublishError::Refused,
            (None, false) => PublishError::Unreachable,
        }
    }
}

async fn attempt(
    number: u64,
    outlets: &Outlets,
    message: Arc<Prepared>,
    room: Arc<[OwnedSemaphorePermit; 2]>,
) -> Attempt {
    let (answer, answered) = oneshot::channel();
    if outlets.take(Job { message, answer, room }).await.is_err() {
        return Attempt::Lost(number);
    }
    answered.await.map_or(Attempt::Lost(number), Attempt::Answered)
}
