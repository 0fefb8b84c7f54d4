//! Encryption of the connection: the operator's authorities and nobody else's.

use std::sync::Arc;

use lapin::tcp::RustlsConnector;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::Tls;
use crate::trouble::Trouble;

/// What encrypts connections by these settings.
pub(crate) fn connector(tls: &Tls) -> Result<RustlsConnector, Trouble> {
    let mut authorities = RootCertStore::empty();
    for authority in certificates(&tls.authorities)? {
        authorities.add(authority).map_err(|why| Trouble::Unfit(format!("an authority is no certificate: {why}")))?;
    }
    if authorities.is_empty() {
        return Err(Trouble::Unfit("no authority is given that its certificate may come from".to_owned()));
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|why| Trouble::Unfit(why.to_string()))?
        .with_root_certificates(authorities);
    let config = match &tls.identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let key = PrivateKeyDer::from_pem_slice(&identity.key)
                .map_err(|_| Trouble::Unfit("the client's key is no key in PEM".to_owned()))?;
            builder
                .with_client_auth_cert(certificates(&identity.chain)?, key)
                .map_err(|why| Trouble::Unfit(format!("the client's certificate and key: {why}")))?
        }
    };
    Ok(Arc::new(config).into())
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Trouble> {
    CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| Trouble::Unfit("a certificate is not PEM".to_owned()))
}
