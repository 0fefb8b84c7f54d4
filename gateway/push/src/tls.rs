//! How the gateway proves itself to receivers, and whom it trusts.

use std::sync::Arc;

use rustls::client::ClientConfig;
use rustls::{DEFAULT_VERSIONS, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsConnector;

/// The site's certificate as a client, and the authorities of its receivers: TLS 1.2 or 1.3.
#[derive(Clone)]
pub struct Tls(Arc<ClientConfig>);

/// Why certificates cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("use the {what} for posting: {reason}")]
pub struct TlsError {
    what: &'static str,
    reason: String,
}

impl Tls {
    /// Takes PEM text: the gateway's certificate chain (leaf first), its private key, and the authorities that sign the
    /// certificates of receivers.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub fn from_pem(chain: &[u8], key: &[u8], authorities: &[u8]) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        for authority in certificates(authorities, "authorities")? {
            roots.add(authority).map_err(|error| wrong("authorities", &error))?;
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| wrong("key", &error))?;
        let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_protocol_versions(DEFAULT_VERSIONS)
            .map_err(|error| wrong("TLS versions", &error))?
            .with_root_certificates(roots)
            .with_client_auth_cert(certificates(chain, "certificate")?, key)
            .map_err(|error| wrong("certificate", &error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Arc::new(config)))
    }

    pub(crate) fn connector(&self) -> TlsConnector {
        Arc::clone(&self.0).into()
    }
}

fn certificates(pem: &[u8], what: &'static str) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    found.ok().filter(|found| !found.is_empty()).ok_or_else(|| wrong(what, &"no certificate in the file"))
}

fn wrong(what: &'static str, reason: &dyn std::fmt::Display) -> TlsError {
    TlsError { what, reason: reason.to_string() }
}
