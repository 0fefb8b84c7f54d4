//! Messages under way on one channel, and what the broker says of each.
//!
//! lapin gives a returned message to whichever confirm it completes next, which may be another message's; and it completes
//! the confirms of one frame one by one. So nothing is believed before the whole frame is through, and returned messages
//! are looked up by what they are.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use futures::FutureExt as _;
use futures::task::AtomicWaker;
use lapin::message::BasicReturnMessage;
use lapin::options::BasicPublishOptions;
use lapin::{Channel, Confirmation, ErrorKind};
use telemetry::occurrences::broker::ReturnUnexpected;

use crate::prepared::Prepared;

/// What the broker says of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Confirmed,
    /// The program has no right to write there.
    Forbidden,
    Refused,
    TooLarge,
    Unroutable,
}

/// What has happened on the channel.
pub(crate) struct News<J> {
    /// Messages that were answered.
    pub(crate) answers: Vec<(J, Answer)>,
    /// Why the channel ended, if it did and every message under way knows it.
    pub(crate) lost: Option<lapin::Error>,
}

/// The messages under way, with whatever else belongs to each.
pub(crate) struct Confirms<J> {
    channel: Channel,
    next: u64,
    under_way: BTreeMap<u64, UnderWay<J>>,
    /// The bytes of their bodies.
    weight: usize,
    /// How many of them have failed.
    failed: usize,
    /// Why they have; what the broker said, if it said something.
    why: Option<lapin::Error>,
    woken: Arc<Woken>,
}

type Confirming = Pin<Box<dyn Future<Output = lapin::Result<Confirmation>> + Send>>;

struct UnderWay<J> {
    job: J,
    message: Arc<Prepared>,
    confirming: Confirming,
    waker: Waker,
    returned: bool,
}

/// Confirms that have something to say.
#[derive(Default)]
struct Woken {
    tokens: Mutex<Vec<u64>>,
    task: AtomicWaker,
}

struct Call {
    token: u64,
    woken: Arc<Woken>,
}

impl<J> Confirms<J> {
    /// Of a channel in confirm mode that nobody else publishes on: the order of publishing is the order of its numbers.
    pub(crate) fn new(channel: Channel) -> Self {
        Self { channel, next: 0, under_way: BTreeMap::new(), weight: 0, failed: 0, why: None, woken: Arc::default() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.under_way.is_empty()
    }

    /// The bytes under way.
    pub(crate) fn weight(&self) -> usize {
        self.weight
    }

    /// Sends a message, behind those before it.
    pub(crate) fn publish(&mut self, message: Arc<Prepared>, job: J) {
        self.weight += message.body.len();
        let token = self.next;
        self.next += 1;
        let waker = Waker::from(Arc::new(Call { token, woken: Arc::clone(&self.woken) }));
        let mut confirming = confirming(self.channel.clone(), Arc::clone(&message));
        // The first poll numbers the message and puts it in lapin's line, without waiting.
        if let Poll::Ready(early) = confirming.as_mut().poll(&mut Context::from_waker(&waker)) {
            confirming = Box::pin(std::future::ready(early));
            self.woken.push(token);
        }
        self.under_way.insert(token, UnderWay { job, message, confirming, waker, returned: false });
    }

    /// Waits until the broker has said something.
    ///
    /// # Cancel safety
    /// Nothing is missed.
    pub(crate) async fn news(&mut self) -> News<J> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Everything that was not answered, in its order. The channel is over then.
    pub(crate) fn unanswered(self) -> impl Iterator<Item = (Arc<Prepared>, J)> {
        self.under_way.into_values().map(|under_way| (under_way.message, under_way.job))
    }

    /// Whether the channel is over, also before every message under way knows it.
    pub(crate) fn is_over(&self) -> bool {
        self.failed > 0
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<News<J>> {
        self.woken.task.register(context.waker());
        let (mut said, mut returned) = (Vec::new(), Vec::new());
        // Looking takes time, and a confirm that is seen may be newer than those that had woken us; with it came returned
        // messages in confirms that wake us only now. So until nobody has woken us, nothing is told.
        while !self.woken.is_empty() {
            self.let_the_frame_through();
            for token in self.woken.take() {
                if let Some((answer, back)) = self.look(token) {
                    said.push((token, answer));
                    returned.extend(back);
                }
            }
            if !said.is_empty() {
                self.let_the_frame_through();
            }
        }
        for returned in &returned {
            self.mark(returned);
        }
        let answers: Vec<_> = said.into_iter().filter_map(|(token, answer)| self.take(token, answer)).collect();
        let lost = self.why.take_if(|_| self.failed == self.under_way.len());
        if answers.is_empty() && lost.is_none() {
            return Poll::Pending;
        }
        Poll::Ready(News { answers, lost })
    }

    /// What one confirm says, and the message that was returned with it, whosever that is.
    fn look(&mut self, token: u64) -> Option<(Answer, Option<BasicReturnMessage>)> {
        let under_way = self.under_way.get_mut(&token)?;
        let Poll::Ready(said) = under_way.confirming.as_mut().poll(&mut Context::from_waker(&under_way.waker)) else {
            return None;
        };
        // Woken once more, it has nothing more to say.
        under_way.confirming = Box::pin(std::future::pending());
        match said {
            Ok(Confirmation::Ack(back)) => return Some((Answer::Confirmed, back)),
            Ok(Confirmation::Nack(back)) => return Some((Answer::Refused, back)),
            Ok(Confirmation::NotRequested) => self.fail(ErrorKind::FutureCompleted.into()),
            Err(error) => self.fail(error),
        }
        None
    }

    /// A message that is sent to a channel that is already over fails before those that the broker has spoken of.
    fn fail(&mut self, error: lapin::Error) {
        self.failed += 1;
        if self.why.is_none() || matches!(error.kind(), ErrorKind::ProtocolError(_)) {
            self.why = Some(error);
        }
    }

    fn take(&mut self, token: u64, answer: Answer) -> Option<(J, Answer)> {
        let under_way = self.under_way.remove(&token)?;
        self.weight -= under_way.message.body.len();
        Some((under_way.job, if under_way.returned { Answer::Unroutable } else { answer }))
    }

    /// A return comes before the confirm of its message; so its message is under way, or completed in this round.
    fn mark(&mut self, returned: &BasicReturnMessage) {
        let mut found = false;
        for under_way in self.under_way.values_mut().filter(|under_way| under_way.message.is(returned)) {
            under_way.returned = true;
            found = true;
        }
        if !found {
            ReturnUnexpected.emit();
        }
    }

    /// lapin completes all confirms of a frame under one lock, and this call takes that lock as well. Afterwards every
    /// confirm of the frame has woken us, and with them every message that was returned before.
    fn let_the_frame_through(&self) {
        let _ = self.channel.wait_for_confirms().now_or_never();
    }
}

fn confirming(channel: Channel, message: Arc<Prepared>) -> Confirming {
    Box::pin(async move {
        let Prepared { exchange, routing_key, properties, body } = &*message;
        let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let confirm =
            channel.basic_publish(exchange.clone(), routing_key.clone(), options, body, properties.clone()).await?;
        confirm.await
    })
}

impl Woken {
    fn push(&self, token: u64) {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).push(token);
        self.task.wake();
    }

    fn is_empty(&self) -> bool {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    fn take(&self) -> Vec<u64> {
        std::mem::take(&mut *self.tokens.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        self.woken.push(self.token);
    }
}
