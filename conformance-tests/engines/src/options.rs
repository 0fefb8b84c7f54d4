//! What a RabbitMQ node can be started with.

use std::path::PathBuf;

/// What a node is to be started with.
#[derive(Debug, Clone, Default)]
pub struct RabbitOptions {
    /// Listen for TLS too, and accept clients by the common name of their certificate.
    pub tls: Option<TlsFiles>,
}

/// The node's certificate.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// Who signs the certificates of clients, as PEM.
    pub authority: PathBuf,
    /// The node's own certificate, as PEM.
    pub certificate: PathBuf,
    /// Its key, as PEM.
    pub key: PathBuf,
}
