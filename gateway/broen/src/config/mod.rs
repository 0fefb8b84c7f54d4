//! The configuration: one TOML file, read to checked types, with every problem at once.
//!
//! Paths in the file are relative to the file. Durations and sizes are texts with units. Secrets are paths to files;
//! there is no inline form and no default.

mod fields;
mod organisation;
mod problems;
mod quantity;
mod read;
mod summary;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use access::Sharing;
use canonical::digest::Digest;
use canonical::letter::Limits;
use canonical::organisation::Organisation;
use telemetry::Logs;

pub use problems::{Problem, Problems};
use read::Folder;
pub(crate) use summary::summary;

/// The file that the first start writes: three organisations of a test bench, every key explained.
pub const TEMPLATE: &str = include_str!("template.toml");

/// A checked configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where to listen.
    pub listen: Listen,
    /// The server's certificate and who may call.
    pub tls: Tls,
    /// `[log]`: structured logs on standard error. `format` is `"json"` or `"text"`, **default** `"text"`; `level` is
    /// `"error"`, `"warn"`, `"info"` or `"debug"`, **default** `"info"`.
    pub log: Logs,
    /// What is accepted, and how much at once.
    pub limits: Bounds,
    /// How long to wait.
    pub timing: Timing,
    /// Who may call, and whom letters may name.
    pub organisations: Vec<Member>,
    /// `[[sharing]]`: what organisations may see beyond what is addressed to them. **Default**: nothing.
    pub sharing: Vec<Sharing>,
}

/// `[listen]`: addresses as `ip:port`; port 0 takes a free one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen {
    /// gRPC, mutual TLS. **Default** `127.0.0.1:8443`.
    pub grpc: SocketAddr,
    /// HTTPS intake, mutual TLS. **Default** `127.0.0.1:8444`.
    pub https: SocketAddr,
    /// Metrics and health, plain HTTP. **Default** `127.0.0.1:8445`.
    pub metrics: SocketAddr,
}

/// `[tls]`: the site's own certificates, or those made for development.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// A development authority is made at the first start. **Default**.
    Development {
        /// Host names and addresses of the server beside `localhost`, `127.0.0.1` and `::1`. **Default**: none.
        names: Vec<String>,
    },
    /// The site's own.
    Site {
        /// PEM file with the server's certificate and its chain.
        certificate: PathBuf,
        /// PEM file with the server's private key.
        key: PathBuf,
        /// PEM file with the authorities that issue client certificates.
        client_ca: PathBuf,
    },
}

/// `[limits]`: what is accepted, and how much at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// `document`, `depth`, `nodes`, `letters`: limits of one document. **Default** 100 MiB, 64, 1,000,000, 100.
    pub document: Limits,
    /// Bytes of request bodies held at once, by all requests together. **Default** 116 MiB, at least one document.
    pub body_memory: u64,
    /// Connections at once on one port. **Default** 1024, 1 to 100,000.
    pub connections: usize,
    /// Letters waiting to be appended. **Default** 1024, 1 to 100,000.
    pub queue: usize,
    /// Letters appended in one transaction. **Default** 128, 1 to 10,000.
    pub batch: usize,
}

/// `[timing]`: how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// For a TLS handshake. **Default** `"10s"`, 100 ms to 5 min.
    pub handshake: Duration,
    /// For a connection on which nothing happens. **Default** `"5min"`, 1 s to 1 d.
    pub idle: Duration,
    /// For requests and streams to end after SIGTERM. **Default** `"20s"`, 0 s to 1 h.
    pub drain: Duration,
    /// Between two looks into the watched folders. **Default** `"1s"`, 50 ms to 1 h.
    pub folder: Duration,
}

/// `[[organisation]]`: an organisation with what only this installation knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who it is and what it may do.
    pub organisation: Organisation,
    /// Its client certificates: a PEM file, or the SHA-256 of a certificate. **Default**: one made for development.
    pub certificates: Vec<CertificateSource>,
    /// A folder to watch for its letters. **Default**: none.
    pub folder: Option<PathBuf>,
}

/// Where a client certificate is known from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateSource {
    /// A PEM file; its first certificate counts.
    File(PathBuf),
    /// SHA-256 of the certificate in DER.
    Fingerprint(Digest),
}

impl Config {
    /// Reads the text of a configuration file that lies in `folder`, without looking at the files it names.
    ///
    /// # Errors
    /// Every [`Problem`] at once.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, Problems> {
        read::config(text, Folder { path: folder, look: false })
    }

    /// Reads a configuration file; the certificates and keys it names must be there.
    ///
    /// # Errors
    /// Every [`Problem`] at once; one if the file cannot be read.
    pub fn load(file: &Path) -> Result<Self, Problems> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Problems::of_file(format!("cannot read {}: {error}", file.display())))?;
        let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let path = absolute.parent().unwrap_or(Path::new("."));
        read::config(&text, Folder { path, look: true })
    }
}

#[cfg(test)]
mod tests;
