//! A database for one test.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::{Error, system};

/// The superuser of every server here.
pub(crate) const USER: &str = "broen";
/// Its password: no secret, the server listens on the loopback only and keeps test data only.
pub(crate) const PASSWORD: &str = "only-for-tests";

static MADE: AtomicU32 = AtomicU32::new(0);

/// An empty database; it is dropped with this, whoever is still connected.
#[derive(Debug)]
pub struct Database {
    /// `postgres://user:password@address/name`.
    pub url: String,
    /// The database's name.
    pub name: String,
    tools: Option<Tools>,
}

impl Database {
    pub(crate) async fn create(tools: Tools) -> Result<Self, Error> {
        let name = format!("test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        // Another machine or container may have had our number on the same server.
        tools.query("postgres", &format!("DROP DATABASE IF EXISTS {name}")).await?;
        tools.query("postgres", &format!("CREATE DATABASE {name}")).await?;
        let url = format!("postgres://{USER}:{PASSWORD}@{}/{name}", tools.address);
        Ok(Self { url, name, tools: Some(tools) })
    }

    /// Runs statements by `psql` and returns what it printed: rows of columns separated by `|`.
    ///
    /// # Errors
    /// The server refused a statement, or does not answer.
    pub async fn query(&self, statements: &str) -> Result<String, Error> {
        match &self.tools {
            Some(tools) => tools.query(&self.name, statements).await,
            None => Err(Error::Theirs),
        }
    }

    /// Drops it, also if somebody is connected.
    ///
    /// # Errors
    /// The server does not answer.
    pub async fn close(mut self) -> Result<(), Error> {
        let Some(tools) = self.tools.take() else { return Ok(()) };
        tools.query("postgres", &drop_statement(&self.name)).await.map(|_| ())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A server that is stopped or gone takes its databases along.
        if let Some(tools) = self.tools.take() {
            let _ = tools.command("postgres", &drop_statement(&self.name)).stdout(Stdio::null()).status();
        }
    }
}

fn drop_statement(name: &str) -> String {
    format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")
}

/// The client that comes with the server.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    pub(crate) psql: PathBuf,
    pub(crate) address: SocketAddr,
}

impl Tools {
    pub(crate) async fn query(&self, database: &str, statements: &str) -> Result<String, Error> {
        let mut command = tokio::process::Command::from(self.command(database, statements));
        let output = command.stderr(Stdio::piped()).output().await.map_err(system("run psql"))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
        }
        Err(Error::Refused { what: "query", said: String::from_utf8_lossy(&output.stderr).trim_end().to_owned() })
    }

    fn command(&self, database: &str, statements: &str) -> Command {
        let mut command = Command::new(&self.psql);
        command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", "--command"]);
        command.arg(statements).env("PGPASSWORD", PASSWORD).env("PGUSER", USER).env("PGDATABASE", database);
        command.env("PGHOST", self.address.ip().to_string()).env("PGPORT", self.address.port().to_string());
        command.env("PGCONNECT_TIMEOUT", "5").stdin(Stdio::null()).stderr(Stdio::null());
        command
    }
}
