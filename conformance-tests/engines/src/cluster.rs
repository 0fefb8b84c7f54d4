//! Several RabbitMQ nodes as one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::epmd::PortMapper;
use crate::error::Error;
use crate::node;
use crate::options::RabbitOptions;
use crate::rabbitmq::RabbitMq;

const PATIENCE: Duration = Duration::from_secs(60);

/// Nodes that know each other; each can be killed, stopped and paused alone.
#[derive(Debug)]
pub struct Cluster {
    /// In the order in which they joined.
    pub nodes: Vec<RabbitMq>,
}

impl RabbitMq {
    /// Starts this many nodes and waits until they are one.
    ///
    /// # Errors
    /// RabbitMQ is not installed, or a node does not start or join.
    pub async fn cluster(nodes: usize) -> Result<Cluster, Error> {
        let mapper = Arc::new(PortMapper::start().await?);
        let (cookie, options) = (node::cookie(), RabbitOptions::default());
        let names: Vec<String> = (1..=nodes).map(|number| format!("broker{number}@localhost")).collect();
        let prepared = names.iter().map(|name| RabbitMq::prepare(name, &mapper, &cookie, &options, &names));
        let mut cluster = Cluster { nodes: prepared.collect::<Result<_, _>>()? };
        // Whoever is first makes the cluster; only then is there something to join.
        if let Some(first) = cluster.nodes.first_mut() {
            first.start_again().await?;
        }
        cluster.start_again().await?;
        Ok(cluster)
    }
}

impl Cluster {
    /// Starts whatever does not run, all at the same time, and waits until every node knows of every other.
    ///
    /// # Errors
    /// A node does not start or join.
    pub async fn start_again(&mut self) -> Result<(), Error> {
        let expected = self.nodes.len();
        let mut starting = JoinSet::new();
        for (place, mut node) in std::mem::take(&mut self.nodes).into_iter().enumerate() {
            starting.spawn(async move { (place, node.start_again().await, node) });
        }
        let mut started = starting.join_all().await;
        started.sort_by_key(|(place, ..)| *place);
        let mut verdict = Ok(());
        for (_, one, node) in started {
            verdict = verdict.and(one);
            self.nodes.push(node);
        }
        verdict?;
        let began = Instant::now();
        for node in &self.nodes {
            while node.running_nodes().await.unwrap_or_default() < expected {
                if began.elapsed() > PATIENCE {
                    return Err(Error::NotReady { what: "a cluster", said: format!("{} is alone", node.name) });
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        Ok(())
    }
}
