//! Keyed hashes by which personal columns are looked up.

use canonical::EventId;
use canonical::identifier::PatientIdentifier;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::model::SubscriptionId;

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
        PatientKey(self.keyed(&[b"patient", family.as_bytes(), value.as_bytes()]))
    }

    /// The opaque lane key of something that is not a patient, such as a sender.
    #[must_use]
    pub fn lane(&self, what: &str, value: &str) -> [u8; 32] {
        self.keyed(&[b"lane", what.as_bytes(), value.as_bytes()])
    }

    /// The salt of an entry's commitment: the same on every try, and without the key no easier to guess than a fresh one.
    #[must_use]
    pub fn salt(&self, event: EventId, subscription: SubscriptionId) -> [u8; 16] {
        let keyed = self.keyed(&[b"salt", event.as_bytes(), &subscription.0.to_be_bytes()]);
        let mut salt = [0; 16];
        salt.copy_from_slice(&keyed[..16]);
        salt
    }

    fn keyed(&self, parts: &[&[u8]]) -> [u8; 32] {
        // RFC 2104, section 2: a key shorter than the block is padded with zeros.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for LookupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<secret>")
    }
}

#[cfg(test)]
mod tests {
    use canonical::identifier::{Cpr, PatientIdentifier};

    use super::*;

    fn patient(cpr: &str) -> PatientIdentifier {
        PatientIdentifier::Cpr(Cpr::parse(cpr).expect("ten digits"))
    }

    #[test]
    fn a_patient_has_one_key_per_secret() {
        let (one, other) = (LookupKey::new([1; 32]), LookupKey::new([2; 32]));
        let karla = patient("1402389992");
        assert_eq!(one.patient(&karla), one.patient(&karla));
        assert_ne!(one.patient(&karla), one.patient(&patient("2509479989")));
        assert_ne!(one.patient(&karla), other.patient(&karla));
        assert_ne!(one.patient(&karla).0, one.lane("cpr", "1402389992"));
    }

    #[test]
    fn a_salt_belongs_to_one_event_of_one_subscription() {
        let key = LookupKey::new([1; 32]);
        let event = EventId::from_slice(&[7; 16]).expect("16 bytes");
        let other = EventId::from_slice(&[8; 16]).expect("16 bytes");
        assert_eq!(key.salt(event, SubscriptionId(1)), key.salt(event, SubscriptionId(1)));
        assert_ne!(key.salt(event, SubscriptionId(1)), key.salt(event, SubscriptionId(2)));
        assert_ne!(key.salt(event, SubscriptionId(1)), key.salt(other, SubscriptionId(1)));
    }

    #[test]
    fn printing_the_key_says_nothing() {
        assert_eq!(format!("{:?}", LookupKey::new([7; 32])), "<secret>");
    }
}
