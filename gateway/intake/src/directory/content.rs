//! The directory itself.

use std::sync::Arc;

use access::Route;
use broker::SealingKey;
use canonical::Kind;
use canonical::digest::Digest;
use canonical::organisation::{Organisation, OrganisationId};

/// Everything an adapter has to know to answer for letters. The default one knows nobody.
#[derive(Clone, Default)]
pub struct Directory {
    version: String,
    listed: Vec<Listed>,
    organisations: Arc<[Organisation]>,
    sealing_keys: Vec<SealingKey>,
    routes: Arc<[Route]>,
}

/// One organisation of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Who it is.
    pub organisation: Organisation,
    /// SHA-256 of each of its client certificates (DER).
    pub certificates: Vec<Digest>,
    /// The name under which it may hand letters over by AMQP.
    pub amqp_user: Option<String>,
    /// The letters it takes that are addressed to it: those that one of these takes.
    pub takes: Vec<Interest>,
}

/// Letters that a subscription takes; every part must match.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Interest {
    /// Kinds; empty for all.
    pub kinds: Vec<Kind>,
    /// Senders as `scheme:value`; empty for all.
    pub senders: Vec<String>,
}

impl Directory {
    /// A directory of these organisations. Equal versions are equal directories.
    #[must_use]
    pub fn new(version: String, listed: Vec<Listed>, sealing_keys: Vec<SealingKey>, routes: Vec<Route>) -> Self {
        let organisations = listed.iter().map(|listed| listed.organisation.clone()).collect();
        Self { version, listed, organisations, sealing_keys, routes: routes.into() }
    }

    /// Its version; empty if it knows nobody.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Every organisation with what belongs to it.
    #[must_use]
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    /// Every organisation.
    #[must_use]
    pub const fn organisations(&self) -> &Arc<[Organisation]> {
        &self.organisations
    }

    /// What receipts promise.
    #[must_use]
    pub const fn routes(&self) -> &Arc<[Route]> {
        &self.routes
    }

    /// The public keys of the gateways, the one to seal to first.
    #[must_use]
    pub fn sealing_keys(&self) -> &[SealingKey] {
        &self.sealing_keys
    }

    /// The organisation of this id.
    #[must_use]
    pub fn organisation(&self, id: &OrganisationId) -> Option<&Listed> {
        self.listed.iter().find(|listed| listed.organisation.id == *id)
    }

    /// The organisation that hands letters over by AMQP under this name.
    #[must_use]
    pub fn amqp_user(&self, user: &str) -> Option<&Listed> {
        self.listed.iter().find(|listed| listed.amqp_user.as_deref() == Some(user))
    }
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { version, listed, organisations: _, sealing_keys, routes: _ } = self;
        write!(f, "Directory({version}, {} organisations, {} keys)", listed.len(), sealing_keys.len())
    }
}
