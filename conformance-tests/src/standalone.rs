//! A running `broen standalone`: a child process on private ports and a private directory.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::peers::Identity;
use crate::process::Process;

pub use crate::process::{StartError, program};

/// A started gateway. It is killed when dropped.
#[derive(Debug)]
pub struct Standalone {
    process: Process,
    data: PathBuf,
    /// Where subscribers call.
    pub grpc: SocketAddr,
    /// Where letters are posted.
    pub https: SocketAddr,
    /// Where metrics and health are read.
    pub metrics: SocketAddr,
}

/// The organisations of the configuration that a first start writes.
pub const HOSPITAL: &str = "testregionens-hospital";
/// The general practitioners' clinic.
pub const CLINIC: &str = "laegerne-proevegade";
/// The municipality.
pub const MUNICIPALITY: &str = "odense-kommune-test";

impl Standalone {
    /// Starts a gateway on this directory and waits until it listens.
    ///
    /// # Errors
    /// The program is not built, or ended instead of listening.
    pub async fn start(data: &Path) -> Result<Self, StartError> {
        Self::run(data, None).await
    }

    /// The same, but none of its files may grow beyond this many bytes, as on a disk that is full.
    ///
    /// # Errors
    /// As [`Standalone::start`].
    pub async fn start_with_a_full_disk(data: &Path, bytes: u64) -> Result<Self, StartError> {
        Self::run(data, Some(bytes)).await
    }

    /// Gives a full disk its space back.
    ///
    /// # Errors
    /// It cannot be run.
    pub async fn empty_the_disk(&self) -> std::io::Result<()> {
        self.process.limit_the_disk(None).await
    }

    async fn run(data: &Path, disk: Option<u64>) -> Result<Self, StartError> {
        configure(data).map_err(|error| StartError::NotReady(error.to_string()))?;
        let process = Process::start(["standalone".as_ref(), "--data".as_ref(), data.as_os_str()], data, disk).await?;
        let (grpc, https, metrics) = (process.address("grpc")?, process.address("https")?, process.address("metrics")?);
        Ok(Self { process, data: data.to_owned(), grpc, https, metrics })
    }

    /// Ends it at once, as `kill -9` does, and waits until it is gone.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub async fn kill(self) -> std::io::Result<()> {
        self.process.kill().await
    }

    /// Asks it to end, as SIGTERM does, and waits for its exit code.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub async fn terminate(self) -> std::io::Result<Option<i32>> {
        self.process.terminate().await
    }

    /// The certificate that the first start made for an organisation.
    #[must_use]
    pub fn identity(&self, organisation: &str) -> Identity {
        identity(&self.data, organisation)
    }

    /// The most memory it has held so far, in bytes (Linux `VmHWM`).
    #[must_use]
    pub fn peak_memory(&self) -> Option<u64> {
        self.process.peak_memory()
    }
}

/// The certificate that the first start on a directory made for an organisation.
#[must_use]
pub fn identity(data: &Path, organisation: &str) -> Identity {
    let folder = data.join("development");
    let file = |ending: &str| folder.join(format!("organisations/{organisation}.{ending}"));
    Identity { authority: folder.join("ca.pem"), certificate: Some((file("pem"), file("key"))) }
}

/// The configuration of a gateway under test: free ports, and the cast of the tests.
pub const CONFIGURATION: &str = include_str!("standalone.toml");

/// Free ports instead of the usual ones, so that tests run side by side.
fn configure(data: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(data)?;
    let file = data.join("broen.toml");
    if file.exists() {
        return Ok(());
    }
    std::fs::write(file, CONFIGURATION)
}
