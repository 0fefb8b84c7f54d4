//! A server as a child that cannot outlive us.
//!
//! Between us and the server stands a shell that waits for the end of a pipe which only we hold. When we end, also by
//! `kill -9`, the shell ends the server and removes its directory.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::directory::Directory;
use crate::error::{Error, system};
use crate::signals;

const GUARD: &str = include_str!("guarded.sh");

/// A running server.
#[derive(Debug)]
pub(crate) struct Guarded {
    shell: Child,
    server: u32,
    output: PathBuf,
}

impl Guarded {
    /// Starts a program. `ending` is the signal by which it ends at once and in order, `prepare` sets what it needs.
    pub(crate) async fn start(
        directory: &Directory,
        ending: &str,
        words: &[String],
        prepare: impl FnOnce(&mut Command),
    ) -> Result<Self, Error> {
        let process = directory.join("process");
        // An older life's number must not be taken for this one's.
        let _ = std::fs::remove_file(&process);
        let mut command = directory.command(Path::new("/bin/sh"));
        command.args(["-c", GUARD, "guarded.sh"]).arg(directory.path()).arg(ending).args(words);
        // A group of its own: an interrupt at the terminal is for us, and we end it.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        prepare(&mut command);
        let shell = command.spawn().map_err(system("start a server"))?;
        let mut guarded = Self { shell, server: 0, output: directory.join("output") };
        for _ in 0..500 {
            if let Some(server) = std::fs::read_to_string(&process).ok().and_then(|line| line.trim().parse().ok()) {
                guarded.server = server;
                return Ok(guarded);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Err(Error::NotReady { what: "the guard of a server", said: guarded.said() })
    }

    /// The server's process.
    pub(crate) fn process(&self) -> u32 {
        self.server
    }

    pub(crate) fn runs(&self) -> bool {
        signals::runs(self.server)
    }

    /// The end of what the server wrote.
    pub(crate) fn said(&self) -> String {
        let text = std::fs::read(&self.output).unwrap_or_default();
        let end = text.len().saturating_sub(4_000);
        String::from_utf8_lossy(&text[end..]).into_owned()
    }

    /// Sends the server and the processes it started a signal.
    pub(crate) fn signal_all(&self, signal: &str) -> Result<(), Error> {
        let mut all = vec![self.server];
        all.extend(signals::children(self.server));
        signals::send(signal, &all)
    }

    /// Ends the server and its children at once, and returns when they are gone. Its directory stays.
    pub(crate) fn kill(self) -> Result<(), Error> {
        let mut all = signals::children(self.server);
        all.push(self.server);
        signals::send("KILL", &all)?;
        self.leave(all)
    }

    /// Asks the server to end by this signal, and returns when it and its children are gone. Its directory stays.
    pub(crate) async fn stop(self, signal: &str) -> Result<(), Error> {
        let children = signals::children(self.server);
        signals::send(signal, &[self.server])?;
        while self.runs() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.leave(children)
    }

    /// Lets the guard go and waits for what still ends.
    fn leave(mut self, mut ending: Vec<u32>) -> Result<(), Error> {
        if let Some(mut held) = self.shell.stdin.take() {
            let _ = held.write_all(b"stay\n");
        }
        self.shell.wait().map_err(system("wait for a server"))?;
        while !ending.is_empty() {
            ending.retain(|process| signals::runs(*process));
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
