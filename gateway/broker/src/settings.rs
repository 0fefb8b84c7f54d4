//! What a connection goes by.

use std::fmt;
use std::time::Duration;

/// How to reach a broker, and how long to wait for it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The nodes of one cluster; tried in turn, beginning with the one that answered last.
    pub nodes: Vec<Node>,
    /// The virtual host.
    pub virtual_host: String,
    /// Who this program is.
    pub authentication: Authentication,
    /// Encryption; `None` is for the loopback of a test.
    pub tls: Option<Tls>,
    /// A connection that is silent for twice this time is given up. Whole seconds, at least one.
    pub heartbeat: Duration,
    /// The longest wait for the confirm of one message, with all its repeats; a second longer for every 4 MiB of it.
    /// **Default**: 10 s.
    pub patience: Duration,
    /// The connection's name, as operators see it.
    pub name: String,
}

/// One node of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    /// A name or an address; with TLS, the name in the node's certificate.
    pub host: String,
    /// Its AMQP port.
    pub port: u16,
}

/// How the program proves who it is.
#[derive(Debug, Clone)]
pub enum Authentication {
    /// By its client certificate: the broker takes the user from it. Needs TLS with an [`Identity`].
    External,
    /// By a password.
    Plain {
        /// The user.
        user: String,
        /// The password.
        password: Secret,
    },
}

/// A password; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Encryption of the connection.
#[derive(Debug, Clone)]
pub struct Tls {
    /// The authorities that the broker's certificate may come from, PEM. Nobody else is trusted.
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
    /// The default of [`Settings::heartbeat`].
    pub const HEARTBEAT: Duration = Duration::from_secs(4);
    /// The default of [`Settings::patience`].
    pub const PATIENCE: Duration = Duration::from_secs(10);
}

impl Secret {
    /// Takes the words over.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}
