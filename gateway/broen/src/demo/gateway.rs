//! The gateway as a child process: started, killed, and stopped.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::error::Error;

/// A gateway that runs in a process of its own.
pub(super) struct Gateway {
    child: Child,
    /// Kept open, so that the gateway has somewhere to write.
    _output: Lines<BufReader<ChildStdout>>,
}

const START: Duration = Duration::from_secs(60);
const STOP: Duration = Duration::from_secs(30);

/// Where the gateway's logs are.
pub(super) fn log_file(data: &Path) -> PathBuf {
    data.join("gateway.log")
}

impl Gateway {
    /// Starts this same program as `standalone`, and waits until it says that it is ready.
    pub(super) async fn start(data: &Path) -> Result<Self, Error> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(log_file(data))?;
        let mut child = Command::new(std::env::current_exe()?)
            .args(["standalone", "--output", "json", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().ok_or_else(|| Error::Gateway("it has no output".to_owned()))?;
        let mut output = BufReader::new(output).lines();
        match tokio::time::timeout(START, ready(&mut output)).await {
            Ok(true) => Ok(Self { child, _output: output }),
            Ok(false) => Err(Error::Gateway(format!("it ended; see {}", log_file(data).display()))),
            Err(_) => Err(Error::Late("the gateway to be ready")),
        }
    }

    /// The process, while it runs.
    pub(super) fn pid(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    /// Ends it as a power cut would: SIGKILL, with no chance to finish anything.
    pub(super) async fn kill(mut self) -> Result<(), Error> {
        Ok(self.child.kill().await?)
    }

    /// Asks it to end, and tells whether it drained with exit code 0.
    pub(super) async fn stop(mut self) -> Result<bool, Error> {
        if !ask_to_end(self.pid()).await {
            self.child.kill().await?;
            return Ok(false);
        }
        match tokio::time::timeout(STOP, self.child.wait()).await {
            Ok(ended) => Ok(ended?.success()),
            Err(_) => {
                self.child.kill().await?;
                Ok(false)
            }
        }
    }
}

/// Reads until the gateway says that it is ready; `false` if it ended first.
async fn ready(output: &mut Lines<BufReader<ChildStdout>>) -> bool {
    while let Ok(Some(line)) = output.next_line().await {
        let said: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        if said["ready"] == true {
            return true;
        }
    }
    false
}

/// SIGTERM, by the `kill` that is part of every shell.
async fn ask_to_end(pid: u32) -> bool {
    let asked = Command::new("sh").arg("-c").arg(format!("kill -TERM {pid}")).stderr(Stdio::null()).status().await;
    asked.is_ok_and(|status| status.success())
}
