//! An adapter that publishes letters of many lanes until it has been told to end.

use std::sync::Arc;

use broker::{Broker, EventHead, Message, PublishError, SealingKey, Turns};
use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::house::{House, PATIENCE};
use crate::letters::{letter, published};

const LANES: usize = 8;
/// How many letters may be published and not appended: enough to be on their way in everything that happens.
const AHEAD: usize = 64;

pub(crate) struct Adapter {
    ended: watch::Sender<bool>,
    lanes: JoinSet<Published>,
}

/// What was published in a lane: its letters are numbered from 0.
pub(crate) struct Published {
    pub(crate) lane: usize,
    pub(crate) letters: usize,
}

/// What a lane needs to publish.
#[derive(Clone)]
struct Means {
    house: Arc<House>,
    broker: Broker,
    turns: Turns,
    key: SealingKey,
}

impl Adapter {
    pub(crate) async fn start(house: &Arc<House>) -> Self {
        let broker = house.broker("adapter");
        broker.first(PATIENCE).await.expect("a fit broker");
        let means = Means { house: Arc::clone(house), broker, turns: Turns::new(), key: house.sealing_key() };
        let ended = watch::Sender::new(false);
        let lanes = (0..LANES).map(|lane| means.clone().publish_lane(lane, ended.subscribe())).collect();
        Self { ended, lanes }
    }

    /// Ends when all that was published is confirmed.
    pub(crate) async fn end(self) -> Vec<Published> {
        self.ended.send_replace(true);
        self.lanes.join_all().await
    }
}

impl Means {
    async fn publish_lane(self, lane: usize, mut ended: watch::Receiver<bool>) -> Published {
        let mut letters = 0;
        loop {
            tokio::select! {
                biased;
                _ = ended.wait_for(|ended| *ended) => return Published { lane, letters },
                () = self.house.until((letters * LANES).saturating_sub(AHEAD)) => {}
            }
            self.publish(lane, letters).await;
            letters += 1;
        }
    }

    async fn publish(&self, lane: usize, number: usize) {
        let event = letter(lane, number);
        let id = event.id.to_string();
        let sealed = self.key.seal(id.as_bytes(), &published(&event, Timestamp::now())).expect("a key");
        let head = EventHead {
            id,
            kind: "dk.broen.document.v1".to_owned(),
            source: "urn:test".to_owned(),
            time: Timestamp::now().to_string(),
            traceparent: None,
        };
        let message = Message::event(head, sealed);
        let mut place = [0; 32];
        place[..8].copy_from_slice(&lane.to_be_bytes());
        let turn = self.turns.take(&[place]).await;
        let confirmed = async {
            while let Err(error) = self.broker.publish(&turn, message.clone()).await {
                assert!(matches!(error, PublishError::Unconfirmed | PublishError::Unreachable), "{error:?}");
                // Nothing to wait for but the connection.
                self.broker.ready().wait_for(|ready| *ready).await.expect("a broker");
            }
        };
        tokio::time::timeout(PATIENCE, confirmed).await.expect("a confirm in time");
    }
}
