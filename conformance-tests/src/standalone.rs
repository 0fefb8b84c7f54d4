//! A running `broen standalone`: a child process on private ports and a private directory.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::peers::Identity;

/// A started gateway. It is killed when dropped.
#[derive(Debug)]
pub struct Standalone {
    process: Child,
    _output: Lines<BufReader<ChildStdout>>,
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

/// Why a gateway did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The program is not built, or does not run.
    #[error("run {program}: {error}")]
    Program {
        /// The program.
        program: String,
        /// Why.
        error: std::io::Error,
    },
    /// It ended, or did not say where it listens.
    #[error("start the gateway: {0}")]
    NotReady(String),
}

impl Standalone {
    /// Starts a gateway on this directory and waits until it listens.
    ///
    /// # Errors
    /// The program is not built, or ended instead of listening.
    pub async fn start(data: &Path) -> Result<Self, StartError> {
        Self::run(Command::new(program()), data).await
    }

    /// The same, but none of its files may grow beyond this many bytes, as on a disk that is full.
    ///
    /// # Errors
    /// As [`Standalone::start`].
    pub async fn start_with_a_full_disk(data: &Path, bytes: u64) -> Result<Self, StartError> {
        let mut limited = Command::new("sh");
        // Beyond the limit a write fails, instead of ending the process.
        limited.args(["-c", "trap '' XFSZ; exec prlimit --fsize=\"$0\": \"$@\""]).arg(bytes.to_string()).arg(program());
        Self::run(limited, data).await
    }

    /// Gives a full disk its space back.
    ///
    /// # Errors
    /// It cannot be run.
    pub async fn empty_the_disk(&self) -> std::io::Result<()> {
        let pid = self.process.id().unwrap_or_default().to_string();
        Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited:"]).status().await.map(drop)
    }

    async fn run(mut command: Command, data: &Path) -> Result<Self, StartError> {
        configure(data).map_err(|error| StartError::NotReady(error.to_string()))?;
        let mut process = command
            .arg("standalone")
            .arg("--data")
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log(data))
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| StartError::Program { program: program().display().to_string(), error })?;
        let output = process.stdout.take().ok_or_else(|| StartError::NotReady("no output".to_owned()))?;
        let mut output = BufReader::new(output).lines();
        let addresses = ready(data, &mut output).await?;
        let address = |name: &str| parsed(&addresses, name);
        let (grpc, https, metrics) = (address("grpc")?, address("https")?, address("metrics")?);
        Ok(Self { process, _output: output, data: data.to_owned(), grpc, https, metrics })
    }

    /// Ends it at once, as `kill -9` does, and waits until it is gone.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub async fn kill(mut self) -> std::io::Result<()> {
        self.process.kill().await
    }

    /// Asks it to end, as SIGTERM does, and waits for its exit code.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub async fn terminate(mut self) -> std::io::Result<Option<i32>> {
        if let Some(pid) = self.process.id() {
            Command::new("kill").args(["-TERM", &pid.to_string()]).status().await?;
        }
        Ok(self.process.wait().await?.code())
    }

    /// The certificate that the first start made for an organisation.
    #[must_use]
    pub fn identity(&self, organisation: &str) -> Identity {
        identity(&self.data, organisation)
    }

    /// The most memory it has held so far, in bytes (Linux `VmHWM`).
    #[must_use]
    pub fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()?)).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kibibytes * 1024)
    }
}

/// The certificate that the first start on a directory made for an organisation.
#[must_use]
pub fn identity(data: &Path, organisation: &str) -> Identity {
    let folder = data.join("development");
    let file = |ending: &str| folder.join(format!("organisations/{organisation}.{ending}"));
    Identity { authority: folder.join("ca.pem"), certificate: Some((file("pem"), file("key"))) }
}

/// The program under test: `BROEN` names it, else it stands beside the test programs.
#[must_use]
pub fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("BROEN") {
        return named.into();
    }
    let test = std::env::current_exe().unwrap_or_default();
    test.ancestors().nth(2).unwrap_or(Path::new(".")).join("broen")
}

/// Free ports instead of the usual ones, so that tests run side by side.
fn configure(data: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(data)?;
    // Left by a gateway that was killed: it would be taken for the new one's.
    let _ = std::fs::remove_file(data.join("addresses.json"));
    let file = data.join("broen.toml");
    if file.exists() {
        return Ok(());
    }
    std::fs::write(file, include_str!("standalone.toml"))
}

/// The gateway's log, kept beside its data for whoever looks into a failed test.
fn log(data: &Path) -> Stdio {
    let file = std::fs::OpenOptions::new().create(true).append(true).open(data.join("broen.log"));
    file.map_or_else(|_| Stdio::null(), Stdio::from)
}

async fn ready(data: &Path, output: &mut Lines<BufReader<ChildStdout>>) -> Result<serde_json::Value, StartError> {
    let not_ready = |why: String| StartError::NotReady(why);
    loop {
        let line = output.next_line().await.map_err(|error| not_ready(error.to_string()))?;
        if let Ok(text) = std::fs::read_to_string(data.join("addresses.json")) {
            return serde_json::from_str(&text).map_err(|error| not_ready(error.to_string()));
        }
        if line.is_none() {
            return Err(not_ready(format!("it ended; see {}", data.join("broen.log").display())));
        }
    }
}

fn parsed(addresses: &serde_json::Value, name: &str) -> Result<SocketAddr, StartError> {
    let text = addresses[name].as_str().unwrap_or_default();
    text.parse().map_err(|_| StartError::NotReady(format!("no address for {name} in addresses.json")))
}
