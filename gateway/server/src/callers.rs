//! Who calls: the client certificate names the organisation.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use canonical::digest::Digest;
use canonical::organisation::{Organisation, OrganisationId, Role};
use rustls_pki_types::CertificateDer;
use tokio::sync::watch;

use crate::{Error, refuse};

/// The client certificates that are known, by the SHA-256 of the certificate (DER).
#[derive(Debug, Clone, Default)]
pub struct Callers(Arc<HashMap<Digest, Arc<Organisation>>>);

impl Callers {
    /// Takes every certificate's digest with its organisation. An organisation may have several.
    ///
    /// # Errors
    /// `certificate-shared`.
    pub fn new(known: impl IntoIterator<Item = (Digest, Arc<Organisation>)>) -> Result<Self, Error> {
        let mut callers: HashMap<Digest, Arc<Organisation>> = HashMap::new();
        for (certificate, organisation) in known {
            if let Some(first) = callers.get(&certificate).filter(|first| first.id != organisation.id) {
                return Err(Error::CertificateShared { first: first.id.clone(), second: organisation.id.clone() });
            }
            callers.insert(certificate, organisation);
        }
        Ok(Self(Arc::new(callers)))
    }

    /// The digest by which a certificate is known.
    #[must_use]
    pub fn digest(certificate: &CertificateDer<'_>) -> Digest {
        Digest::of(certificate)
    }

    /// The same callers for as long as the server lives.
    #[must_use]
    pub fn unchanging(self) -> watch::Receiver<Self> {
        watch::channel(self).1
    }

    /// The digests of an organisation's certificates, in ascending order.
    #[must_use]
    pub fn certificates(&self, organisation: &OrganisationId) -> Vec<Digest> {
        let own = self.0.iter().filter(|(_, named)| named.id == *organisation);
        let mut own: Vec<_> = own.map(|(certificate, _)| *certificate).collect();
        own.sort_unstable();
        own
    }

    /// The organisation that a certificate names.
    pub(crate) fn find(&self, certificate: Digest) -> Option<Arc<Organisation>> {
        self.0.get(&certificate).cloned()
    }
}

/// The organisation that a request comes from, carried as an extension of the request.
#[derive(Debug, Clone)]
pub(crate) struct Caller(pub(crate) Arc<Organisation>);

impl Caller {
    /// Whether it holds one of these roles.
    pub(crate) fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.0.has(*role))
    }
}

/// Refuses every request whose certificate is signed by a trusted authority but unknown to the configuration.
pub(crate) async fn known_only(request: Request, next: Next) -> Response {
    if request.extensions().get::<Caller>().is_some() {
        return next.run(request).await;
    }
    refuse::certificate_unknown(&request)
}

#[cfg(test)]
mod tests {
    use canonical::organisation::Sector;

    use super::*;

    fn organisation(id: &str) -> Arc<Organisation> {
        Arc::new(Organisation {
            id: OrganisationId::parse(id).expect("a short name"),
            name: id.to_owned(),
            sector: Sector::Other,
            identifiers: Vec::new(),
            roles: Vec::new(),
            acts_for: Vec::new(),
            hosted: false,
        })
    }

    #[test]
    fn a_certificate_names_one_organisation() {
        let shared = Digest::of(b"certificate");
        let known = [(shared, organisation("first")), (shared, organisation("second"))];
        assert_eq!(Callers::new(known).expect_err("ambiguous").code(), "certificate-shared");
    }

    #[test]
    fn a_certificate_that_nobody_named_is_nobodys() {
        let (known, strange) = (CertificateDer::from(vec![1]), CertificateDer::from(vec![2]));
        let callers = Callers::new([(Callers::digest(&known), organisation("leaf"))]).expect("no certificate twice");
        assert_eq!(callers.find(Callers::digest(&known)).expect("known").id.as_str(), "leaf");
        assert!(callers.find(Callers::digest(&strange)).is_none());
    }
}
