//! Sealing: a body that only the gateways can read. HPKE (RFC 9180), base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305.
//!
//! A sealed message is: version (1 byte), key id (8 bytes), encapsulated key (32 bytes), ciphertext with its tag. The
//! message id is the associated data, so that no body can be moved to another message.

use std::fmt;

use bytes::Bytes;
use hpke::aead::{AeadTag, ChaCha20Poly1305};
use hpke::inout::InOutBuf;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
// For its feature alone: hpke leaves out the tables that make sealing and opening cheaper.
use x25519_dalek as _;

use crate::SealError;

type Private = <X25519HkdfSha256 as Kem>::PrivateKey;
type Public = <X25519HkdfSha256 as Kem>::PublicKey;
type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;

/// Binds keys and messages to this use.
const PURPOSE: &[u8] = b"broen sealed message 1";
const VERSION: u8 = 1;
const KEY_ID: usize = 8;
const ENCAPSULATED: usize = 32;
const TAG: usize = 16;
const HEAD: usize = 1 + KEY_ID + ENCAPSULATED;

/// The public half: seals.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingKey {
    bytes: [u8; 32],
}

/// The private half: opens. Never printed.
#[derive(Clone)]
pub struct OpeningKey {
    private: Private,
    public: [u8; 32],
}

/// Every private half that is in use: the newest, and those it has replaced while messages for them may still come.
#[derive(Debug, Clone, Default)]
pub struct Keyring(Vec<OpeningKey>);

impl SealingKey {
    /// The key of these bytes; whether it is one shows when it seals.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self { bytes }
    }

    /// The bytes of the key.
    #[must_use]
    pub const fn bytes(&self) -> [u8; 32] {
        self.bytes
    }

    /// The key's id: 16 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        self.bytes[..KEY_ID].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Seals; the same associated words open it.
    ///
    /// # Errors
    /// `seal-malformed` if the key is none.
    pub fn seal(&self, associated: &[u8], plain: &[u8]) -> Result<Bytes, SealError> {
        let public = Public::from_bytes(&self.bytes).map_err(|_| SealError::Malformed)?;
        let mut sealed = Vec::with_capacity(HEAD + plain.len() + TAG);
        sealed.push(VERSION);
        sealed.extend_from_slice(&self.bytes[..KEY_ID]);
        sealed.resize(HEAD, 0);
        sealed.extend_from_slice(plain);
        let (encapsulated, tag) =
            hpke::single_shot_seal_inout_detached::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Base,
                &public,
                PURPOSE,
                InOutBuf::from(&mut sealed[HEAD..]),
                associated,
            )
            .map_err(|_| SealError::Malformed)?;
        sealed[1 + KEY_ID..HEAD].copy_from_slice(&encapsulated.to_bytes());
        sealed.extend_from_slice(&tag.to_bytes());
        Ok(sealed.into())
    }
}

impl OpeningKey {
    /// A new key.
    #[must_use]
    pub fn generate() -> Self {
        let (private, public) = X25519HkdfSha256::gen_keypair();
        Self { private, public: public.to_bytes().into() }
    }

    /// The key of these bytes.
    ///
    /// # Errors
    /// `seal-malformed` if they are no key.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SealError> {
        let private = Private::from_bytes(bytes).map_err(|_| SealError::Malformed)?;
        let public = X25519HkdfSha256::sk_to_pk(&private).to_bytes().into();
        Ok(Self { private, public })
    }

    /// The bytes of the key: a secret.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.private.to_bytes().into()
    }

    /// Its public half.
    #[must_use]
    pub const fn sealing_key(&self) -> SealingKey {
        SealingKey { bytes: self.public }
    }

    fn open(&self, associated: &[u8], encapsulated: &[u8], ciphertext: &[u8]) -> Result<Bytes, SealError> {
        let encapsulated = Encapsulated::from_bytes(encapsulated).map_err(|_| SealError::Malformed)?;
        let (text, tag) =
            ciphertext.split_at_checked(ciphertext.len().wrapping_sub(TAG)).ok_or(SealError::Malformed)?;
        let tag = AeadTag::<ChaCha20Poly1305>::from_bytes(tag).map_err(|_| SealError::Malformed)?;
        let mut plain = text.to_vec();
        hpke::single_shot_open_inout_detached::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.private,
            &encapsulated,
            PURPOSE,
            InOutBuf::from(&mut plain[..]),
            associated,
            &tag,
        )
        .map_err(|_| SealError::Tampered)?;
        Ok(plain.into())
    }
}

impl Keyring {
    /// These keys; the first is the one to seal to.
    #[must_use]
    pub const fn new(keys: Vec<OpeningKey>) -> Self {
        Self(keys)
    }

    /// The public halves, in the same order.
    pub fn sealing_keys(&self) -> impl Iterator<Item = SealingKey> {
        self.0.iter().map(OpeningKey::sealing_key)
    }

    /// Opens what was sealed to one of the keys.
    ///
    /// # Errors
    /// `seal-malformed`, `seal-key-unknown`, `seal-tampered`.
    pub fn open(&self, associated: &[u8], sealed: &[u8]) -> Result<Bytes, SealError> {
        let (head, ciphertext) = sealed.split_at_checked(HEAD).ok_or(SealError::Malformed)?;
        let (&version, head) = head.split_first().ok_or(SealError::Malformed)?;
        if version != VERSION {
            return Err(SealError::Malformed);
        }
        let (id, encapsulated) = head.split_at(KEY_ID);
        let key = self.0.iter().find(|key| key.public[..KEY_ID] == *id).ok_or(SealError::KeyUnknown)?;
        key.open(associated, encapsulated, ciphertext)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKey({})", self.id())
    }
}

impl fmt::Debug for OpeningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpeningKey({})", self.sealing_key().id())
    }
}

#[cfg(test)]
mod tests;
