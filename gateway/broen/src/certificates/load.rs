//! From the configuration to what the server needs: its own identity, and who may call.

use std::path::Path;
use std::sync::Arc;

use canonical::digest::Digest;
use canonical::organisation::Organisation;
use jiff::Timestamp;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use super::{Development, Error};
use crate::config::{CertificateSource, Config, ServerFiles, Tls};

/// The server's identity and the callers it knows.
pub(crate) struct Identities {
    /// The server's certificate, key and client authorities.
    pub(crate) tls: server::Tls,
    /// Whose certificate is whose.
    pub(crate) callers: server::Callers,
}

/// Reads the configured certificates; makes those for development that are missing.
pub(crate) fn load(
    config: &Config,
    organisations: &[Arc<Organisation>],
    development: &Development,
    now: Timestamp,
) -> Result<Identities, Error> {
    let tls = match &config.tls {
        Tls::Development { names } => {
            let ids: Vec<_> = organisations.iter().map(|organisation| &organisation.id).collect();
            development.complete(names, &ids, now)?;
            let pair = development.server();
            server_tls(&pair.certificate, &pair.key, &development.authority())?
        }
        Tls::Site(files) => server_files(files)?,
    };
    let mut known = Vec::new();
    for (member, organisation) in config.organisations.iter().zip(organisations) {
        known.extend(self::known(organisation, &member.certificates)?);
        if matches!(config.tls, Tls::Development { .. }) {
            let made = development.organisation(organisation.id.as_str()).certificate;
            known.push((fingerprint(&CertificateSource::File(made))?, Arc::clone(organisation)));
        }
    }
    Ok(Identities { tls, callers: server::Callers::new(known)? })
}

/// Certificates that are configured, each with the organisation it names.
pub(crate) fn known(
    organisation: &Arc<Organisation>,
    certificates: &[CertificateSource],
) -> Result<Vec<(Digest, Arc<Organisation>)>, Error> {
    certificates.iter().map(|source| Ok((fingerprint(source)?, Arc::clone(organisation)))).collect()
}

/// The site's own certificate, key and client authorities.
pub(crate) fn server_files(files: &ServerFiles) -> Result<server::Tls, Error> {
    let ServerFiles { certificate, key, client_ca } = files;
    server_tls(certificate, key, client_ca)
}

fn server_tls(certificate: &Path, key: &Path, authorities: &Path) -> Result<server::Tls, Error> {
    Ok(server::Tls::from_pem(&read(certificate)?, &read(key)?, &read(authorities)?)?)
}

fn fingerprint(source: &CertificateSource) -> Result<Digest, Error> {
    match source {
        CertificateSource::Fingerprint(digest) => Ok(*digest),
        CertificateSource::File(path) => CertificateDer::from_pem_slice(&read(path)?)
            .map(|certificate| server::Callers::digest(&certificate))
            .map_err(|_| Error::NoCertificate(path.clone())),
    }
}

/// Reads a file that the configuration names.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|error| Error::File { path: path.to_owned(), error })
}
