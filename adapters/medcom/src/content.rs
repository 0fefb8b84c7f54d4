//! Files in base64: kept up to the inline limit, always digested, never held as a whole beyond it.

use canonical::Personal;
use canonical::attachment::{AttachmentContent, INLINE_LIMIT};
use canonical::digest::Digest;
use canonical::refusal::RefusalCode;
use sha2::{Digest as _, Sha256};

use crate::base64::decode;

/// The file that these characters are.
///
/// # Errors
/// `base64-malformed`.
pub(crate) fn content(text: &[u8]) -> Result<AttachmentContent, RefusalCode> {
    let (mut bytes, mut hasher, mut size) = (Vec::new(), Sha256::new(), 0_u64);
    decode(text, |piece| {
        hasher.update(piece);
        size += piece.len() as u64;
        if bytes.len() <= INLINE_LIMIT {
            bytes.extend_from_slice(piece);
        }
    })?;
    let sha256 = Digest(hasher.finalize().into());
    Ok(if size <= INLINE_LIMIT as u64 {
        AttachmentContent::Inline { bytes: Personal::new(bytes), sha256 }
    } else {
        AttachmentContent::Original { size, sha256 }
    })
}

/// The size of a file that is here, in bytes.
pub(crate) fn size_of(content: &AttachmentContent) -> Option<u64> {
    match content {
        AttachmentContent::Inline { bytes, .. } => Some(bytes.reveal().len() as u64),
        AttachmentContent::Original { size, .. } => Some(*size),
        _ => None,
    }
}
