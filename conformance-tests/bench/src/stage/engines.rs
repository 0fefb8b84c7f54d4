//! A broker node and a database server of the measurement's own.

use engines::{Database, Postgres, RabbitMq, RabbitOptions, VirtualHost};

use crate::Error;
use crate::processes::Program;

/// A broker node and a database server.
pub(super) struct Engines {
    // Before the servers they are on.
    pub(super) host: VirtualHost,
    pub(super) database: Database,
    rabbitmq: RabbitMq,
    postgres: Postgres,
}

impl Engines {
    pub(super) async fn start() -> Result<Self, Error> {
        let rabbitmq = RabbitMq::start(RabbitOptions::default()).await;
        let rabbitmq = rabbitmq.map_err(|error| Error::start("RabbitMQ")(&error))?;
        let host = rabbitmq.virtual_host().await.map_err(|error| Error::start("RabbitMQ")(&error))?;
        let postgres = Postgres::start().await.map_err(|error| Error::start("PostgreSQL")(&error))?;
        let database = postgres.database().await.map_err(|error| Error::start("PostgreSQL")(&error))?;
        Ok(Self { host, database, rabbitmq, postgres })
    }

    pub(super) fn programs(&self) -> Vec<Program> {
        vec![
            Program { name: "rabbitmq", pid: self.rabbitmq.process().unwrap_or_default() },
            Program { name: "postgresql", pid: self.postgres.process().unwrap_or_default() },
        ]
    }
}
