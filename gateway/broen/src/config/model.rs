//! The checked configuration. Every field says its meaning, its default and its bounds.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use access::{Route, Sharing};
use canonical::digest::Digest;
use canonical::letter::Limits;

use canonical::organisation::Organisation;
use intake::Manner;
use telemetry::Logs;

use super::conversion::Conversion;
use super::push::Push;

/// A checked configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Config {
    /// Where to listen.
    pub(crate) listen: Listen,
    /// `[blobs] directory`: where large files and documents go. **Default**: `blobs` in the data directory.
    pub(crate) blobs: Option<PathBuf>,
    /// The server's certificate and who may call.
    pub(crate) tls: Tls,
    /// `[log]`: structured logs on standard error. `format` is `"json"` or `"text"`, **default** `"text"`; `level` is
    /// `"error"`, `"warn"`, `"info"` or `"debug"`, **default** `"info"`.
    pub(crate) log: Logs,
    /// What is accepted, and how much at once.
    pub(crate) limits: Bounds,
    /// `[limits] connections`: held at once on all doors, at most half of them of one organisation.
    /// **Default** 1024, 1 to 100,000.
    pub(crate) connections: usize,
    /// How much is appended at once.
    pub(crate) batches: Batches,
    /// How long to wait.
    pub(crate) timing: Timing,
    /// `[timing] folder`: between two looks into the watched folders. **Default** `"1s"`, 50 ms to 1 h.
    pub(crate) folder_every: Duration,
    /// `[timing] receipt`: how long a letter whose sender asked for a receipt may wait for it, before it is overdue.
    /// **Default** `"30min"`, which is what MedCom lets a sender wait; 1 min to 7 d.
    pub(crate) receipt_after: Duration,
    /// `[conversion]`: letters for receivers of the other standard.
    pub(crate) conversion: Conversion,
    /// `[push]`: posting entries to systems without gRPC.
    pub(crate) push: Push,
    /// Who may call, and whom letters may name.
    pub(crate) organisations: Vec<Member>,
    /// `[[route]]`: what receipts promise, by `senders`, `receivers` and `kinds`, each of them empty for all; the first that
    /// takes a letter decides. `receipt` is `"on-commit"` or `"on-receiver-ack"`. **Default**: `"on-commit"` for all.
    pub(crate) routes: Vec<Route>,
    /// `[[sharing]]`: what organisations may see beyond what is addressed to them. **Default**: nothing.
    pub(crate) sharing: Vec<Sharing>,
}

/// `[listen]`: addresses as `ip:port`; port 0 takes a free one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listen {
    /// gRPC, mutual TLS. **Default** `127.0.0.1:8443`.
    pub(crate) grpc: SocketAddr,
    /// HTTPS intake, mutual TLS. **Default** `127.0.0.1:8444`.
    pub(crate) https: SocketAddr,
    /// Metrics and health, plain HTTP. **Default** `127.0.0.1:8445`.
    pub(crate) metrics: SocketAddr,
}

/// `[tls]`: the site's own certificates, or those made for development.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tls {
    /// A development authority is made at the first start. **Default**.
    Development {
        /// Host names and addresses of the server beside `localhost`, `127.0.0.1` and `::1`. **Default**: none.
        names: Vec<String>,
    },
    /// The site's own.
    Site(ServerFiles),
}

/// `[tls]` with the site's own certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerFiles {
    /// PEM file with the server's certificate and its chain.
    pub(crate) certificate: PathBuf,
    /// PEM file with the server's private key.
    pub(crate) key: PathBuf,
    /// PEM file with the authorities that issue client certificates.
    pub(crate) client_ca: PathBuf,
}

/// `[limits]`: what is accepted, and how much of it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// `document`, `depth`, `nodes`, `letters`: limits of one document. **Default** 100 MiB, 64, 1,000,000, 100.
    pub(crate) document: Limits,
    /// `medcom`: how much letters of MedCom, XML and FHIR, may depart from their schemas and profiles. **Default** `"lenient"`, or `"strict"`.
    pub(crate) medcom: Manner,
    /// Bytes of request bodies held at once, by all requests together. **Default** 116 MiB, at least one document.
    pub(crate) body_memory: u64,
}

/// `[limits]`: how much is appended at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Batches {
    /// Letters waiting to be appended. **Default** 1024, 1 to 100,000.
    pub(crate) queue: usize,
    /// Letters appended in one transaction. **Default** 128, 1 to 10,000.
    pub(crate) batch: usize,
}

/// `[timing]`: how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timing {
    /// For a TLS handshake. **Default** `"10s"`, 100 ms to 5 min.
    pub(crate) handshake: Duration,
    /// For a connection on which nothing happens. **Default** `"5min"`, 1 s to 1 d.
    pub(crate) idle: Duration,
    /// For requests and streams to end after SIGTERM. **Default** `"20s"`, 0 s to 1 h.
    pub(crate) drain: Duration,
}

/// `[[organisation]]`: an organisation with what only this installation knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    /// Who it is and what it may do.
    pub(crate) organisation: Organisation,
    /// Its client certificates: a PEM file, or the SHA-256 of a certificate. **Default**: one made for development.
    pub(crate) certificates: Vec<CertificateSource>,
    /// The name under which it hands letters over by AMQP. **Default**: none, it does not.
    pub(crate) amqp_user: Option<String>,
    /// A folder to watch for its letters. **Default**: none.
    pub(crate) folder: Option<PathBuf>,
}

/// Where a client certificate is known from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CertificateSource {
    /// A PEM file; its first certificate counts.
    File(PathBuf),
    /// SHA-256 of the certificate in DER.
    Fingerprint(Digest),
}
