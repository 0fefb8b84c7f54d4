//! A running `broen` of any role: a child process with a directory of its own, and the signals it can be given.

use std::ffi::OsStr;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// A started `broen`. It is killed when dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    _output: Lines<BufReader<ChildStdout>>,
    addresses: serde_json::Value,
}

/// Why a `broen` did not start.
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

impl Process {
    /// Starts `broen` with these arguments and waits until the directory says where it listens. With `disk`, none of its
    /// files may grow beyond this many bytes, as on a disk that is full.
    ///
    /// # Errors
    /// The program is not built, or ended instead of listening.
    pub async fn start<A: AsRef<OsStr>>(
        arguments: impl IntoIterator<Item = A>,
        data: &Path,
        disk: Option<u64>,
    ) -> Result<Self, StartError> {
        Self::start_program(&program(), arguments, data, disk).await
    }

    /// The same with a program that stands elsewhere.
    ///
    /// # Errors
    /// As [`Process::start`].
    pub async fn start_program<A: AsRef<OsStr>>(
        program: &Path,
        arguments: impl IntoIterator<Item = A>,
        data: &Path,
        disk: Option<u64>,
    ) -> Result<Self, StartError> {
        std::fs::create_dir_all(data).map_err(|error| StartError::NotReady(error.to_string()))?;
        // Left by one that was killed: it would be taken for the new one's.
        let _ = std::fs::remove_file(data.join("addresses.json"));
        let mut command = Command::new("sh");
        let limit = disk.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        // Beyond the limit a write fails, instead of ending the process.
        command.args(["-c", "trap '' XFSZ; exec prlimit --fsize=\"$0\": \"$@\"", &limit]).arg(program);
        let mut child = command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log(data))
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| StartError::Program { program: program.display().to_string(), error })?;
        let output = child.stdout.take().ok_or_else(|| StartError::NotReady("no output".to_owned()))?;
        let mut output = BufReader::new(output).lines();
        let addresses = ready(data, &mut output).await?;
        Ok(Self { child, _output: output, addresses })
    }

    /// Where it listens for what has this name in its `addresses.json`.
    ///
    /// # Errors
    /// It does not listen for that.
    pub fn address(&self, name: &str) -> Result<SocketAddr, StartError> {
        let text = self.addresses[name].as_str().unwrap_or_default();
        text.parse().map_err(|_| StartError::NotReady(format!("no address for {name} in addresses.json")))
    }

    /// Ends it at once, as `kill -9` does, and waits until it is gone.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub async fn kill(mut self) -> std::io::Result<()> {
        self.child.kill().await
    }

    /// Asks it to end, as SIGTERM does, and waits for its exit code.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub async fn terminate(mut self) -> std::io::Result<Option<i32>> {
        self.signal("TERM").await?;
        Ok(self.child.wait().await?.code())
    }

    /// Stops it as SIGSTOP does: it is there, and does nothing.
    ///
    /// # Errors
    /// `kill` cannot be run.
    pub async fn pause(&self) -> std::io::Result<()> {
        self.signal("STOP").await
    }

    /// Lets it go on after [`Process::pause`].
    ///
    /// # Errors
    /// `kill` cannot be run.
    pub async fn resume(&self) -> std::io::Result<()> {
        self.signal("CONT").await
    }

    /// Lets none of its files grow beyond this many bytes from now on; `None` gives the disk its space back.
    ///
    /// # Errors
    /// `prlimit` cannot be run.
    pub async fn limit_the_disk(&self, bytes: Option<u64>) -> std::io::Result<()> {
        let limit = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        let mut command = Command::new("prlimit");
        command.args(["--pid", &self.pid(), &format!("--fsize={limit}:")]).status().await.map(drop)
    }

    /// The memory it holds now, in bytes (Linux `VmRSS`).
    #[must_use]
    pub fn memory(&self) -> Option<u64> {
        self.status("VmRSS:")
    }

    /// The most memory it has held so far, in bytes (Linux `VmHWM`).
    #[must_use]
    pub fn peak_memory(&self) -> Option<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).ok()?;
        let line = status.lines().find(|line| line.starts_with(name))?;
        let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kibibytes * 1024)
    }

    async fn signal(&self, name: &str) -> std::io::Result<()> {
        Command::new("kill").args([&format!("-{name}"), &self.pid()]).status().await.map(drop)
    }

    /// The process id; `None` once it has ended.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// The process id as a word; an empty one, which names no process, once it has ended.
    fn pid(&self) -> String {
        self.child.id().map(|id| id.to_string()).unwrap_or_default()
    }
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

/// Its log, kept beside its data for whoever looks into a failed test.
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
