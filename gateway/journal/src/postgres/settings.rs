//! Where the database is, who asks, and how many connections may be open.

use std::time::Duration;

use super::failures::unfit;
use crate::Error;

/// Choices for [`PostgresJournal::open`](super::PostgresJournal::open).
#[derive(Debug, Clone)]
pub struct Settings {
    /// The servers, tried in this order; the one that takes writes is used.
    pub hosts: Vec<Host>,
    /// The database; the user has to own it, or may at least create tables in it.
    pub database: String,
    /// The user.
    pub user: String,
    /// The password, unless a client certificate or the server's own rules do without.
    pub password: Option<Secret>,
    /// Encryption of the connections; without it they are plain.
    pub tls: Option<Tls>,
    /// Connections that read at the same time. Three more write, and one listens. **Default:** 4. At least 1.
    pub readers: usize,
    /// The name of the connections that an operator sees. **Default:** `broen`.
    pub name: String,
    /// The longest wait for one answer of the server, and for a connection. **Default:** 10 s.
    pub patience: Duration,
    /// Calls that may wait to be written before the next one waits to be let in. **Default:** 1024. At least 1.
    pub queue: usize,
    /// Calls in one transaction. **Default:** 512. At least 1.
    pub max_batch: usize,
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// Its name or address; a path names the directory of a Unix socket.
    pub name: String,
    /// Its port.
    pub port: u16,
}

/// A password; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Encryption of the connections.
#[derive(Debug, Clone)]
pub struct Tls {
    /// The authorities that the server's certificate may come from, PEM. Nobody else is trusted.
    pub authorities: Vec<u8>,
    /// The client certificate.
    pub identity: Option<Identity>,
}

/// A client certificate and its key; the key is never printed.
#[derive(Clone)]
pub struct Identity {
    /// The certificate and those between it and the authority, PEM.
    pub chain: Vec<u8>,
    /// Its private key, PEM.
    pub key: Vec<u8>,
}

impl Settings {
    /// The default of [`Settings::patience`].
    pub const PATIENCE: Duration = Duration::from_secs(10);
    /// The default of [`Settings::readers`].
    pub const READERS: usize = 4;

    /// The settings for this database, with defaults otherwise.
    #[must_use]
    pub fn new(hosts: Vec<Host>, database: impl Into<String>, user: impl Into<String>) -> Self {
        Self {
            hosts,
            database: database.into(),
            user: user.into(),
            password: None,
            tls: None,
            readers: Self::READERS,
            name: "broen".to_owned(),
            patience: Self::PATIENCE,
            queue: 1024,
            max_batch: 512,
        }
    }

    /// Reads `postgres://user:password@host:port[,host:port…]/database`. Encryption is not taken from it.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if it is not such an address, or lacks one of its parts.
    pub fn from_url(url: &str) -> Result<Self, Error> {
        let config: tokio_postgres::Config = url.parse().map_err(|_| unfit("the database's address, which is none"))?;
        let ports = config.get_ports();
        let port = |place: usize| ports.get(place).or(ports.first()).copied().unwrap_or(5432);
        let hosts = config.get_hosts().iter().enumerate();
        let hosts: Vec<_> = hosts.map(|(place, host)| Host { name: name_of(host), port: port(place) }).collect();
        let (Some(database), Some(user), false) = (config.get_dbname(), config.get_user(), hosts.is_empty()) else {
            return Err(unfit("the database's address, which names no host, database or user"));
        };
        let password = config.get_password().map(|words| Secret::new(String::from_utf8_lossy(words)));
        Ok(Self { password, ..Self::new(hosts, database, user) })
    }
}

fn name_of(host: &tokio_postgres::config::Host) -> String {
    match host {
        tokio_postgres::config::Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        tokio_postgres::config::Host::Unix(directory) => directory.to_string_lossy().into_owned(),
    }
}

impl Secret {
    /// Takes the words over.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_hosts_database_and_user() {
        let settings = Settings::from_url("postgres://anna:word@one:5433,two:5434/letters").expect("an address");
        let hosts = [("one", 5433), ("two", 5434)].map(|(name, port)| Host { name: name.to_owned(), port });
        assert_eq!(settings.hosts, hosts);
        assert_eq!((settings.database.as_str(), settings.user.as_str()), ("letters", "anna"));
        assert_eq!(settings.password, Some(Secret::new("word")));
        assert!(Settings::from_url("postgres://anna@one").is_err());
        assert!(Settings::from_url("mysql://anna@one/letters").is_err());
    }

    #[test]
    fn a_password_is_not_printed() {
        let settings = Settings::from_url("postgres://anna:hunter2@one/letters").expect("an address");
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
