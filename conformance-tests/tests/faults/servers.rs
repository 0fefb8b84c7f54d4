//! The servers that Broen stands on: nodes of RabbitMQ and one PostgreSQL. They outlive the rounds.

use std::net::SocketAddr;

use engines::{Cluster, Database, Postgres, RabbitMq, RabbitOptions, VirtualHost};
use tokio::sync::{Mutex, MutexGuard};

/// Tests of one process take turns: each needs most of a small machine.
static TURN: Mutex<()> = Mutex::const_new(());

/// RabbitMQ, as one node or as a cluster, and PostgreSQL.
pub(crate) struct Servers {
    pub(crate) broker: Cluster,
    pub(crate) postgres: Postgres,
    _turn: MutexGuard<'static, ()>,
}

/// What one world uses of them: nothing that another one has seen.
pub(crate) struct Share {
    pub(crate) host: VirtualHost,
    pub(crate) database: Database,
}

impl Servers {
    /// Starts this many broker nodes, one cluster, and a database server.
    pub(crate) async fn start(nodes: usize) -> Self {
        let turn = TURN.lock().await;
        let postgres = Postgres::start();
        let broker = async {
            if nodes > 1 {
                return RabbitMq::cluster(nodes).await;
            }
            Ok(Cluster { nodes: vec![RabbitMq::start(RabbitOptions::default()).await?] })
        };
        let (postgres, broker) = tokio::join!(postgres, broker);
        Self { broker: broker.expect("a broker"), postgres: postgres.expect("a database server"), _turn: turn }
    }

    /// A virtual host and a database of its own.
    pub(crate) async fn share(&self) -> Share {
        let host = self.broker.nodes[0].virtual_host().await.expect("a virtual host");
        Share { host, database: self.postgres.database().await.expect("a database") }
    }

    /// Where the nodes listen.
    pub(crate) fn brokers(&self) -> Vec<SocketAddr> {
        self.broker.nodes.iter().map(RabbitMq::amqp).collect()
    }
}
