//! Who is at the other end of a connection: its certificate does not change, and whom it names may.

use std::sync::Arc;

use canonical::digest::Digest;
use canonical::organisation::Organisation;
use rustls_pki_types::CertificateDer;
use tokio::sync::watch;

use crate::callers::{Caller, Callers};
use crate::places::Party;

/// A peer with a trusted certificate.
pub(crate) struct Guest {
    certificate: Digest,
    callers: watch::Receiver<Callers>,
    /// Whom the certificate named when the connection was made.
    welcomed: Option<Arc<Organisation>>,
}

impl Guest {
    /// The peer that showed this chain. Only the first certificate counts.
    pub(crate) fn of(chain: Option<&[CertificateDer<'_>]>, callers: &watch::Receiver<Callers>) -> Option<Self> {
        let certificate = Callers::digest(chain?.first()?);
        let callers = callers.clone();
        let welcomed = callers.borrow().find(certificate);
        Some(Self { certificate, callers, welcomed })
    }

    /// On whose account the connection is, from its beginning to its end.
    pub(crate) fn party(&self) -> Party {
        self.welcomed.as_ref().map_or(Party::Strangers, |welcomed| Party::Organisation(welcomed.id.clone()))
    }

    /// Whom the certificate names now.
    pub(crate) fn caller(&self) -> Option<Caller> {
        self.callers.borrow().find(self.certificate).map(Caller)
    }

    /// Resolves once the certificate has been withdrawn: it names another organisation than it did, or none, or one
    /// that has lost a role. Streams that were opened before would go on otherwise.
    pub(crate) async fn withdrawn(&self) {
        let Some(welcomed) = &self.welcomed else { return std::future::pending().await };
        let mut callers = self.callers.clone();
        let withdrawn =
            callers.wait_for(|callers| !callers.find(self.certificate).is_some_and(|now| keeps(welcomed, &now)));
        if withdrawn.await.is_err() {
            // Nobody will change the callers any more.
            std::future::pending().await
        }
    }
}

/// Whether the organisation is the same and may still do what it could.
fn keeps(before: &Organisation, now: &Organisation) -> bool {
    before.id == now.id && before.roles.iter().all(|role| now.has(*role))
}

#[cfg(test)]
mod tests {
    use canonical::organisation::{OrganisationId, Role, Sector};
    use futures::FutureExt as _;

    use super::*;

    fn callers(id: &str, roles: &[Role]) -> Callers {
        let organisation = Organisation {
            id: OrganisationId::parse(id).expect("a short name"),
            name: id.to_owned(),
            sector: Sector::Other,
            identifiers: Vec::new(),
            roles: roles.to_vec(),
            acts_for: Vec::new(),
            hosted: false,
        };
        Callers::new([(Callers::digest(&leaf()), Arc::new(organisation))]).expect("one certificate")
    }

    fn leaf() -> CertificateDer<'static> {
        CertificateDer::from(vec![1])
    }

    fn name(guest: &Guest) -> Option<String> {
        guest.caller().map(|Caller(organisation)| organisation.id.to_string())
    }

    #[test]
    fn only_the_first_certificate_of_a_chain_counts() {
        let (_, known) = watch::channel(callers("hospital", &[]));
        let authority = CertificateDer::from(vec![2]);
        let guest = Guest::of(Some(&[leaf(), authority.clone()]), &known).expect("a certificate");
        assert_eq!(name(&guest).as_deref(), Some("hospital"));
        let guest = Guest::of(Some(&[authority, leaf()]), &known).expect("a certificate");
        assert_eq!(name(&guest), None);
        assert!(Guest::of(Some(&[]), &known).is_none());
        assert!(Guest::of(None, &known).is_none());
    }

    #[test]
    fn a_certificate_is_withdrawn_when_it_names_another_none_or_one_with_fewer_roles() {
        let roles = [Role::Sender, Role::Subscriber];
        for (now, withdrawn) in [
            (callers("hospital", &roles), false),
            (callers("hospital", &[Role::Auditor, Role::Subscriber, Role::Sender]), false),
            (callers("hospital", &[Role::Sender]), true),
            (callers("clinic", &roles), true),
            (Callers::default(), true),
        ] {
            let (change, known) = watch::channel(callers("hospital", &roles));
            let guest = Guest::of(Some(&[leaf()]), &known).expect("a certificate");
            assert!(guest.withdrawn().now_or_never().is_none());
            change.send_replace(now);
            assert_eq!(guest.withdrawn().now_or_never().is_some(), withdrawn);
        }
    }

    #[test]
    fn who_was_nobody_is_let_in_as_soon_as_it_is_known() {
        let (change, known) = watch::channel(Callers::default());
        let guest = Guest::of(Some(&[leaf()]), &known).expect("a certificate");
        assert_eq!(name(&guest), None);
        change.send_replace(callers("hospital", &[]));
        assert_eq!(name(&guest).as_deref(), Some("hospital"));
        drop(change);
        assert!(guest.withdrawn().now_or_never().is_none());
    }
}
