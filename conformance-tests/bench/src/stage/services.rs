//! `broen medcom-adapter` and `broen gateway` over RabbitMQ and PostgreSQL.

use std::path::Path;

use conformance_tests::process::Process;
use engines::{Database, Postgres, RabbitMq, RabbitOptions, VirtualHost};
use tokio::process::Command;

use super::Stage;
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

/// Two processes of Broen over engines of their own.
pub(super) async fn start(program: &Path) -> Result<Stage, Error> {
    let engines = Engines::start().await?;
    let directory = tempfile::tempdir().map_err(|error| Error::start("a site")(&error))?;
    make_site(program, directory.path(), &engines).await?;
    let start = async |role: &str| {
        let (config, data) = (directory.path().join(format!("{role}.toml")), directory.path().join("data").join(role));
        let words = [role.as_ref(), "--config".as_ref(), config.as_os_str(), "--data".as_ref(), data.as_os_str()];
        Process::start_program(program, words, &data, None).await
    };
    let gateway = start("gateway").await?;
    let adapter = start("medcom-adapter").await?;
    let (intake, entries) = (adapter.address("https")?, gateway.address("grpc")?);
    let running = vec![("adapter", adapter), ("gateway", gateway)];
    Ok(Stage { running, engines: Some(engines), directory, intake, gateway: entries })
}

impl Engines {
    async fn start() -> Result<Self, Error> {
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

async fn make_site(program: &Path, site: &Path, engines: &Engines) -> Result<(), Error> {
    let fail = Error::start("a site");
    let mut command = Command::new(program);
    command.arg("site").arg(site).args(["--amqp", &engines.host.url(), "--postgres", &engines.database.url]);
    let output = command.output().await.map_err(|error| fail(&error))?;
    if output.status.success() { Ok(()) } else { Err(fail(&String::from_utf8_lossy(&output.stderr))) }
}
