//! Publishers that go on whatever happens, and what must be true of the queue afterwards.

use std::collections::HashMap;

use broker::{Broker, EVENTS, Turns};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::stage::{event, within};

/// Keys that publish at the same time, each one message after the other, each message until it is confirmed.
pub(crate) struct Load {
    running: JoinSet<(u8, usize)>,
    stop: watch::Sender<bool>,
    /// Messages confirmed so far.
    confirmed: watch::Sender<usize>,
}

impl Load {
    pub(crate) fn start(broker: &Broker, keys: u8) -> Self {
        let (stop, confirmed, turns) = (watch::Sender::new(false), watch::Sender::new(0), Turns::new());
        let mut running = JoinSet::new();
        for key in 0..keys {
            let (broker, turns, stop, confirmed) = (broker.clone(), turns.clone(), stop.subscribe(), confirmed.clone());
            running.spawn(async move {
                let mut number = 0;
                while !*stop.borrow() {
                    let turn = turns.take(&[[key; 32]]).await;
                    let mut ready = broker.ready();
                    while broker.publish(&turn, event(&format!("{key}-{number}"))).await.is_err() {
                        ready.wait_for(|ready| *ready).await.expect("the broker is there");
                    }
                    confirmed.send_modify(|confirmed| *confirmed += 1);
                    number += 1;
                }
                (key, number)
            });
        }
        Self { running, stop, confirmed }
    }

    /// Waits until this many more are confirmed.
    pub(crate) async fn goes_on(&self, more: usize) {
        let mut confirmed = self.confirmed.subscribe();
        let goal = *confirmed.borrow() + more;
        within(confirmed.wait_for(|confirmed| *confirmed >= goal)).await.expect("the load runs");
    }

    /// Stops, and reads the queue to its end: whatever was confirmed is there, and in the order of its key.
    pub(crate) async fn assert_all_there(self, broker: &Broker) {
        self.stop.send_replace(true);
        let confirmed: HashMap<u8, usize> = within(self.running.join_all()).await.into_iter().collect();
        let mut missing: usize = confirmed.values().sum();
        let mut next: HashMap<u8, usize> = HashMap::new();
        let mut consumer = broker.consume(EVENTS, 512).await.expect("consumes");
        while missing > 0 {
            let batch = within(consumer.batch(512, 1 << 20)).await.expect("goes on");
            consumer.ack_through(batch.last().expect("not empty").tag).await.expect("acks");
            for delivery in batch {
                let (key, number) = delivery.id.split_once('-').expect("an id of the load");
                let (key, number): (u8, usize) = (key.parse().expect("a key"), number.parse().expect("a number"));
                let next = next.entry(key).or_default();
                assert!(number <= *next, "{key}-{number} came before {key}-{next}");
                // Less than that is a repeat.
                if number == *next {
                    *next += 1;
                    missing -= usize::from(number < confirmed[&key]);
                }
            }
        }
        consumer.close().await;
    }
}
