//! A PostgreSQL server of our own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::database::{Database, PASSWORD, Tools, USER};
use crate::directory::Directory;
use crate::error::{Error, system};
use crate::guarded::Guarded;
use crate::ports;

/// As long as a busy machine may need to start one.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server with one superuser and no databases of interest yet.
#[derive(Debug)]
pub struct Postgres {
    address: SocketAddr,
    programs: PathBuf,
    // Before the directory: what is dropped first ends first.
    running: Option<Guarded>,
    directory: Option<Directory>,
}

impl Postgres {
    /// Makes a cluster of databases in a directory of its own and starts its server.
    ///
    /// # Errors
    /// PostgreSQL is not installed, or does not start.
    pub async fn start() -> Result<Self, Error> {
        let programs = programs()?;
        let directory = Directory::fresh(Some("postgres"))?;
        initialise(&programs, &directory)?;
        let address = ports::here(ports::free()?);
        let mut server = Self { address, programs, running: None, directory: Some(directory) };
        server.start_again().await?;
        Ok(server)
    }

    /// One that another process started and looks after.
    pub(crate) fn theirs(address: SocketAddr) -> Result<Self, Error> {
        Ok(Self { address, programs: programs()?, running: None, directory: None })
    }

    /// The id of its first process; `None` while it does not run, or where another process looks after it.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Guarded::process)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A fresh, empty database.
    ///
    /// # Errors
    /// The server does not answer.
    pub async fn database(&self) -> Result<Database, Error> {
        Database::create(self.tools()).await
    }

    /// Ends it as a loss of power does: every process at once, nothing written any more.
    ///
    /// # Errors
    /// It is not ours to kill.
    pub fn kill(&mut self) -> Result<(), Error> {
        self.running()?.map_or(Ok(()), Guarded::kill)
    }

    /// Ends it in order, without waiting for its clients ("fast").
    ///
    /// # Errors
    /// It is not ours to stop.
    pub async fn stop(&mut self) -> Result<(), Error> {
        match self.running()? {
            Some(running) => running.stop("INT").await,
            None => Ok(()),
        }
    }

    /// Starts it on the same directory and port, and waits until it answers.
    ///
    /// # Errors
    /// It is not ours, or does not start.
    pub async fn start_again(&mut self) -> Result<(), Error> {
        let directory = self.directory.as_ref().ok_or(Error::Theirs)?;
        if self.running.is_some() {
            return Ok(());
        }
        let words = words(&self.programs, directory, self.address);
        // SIGQUIT is its "immediate": it ends its children too.
        let running = Guarded::start(directory, "QUIT", &words, |_| ()).await?;
        let began = Instant::now();
        let tools = self.tools();
        while let Err(error) = tools.query("postgres", "SELECT 1").await {
            if !running.runs() || began.elapsed() > PATIENCE {
                return Err(Error::NotReady { what: "PostgreSQL", said: format!("{error}\n{}", running.said()) });
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.running = Some(running);
        Ok(())
    }

    /// Stops every process of it, as when a machine hangs.
    ///
    /// # Errors
    /// It is not ours to pause.
    pub fn pause(&mut self) -> Result<(), Error> {
        self.running.as_ref().ok_or(Error::Theirs)?.signal_all("STOP")
    }

    /// Lets it go on.
    ///
    /// # Errors
    /// It is not ours to resume.
    pub fn resume(&mut self) -> Result<(), Error> {
        self.running.as_ref().ok_or(Error::Theirs)?.signal_all("CONT")
    }

    /// Takes what runs, if it is ours.
    fn running(&mut self) -> Result<Option<Guarded>, Error> {
        if self.directory.is_some() { Ok(self.running.take()) } else { Err(Error::Theirs) }
    }

    fn tools(&self) -> Tools {
        Tools { psql: self.programs.join("psql"), address: self.address }
    }
}

/// Where the newest installed version keeps its programs; Debian does not put the server's on the path.
fn programs() -> Result<PathBuf, Error> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let debian = versions.filter(|path| path.join("bin/postgres").exists()).max_by_key(|path| {
        path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse::<u32>().ok()).unwrap_or_default()
    });
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let on_the_path = || std::env::split_paths(&paths).find(|path| path.join("postgres").exists());
    debian.map(|path| path.join("bin")).or_else(on_the_path).ok_or_else(|| Error::Missing("PostgreSQL".to_owned()))
}

fn initialise(programs: &Path, directory: &Directory) -> Result<(), Error> {
    let password = directory.join("password");
    std::fs::write(&password, PASSWORD).map_err(system("write a password"))?;
    // Its own writing needs no disk barrier: if the machine dies now, so does the test.
    let output = directory
        .command(&programs.join("initdb"))
        .args(["--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256"])
        .args([format!("--username={USER}"), format!("--pwfile={}", password.display()), "--pgdata=data".to_owned()])
        .output()
        .map_err(system("run initdb"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::NotReady { what: "PostgreSQL", said: String::from_utf8_lossy(&output.stderr).into_owned() })
}

/// The server's command: fsync and synchronous commit stay as they come, which is on.
fn words(programs: &Path, directory: &Directory, address: SocketAddr) -> Vec<String> {
    let settings = [
        format!("listen_addresses={}", address.ip()),
        format!("port={}", address.port()),
        "unix_socket_directories=".to_owned(),
        "max_connections=200".to_owned(),
        "max_wal_size=512MB".to_owned(),
        // Nothing of it may stay behind in the machine's shared memory.
        "dynamic_shared_memory_type=mmap".to_owned(),
        "log_min_messages=warning".to_owned(),
    ];
    let mut words = vec![programs.join("postgres").display().to_string(), "-D".to_owned()];
    words.push(directory.join("data").display().to_string());
    words.extend(settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]));
    words
}
