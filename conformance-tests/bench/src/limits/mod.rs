//! The bare limits: what the parts below Broen do on this machine in this run, without Broen.

mod broker;
mod database;
mod disk;
mod pace;
mod stream;

use std::path::Path;
use std::time::Duration;

use hdrhistogram::Histogram;

use crate::Error;

/// The bare limits.
#[derive(Debug, Clone)]
pub struct Limits {
    /// One flush of 4 KiB to the disk: median.
    pub flush_median: Duration,
    /// The same, 99th percentile.
    pub flush_p99: Duration,
    /// Persistent messages of a letter's size that a quorum queue confirms per second, 256 in flight; without a broker, none.
    pub confirmed_publishes: Option<f64>,
    /// Rows of a letter's size that PostgreSQL takes per second, 256 in a transaction; without a database, none.
    pub inserted_rows: Option<f64>,
    /// Messages of a letter's size that one gRPC stream carries per second.
    pub streamed_messages: f64,
}

impl Limits {
    /// Measures the disk of this directory, and what is named.
    pub(crate) async fn measure(disk: &Path, amqp: Option<String>, postgres: Option<String>) -> Result<Self, Error> {
        let flushes = disk::flushes(disk)?;
        let confirmed_publishes = match amqp {
            Some(url) => Some(broker::confirmed_publishes(&url).await?),
            None => None,
        };
        let inserted_rows = match postgres {
            Some(url) => Some(database::inserted_rows(&url).await?),
            None => None,
        };
        let streamed_messages = stream::streamed_messages().await?;
        let at = |flushes: &Histogram<u64>, quantile| Duration::from_micros(flushes.value_at_quantile(quantile));
        Ok(Self {
            flush_median: at(&flushes, 0.5),
            flush_p99: at(&flushes, 0.99),
            confirmed_publishes,
            inserted_rows,
            streamed_messages,
        })
    }
}
