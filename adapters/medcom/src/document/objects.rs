//! `BinaryObject`: files that a letter carries.
//!
//! Standard: MedCom `BinaryLetter.xsd`, `ReferralAttachment.xsd`.

use canonical::Personal;
use canonical::attachment::{Attachment, AttachmentContent, INLINE_LIMIT};
use canonical::course::Episode;
use canonical::digest::Digest;
use canonical::refusal::RefusalCode;
use sha2::{Digest as _, Sha256};

use crate::base64::decode;
use crate::blocks::{media_type, object_code, size};
use crate::xml::{Fields, trimmed};

/// The most files of one letter, by the schema.
const OBJECTS: usize = 10;

/// Reads the files of a letter.
pub(super) fn objects(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Vec<Attachment>> {
    fields.groups("BinaryObject", OBJECTS, object)
}

fn object(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Attachment> {
    let id = fields.lenient("ObjectIdentifier", 70);
    object_code(fields);
    let file_type = fields.lenient("ObjectExtensionCode", 70);
    let stated_size = fields.optional("OriginalObjectSize", size);
    let decoded = content(fields);
    let (stated_size, (content, size)) = (stated_size?, decoded?);
    if stated_size.is_some_and(|stated| stated != size) {
        return fields.refuse_missing("OriginalObjectSize", RefusalCode::SizeMismatch);
    }
    Some(Attachment {
        id: id.map(|written| Episode::new(None, &written).value),
        media_type: file_type.as_deref().and_then(media_type).map(str::to_owned),
        file_type,
        title: None,
        at: None,
        author: None,
        stated_size,
        content,
    })
}

/// The bytes: kept up to the inline limit, always digested, never held as a whole beyond it.
fn content(fields: &mut Fields<'_, '_, '_, '_>) -> Option<(AttachmentContent, u64)> {
    let name = "Object_Base64Encoded";
    let mut nodes = fields.all(name).into_iter();
    let Some(node) = nodes.next() else {
        return fields.refuse_missing(name, RefusalCode::ElementMissing);
    };
    nodes.for_each(|second| fields.reading().refuse(second, RefusalCode::ElementRepeated));
    let (mut bytes, mut hasher, mut size) = (Vec::new(), Sha256::new(), 0_u64);
    let decoded = decode(trimmed(node).as_bytes(), |piece| {
        hasher.update(piece);
        size += piece.len() as u64;
        if bytes.len() <= INLINE_LIMIT {
            bytes.extend_from_slice(piece);
        }
    });
    if let Err(code) = decoded {
        fields.reading().refuse(node, code);
        return None;
    }
    let sha256 = Digest(hasher.finalize().into());
    let content = if size <= INLINE_LIMIT as u64 {
        AttachmentContent::Inline { bytes: Personal::new(bytes), sha256 }
    } else {
        AttachmentContent::Original { size, sha256 }
    };
    Some((content, size))
}
