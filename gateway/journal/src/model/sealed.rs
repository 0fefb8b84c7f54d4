//! Envelope columns: bytes that may be encrypted, with the key that would open them.

use bytes::Bytes;

/// Content of a sealed column.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The key the bytes are encrypted with; `None` while they are plain.
    pub key_id: Option<String>,
    /// The bytes.
    pub bytes: Bytes,
}

impl Sealed {
    /// Plain bytes.
    #[must_use]
    pub const fn plain(bytes: Bytes) -> Self {
        Self { key_id: None, bytes }
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.bytes.len())
    }
}
