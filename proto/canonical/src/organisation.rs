//! The organisations Broen knows: who they are, how letters name them, what they may do.

use crate::identifier::PartyIdentifier;
use crate::words::words;

/// The short name by which configuration and subscriptions refer to an organisation, for example `odense-kommune`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganisationId(String);

/// An organisation as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Short name.
    pub id: OrganisationId,
    /// Name for people.
    pub name: String,
    /// The sector it belongs to; policies speak of sectors.
    pub sector: Sector,
    /// Every identifier a letter may name it by. GLNs are what letters are routed by.
    pub identifiers: Vec<PartyIdentifier>,
    /// What it may do.
    pub roles: Vec<Role>,
    /// The organisations a carrier hands letters over for.
    pub acts_for: Vec<OrganisationId>,
    /// Whether Broen takes responsibility for letters addressed to it.
    pub hosted: bool,
}

/// The sectors of Danish health care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sector {
    /// General practitioners.
    GeneralPractice,
    /// Hospitals.
    Hospital,
    /// Municipal care.
    Municipality,
    /// Anything else: specialists, laboratories, carriers.
    Other,
}

/// What a certificate of the organisation allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Reads the audit.
    Auditor,
    /// Hands letters over for the organisations it acts for: a VANS provider.
    Carrier,
    /// Watches and repairs.
    Operator,
    /// Records care relations.
    Registrar,
    /// Hands over its own letters.
    Sender,
    /// Has subscriptions, and reads events it may see.
    Subscriber,
}

impl OrganisationId {
    /// Reads a short name: 1 to 63 of `a-z`, `0-9` and `-`, beginning with a letter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let first = text.bytes().next()?;
        let well_formed = text.len() <= 63 && first.is_ascii_lowercase() && text.bytes().all(allowed);
        well_formed.then(|| Self(text.to_owned()))
    }

    /// The short name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for OrganisationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Organisation {
    /// An organisation of which nothing is known but its short name: it may do nothing.
    #[must_use]
    pub fn without_rights(id: &OrganisationId) -> Self {
        Self {
            id: id.clone(),
            name: id.to_string(),
            sector: Sector::Other,
            identifiers: Vec::new(),
            roles: Vec::new(),
            acts_for: Vec::new(),
            hosted: false,
        }
    }

    /// Whether it holds the role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether one of its identifiers is this one.
    #[must_use]
    pub fn is_named_by(&self, identifier: &PartyIdentifier) -> bool {
        self.identifiers.contains(identifier)
    }
}

words!(Sector {
    GeneralPractice => "general-practice",
    Hospital => "hospital",
    Municipality => "municipality",
    Other => "other",
});

words!(Role {
    Auditor => "auditor",
    Carrier => "carrier",
    Operator => "operator",
    Registrar => "registrar",
    Sender => "sender",
    Subscriber => "subscriber",
});
