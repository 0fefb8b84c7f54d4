//! Keyed hashes by which personal columns are looked up.

use canonical::identifier::PatientIdentifier;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The secret of the keyed hashes: 32 random bytes from a file beside the journal. Losing it loses every look-up by patient.
#[derive(Clone)]
pub struct LookupKey([u8; 32]);

/// A patient in an index column: HMAC-SHA-256 of the identifier, which without the key names nobody.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct PatientKey(pub [u8; 32]);

impl LookupKey {
    /// Takes the secret.
    #[must_use]
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// The index value of a patient.
    #[must_use]
    pub fn patient(&self, identifier: &PatientIdentifier) -> PatientKey {
        let (family, value) = identifier.lookup();
        PatientKey(self.keyed(&["patient", family, value]))
    }

    /// The opaque lane key of something that is not a patient, such as a sender.
    #[must_use]
    pub fn lane(&self, what: &str, value: &str) -> [u8; 32] {
        self.keyed(&["lane", what, value])
    }

    fn keyed(&self, parts: &[&str]) -> [u8; 32] {
        // RFC 2104, section 2: a key shorter than the block is padded with zeros.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for LookupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<secret>")
    }
}
