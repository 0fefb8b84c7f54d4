//! Who calls: the client certificate names the organisation.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use canonical::digest::Digest;
use canonical::organisation::{Organisation, Role};
use rustls_pki_types::CertificateDer;

use crate::{Error, refuse};

/// The client certificates the configuration knows, by the SHA-256 of the certificate (DER).
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

    /// The organisation that the first certificate of a chain names.
    pub(crate) fn find(&self, chain: Option<&[CertificateDer<'_>]>) -> Option<Arc<Organisation>> {
        let leaf = chain?.first()?;
        self.0.get(&Self::digest(leaf)).cloned()
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
    refuse::certificate_unknown(request.headers())
}

#[cfg(test)]
mod tests {
    use canonical::organisation::{OrganisationId, Sector};

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
    fn only_the_first_certificate_of_a_chain_counts() {
        let (leaf, authority) = (CertificateDer::from(vec![1]), CertificateDer::from(vec![2]));
        let callers = Callers::new([(Callers::digest(&leaf), organisation("leaf"))]).expect("no certificate twice");
        let found = callers.find(Some(&[leaf.clone(), authority.clone()])).expect("known");
        assert_eq!(found.id.as_str(), "leaf");
        assert!(callers.find(Some(&[authority, leaf])).is_none());
        assert!(callers.find(Some(&[])).is_none());
        assert!(callers.find(None).is_none());
    }
}
