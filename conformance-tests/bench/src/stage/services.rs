//! `broen medcom-adapter` and `broen gateway` over RabbitMQ and PostgreSQL.

use std::path::Path;

use conformance_tests::process::Process;
use tokio::process::Command;

use super::broen::Stage;
use super::engines::Engines;
use crate::Error;

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

async fn make_site(program: &Path, site: &Path, engines: &Engines) -> Result<(), Error> {
    let fail = Error::start("a site");
    let mut command = Command::new(program);
    command.arg("site").arg(site).args(["--amqp", &engines.host.url(), "--postgres", &engines.database.url]);
    let output = command.output().await.map_err(|error| fail(&error))?;
    if output.status.success() { Ok(()) } else { Err(fail(&String::from_utf8_lossy(&output.stderr))) }
}
