//! Files that a letter carries or points to.

use crate::digest::Digest;
use crate::party::Person;
use crate::{Moment, Personal};

/// An attachment. Its content is inline, elsewhere, or still to come in another letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The identifier that ties it to other letters; UUIDs as 32 lower-case hexadecimal digits.
    pub id: Option<String>,
    /// Media type, for example `application/pdf`; derived from the file type where the standard has no media type.
    pub media_type: Option<String>,
    /// The sender's word for the file type (MedCom `ObjectExtensionCode`), where there is one.
    pub file_type: Option<String>,
    /// The sender's word for the kind of file (MedCom `ObjectCode`): an open list.
    pub object_code: Option<String>,
    /// Title or description, as written.
    pub title: Option<Personal<String>>,
    /// When it was made or sent, if given.
    pub at: Option<Moment>,
    /// Who attached it, if given.
    pub author: Option<Person>,
    /// The size in bytes that the sender states.
    pub stated_size: Option<u64>,
    /// Where the bytes are.
    pub content: AttachmentContent,
}

/// Where the bytes of an attachment are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentContent {
    /// Another letter carries them (MedCom `XBIN01`), or an earlier one did.
    Elsewhere,
    /// Here.
    Inline {
        /// The decoded bytes.
        bytes: Personal<Vec<u8>>,
        /// SHA-256 of the decoded bytes.
        sha256: Digest,
    },
    /// In the blob store, and in the stored original; too large to repeat in the event.
    Original {
        /// Size of the decoded bytes.
        size: u64,
        /// SHA-256 of the decoded bytes.
        sha256: Digest,
    },
    /// In the retired record viewer SUP (MedCom `SUP`).
    RecordViewer,
    /// At an address outside Broen.
    Url(Personal<String>),
}

/// The largest attachment that an event carries inline: 256 KiB, decoded.
pub const INLINE_LIMIT: usize = 256 * 1024;

impl AttachmentContent {
    /// Keeps the bytes inline up to [`INLINE_LIMIT`], else points to the blob store.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        let sha256 = Digest::of(&bytes);
        if bytes.len() <= INLINE_LIMIT {
            Self::Inline { bytes: Personal::new(bytes), sha256 }
        } else {
            Self::Original { size: bytes.len() as u64, sha256 }
        }
    }
}
