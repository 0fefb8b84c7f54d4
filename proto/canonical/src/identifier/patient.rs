//! Who a letter is about.

use super::Cpr;
use crate::Personal;

/// One identifier of a patient. A letter may carry several; the first is the one it leads with.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum PatientIdentifier {
    /// The civil registration number, `urn:oid:1.2.208.176.1.2`.
    Cpr(Cpr),
    /// A replacement number (da. erstatnings-CPR) for a person without, or not yet known by, a CPR number.
    Replacement {
        /// Who issued it.
        kind: ReplacementKind,
        /// Ten characters, for example `DDMMYY` + three characters + digit; compared as written.
        value: Personal<String>,
    },
    /// Any other identifier, with the sender's own naming of its system.
    Other {
        /// The naming system, a URI.
        system: String,
        /// The identifier in that system.
        value: Personal<String>,
    },
}

/// The two families of replacement CPR numbers.
///
/// Standard: HL7 Denmark dk-core, `DkCoreXeCprIdentifier` and `DkCoreDeCprIdentifier`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ReplacementKind {
    /// D-eCPR: issued by a region; the OID below `1.2.208.176.1.6.1.3` names it.
    Regional {
        /// The issuing system, for example `urn:oid:1.2.208.176.1.6.1.3.181`.
        system: String,
    },
    /// X-eCPR: issued nationally, `urn:oid:1.2.208.176.1.6.1.1`.
    National,
    /// A MedCom `AlternativeIdentifier`, which does not name its issuer.
    Unstated,
}

impl PatientIdentifier {
    /// The naming system as a URI.
    #[must_use]
    pub fn system(&self) -> &str {
        match self {
            Self::Cpr(_) => "urn:oid:1.2.208.176.1.2",
            Self::Replacement { kind: ReplacementKind::National, .. } => "urn:oid:1.2.208.176.1.6.1.1",
            Self::Replacement { kind: ReplacementKind::Regional { system }, .. } | Self::Other { system, .. } => system,
            Self::Replacement { kind: ReplacementKind::Unstated, .. } => "urn:oid:1.2.208.176.1.6.1",
        }
    }

    /// The identifier within its system.
    #[must_use]
    pub fn reveal(&self) -> &str {
        match self {
            Self::Cpr(cpr) => cpr.reveal(),
            Self::Replacement { value, .. } | Self::Other { value, .. } => value.reveal(),
        }
    }

    /// Whether this names a person at all: the dummy number `0000000000` does not.
    #[must_use]
    pub fn names_a_person(&self) -> bool {
        !matches!(self, Self::Cpr(cpr) if cpr.reveal() == "0000000000")
    }

    /// What two identifiers of the same person have in common: one word for the family, and the value.
    ///
    /// Replacement numbers are one family whoever issued them, because MedCom XML does not say.
    #[must_use]
    pub fn lookup(&self) -> (&str, &str) {
        match self {
            Self::Cpr(cpr) => ("cpr", cpr.reveal()),
            Self::Replacement { value, .. } => ("replacement-cpr", value.reveal()),
            Self::Other { system, value } => (system, value.reveal()),
        }
    }
}
