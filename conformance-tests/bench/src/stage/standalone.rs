//! `broen standalone`.

use std::path::Path;

use conformance_tests::process::Process;
use conformance_tests::standalone::CONFIGURATION;

use super::broen::Stage;
use crate::Error;

/// One process on the embedded store.
pub(super) async fn start(program: &Path) -> Result<Stage, Error> {
    let fail = Error::start("a site");
    let directory = tempfile::tempdir().map_err(|error| fail(&error))?;
    std::fs::write(directory.path().join("broen.toml"), CONFIGURATION).map_err(|error| fail(&error))?;
    let words = ["standalone".as_ref(), "--data".as_ref(), directory.path().as_os_str()];
    let process = Process::start_program(program, words, directory.path(), None).await?;
    let (intake, gateway) = (process.address("https")?, process.address("grpc")?);
    Ok(Stage { running: vec![("broen", process)], engines: None, directory, intake, gateway })
}
