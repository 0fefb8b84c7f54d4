//! Mutual TLS: the server's certificate, and the authorities whose client certificates it accepts.

use std::sync::Arc;

use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::Error;

/// How the server proves itself and what it asks of its peers: TLS 1.2 or 1.3, and always a client certificate.
#[derive(Clone, Debug)]
pub struct Tls(Arc<ServerConfig>);

impl Tls {
    /// Takes PEM text: the server's certificate chain (leaf first), its private key, and the authorities that sign client
    /// certificates.
    ///
    /// # Errors
    /// `certificate-unreadable` and `certificate-unusable`.
    pub fn from_pem(chain: &[u8], key: &[u8], authorities: &[u8]) -> Result<Self, Error> {
        let chain = certificates(chain, "server certificate")?;
        let key =
            PrivateKeyDer::from_pem_slice(key).map_err(|_| Error::CertificateUnreadable { what: "server key" })?;
        Self::new(chain, key, certificates(authorities, "client authorities")?)
    }

    /// Takes certificates and key as DER.
    ///
    /// # Errors
    /// `certificate-unusable`.
    pub fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
        authorities: Vec<CertificateDer<'static>>,
    ) -> Result<Self, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        for authority in authorities {
            roots.add(authority).map_err(|error| unusable("client authorities", &error))?;
        }
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .map_err(|error| unusable("client authorities", &error))?;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| unusable("TLS versions", &error))?
            .with_client_cert_verifier(verifier)
            .with_single_cert(chain, key)
            .map_err(|error| unusable("server certificate", &error))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        // A resumed session is not verified again, so an expired certificate would live on in it.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self(Arc::new(config)))
    }

    pub(crate) fn acceptor(&self) -> tokio_rustls::TlsAcceptor {
        Arc::clone(&self.0).into()
    }
}

fn certificates(pem: &[u8], what: &'static str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    found.ok().filter(|certificates| !certificates.is_empty()).ok_or(Error::CertificateUnreadable { what })
}

fn unusable(what: &'static str, error: &dyn std::fmt::Display) -> Error {
    Error::CertificateUnusable { what, reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_without_certificates_is_unreadable() {
        let error = Tls::from_pem(b"no certificate", b"", b"").expect_err("nothing to read");
        assert_eq!(error, Error::CertificateUnreadable { what: "server certificate" });
    }

    #[test]
    fn a_key_of_another_certificate_is_unusable() {
        let one = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("generates");
        let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("generates");
        let pem = one.cert.pem();
        let key = other.signing_key.serialize_pem();
        let error = Tls::from_pem(pem.as_bytes(), key.as_bytes(), pem.as_bytes()).expect_err("does not fit");
        assert!(matches!(error, Error::CertificateUnusable { what: "server certificate", .. }), "{error:?}");
    }
}
