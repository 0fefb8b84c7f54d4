//! Who a peer is: a certificate, its key, and the authority it trusts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// A client certificate with its key, and the authority that the server's certificate must come from.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The authority, PEM.
    pub authority: PathBuf,
    /// The client certificate and its key, PEM; `None` to call without one.
    pub certificate: Option<(PathBuf, PathBuf)>,
}

/// Why a peer could not do what it wanted.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// A certificate or key cannot be used.
    #[error("use a certificate: {0}")]
    Certificate(String),
    /// The connection could not be made, or broke.
    #[error("reach Broen: {0}")]
    Connection(String),
    /// The call was answered with an error.
    #[error("call Broen: {0}")]
    Status(#[from] tonic::Status),
}

impl Identity {
    /// The settings of a TLS connection.
    ///
    /// # Errors
    /// A file is missing or holds no certificate or key.
    pub fn tls(&self) -> Result<Arc<rustls::ClientConfig>, PeerError> {
        let mut roots = rustls::RootCertStore::empty();
        for certificate in certificates(&self.authority)? {
            roots.add(certificate).map_err(unusable)?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_root_certificates(roots);
        let config = match &self.certificate {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => {
                let key = PrivateKeyDer::from_pem_file(key).map_err(unusable)?;
                builder.with_client_auth_cert(certificates(certificate)?, key).map_err(unusable)?
            }
        };
        Ok(Arc::new(config))
    }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, PeerError> {
    let all = CertificateDer::pem_file_iter(file).map_err(unusable)?;
    all.collect::<Result<_, _>>().map_err(unusable)
}

fn unusable(error: impl std::fmt::Display) -> PeerError {
    PeerError::Certificate(error.to_string())
}
