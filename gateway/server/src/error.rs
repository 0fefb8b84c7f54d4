//! What can keep the server from starting.

use canonical::organisation::OrganisationId;

/// Why the server cannot start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// One certificate is configured for two organisations, so it names neither.
    #[error("tell {first} from {second}: both are configured with the same certificate")]
    CertificateShared {
        /// The organisation that was configured first.
        first: OrganisationId,
        /// The other one.
        second: OrganisationId,
    },
    /// A certificate or key is not readable PEM, or there is none.
    #[error("read the {what}: no readable PEM section")]
    CertificateUnreadable {
        /// Which one.
        what: &'static str,
    },
    /// Certificates and key are readable but do not fit together, or are no certificates.
    #[error("use the {what}: {reason}")]
    CertificateUnusable {
        /// Which one.
        what: &'static str,
        /// The TLS library's reason.
        reason: String,
    },
    /// The contract's own descriptors cannot be served.
    #[error("describe the contract for reflection")]
    ContractUnreadable,
}

impl Error {
    /// A stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CertificateShared { .. } => "certificate-shared",
            Self::CertificateUnreadable { .. } => "certificate-unreadable",
            Self::CertificateUnusable { .. } => "certificate-unusable",
            Self::ContractUnreadable => "contract-unreadable",
        }
    }
}
