//! Confirmed publishing to a quorum queue by the bare AMQP library.

use std::time::Instant;

use futures::stream::{FuturesUnordered, StreamExt as _};
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions, QueueDeleteOptions};
use lapin::types::{AMQPValue, FieldTable, LongString};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};

use super::pace::{LETTER, TIME, rate};
use crate::Error;

const QUEUE: &str = "broen.bench.bare";
const IN_FLIGHT: usize = 256;
const PERSISTENT: u8 = 2;

/// Messages confirmed per second.
pub(super) async fn confirmed_publishes(url: &str) -> Result<f64, Error> {
    let fail = |error: lapin::Error| Error::limit("the broker")(&error);
    let connection = Connection::connect(url, ConnectionProperties::default()).await.map_err(fail)?;
    let channel = connection.create_channel().await.map_err(fail)?;
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString(LongString::from("quorum")));
    let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    channel.queue_declare(QUEUE.into(), durable, arguments).await.map_err(fail)?;
    channel.confirm_select(ConfirmSelectOptions::default()).await.map_err(fail)?;
    let measured = measure(&channel).await.map_err(fail);
    channel.queue_delete(QUEUE.into(), QueueDeleteOptions::default()).await.map_err(fail)?;
    connection.close(200, "measured".into()).await.map_err(fail)?;
    measured
}

async fn measure(channel: &Channel) -> Result<f64, lapin::Error> {
    let body = vec![b'x'; LETTER];
    let properties = BasicProperties::default().with_delivery_mode(PERSISTENT);
    let mut in_flight = FuturesUnordered::new();
    let (mut confirmed, begun) = (0_u64, Instant::now());
    while begun.elapsed() < TIME {
        while in_flight.len() < IN_FLIGHT {
            let options = BasicPublishOptions::default();
            in_flight.push(channel.basic_publish("".into(), QUEUE.into(), options, &body, properties.clone()).await?);
        }
        if let Some(confirm) = in_flight.next().await {
            confirm?;
            confirmed += 1;
        }
    }
    while let Some(confirm) = in_flight.next().await {
        confirm?;
        confirmed += 1;
    }
    Ok(rate(confirmed, begun.elapsed()))
}
