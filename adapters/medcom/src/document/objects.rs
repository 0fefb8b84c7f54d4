//! `BinaryObject`: files that a letter carries.
//!
//! Standard: MedCom `BinaryLetter.xsd`, `ReferralAttachment.xsd`.

use canonical::attachment::{Attachment, AttachmentContent};
use canonical::refusal::RefusalCode;

use crate::blocks::File;
use crate::content::size_of;
use crate::values::size;
use crate::xml::Fields;

/// The most files of one letter, by the schema.
const OBJECTS: usize = 10;

/// Reads the files of a letter.
pub(super) fn objects(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Vec<Attachment>> {
    fields.groups("BinaryObject", OBJECTS, object)
}

fn object(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Attachment> {
    let id = fields.lenient("ObjectIdentifier", 70);
    let object_code = fields.lenient("ObjectCode", 70);
    let file_type = fields.lenient("ObjectExtensionCode", 70);
    let stated_size = fields.optional("OriginalObjectSize", size);
    let content = content(fields);
    let (stated_size, content) = (stated_size?, content?);
    if stated_size.zip(size_of(&content)).is_some_and(|(stated, size)| stated != size) {
        return fields.refuse_missing("OriginalObjectSize", RefusalCode::SizeMismatch);
    }
    let file = File { id, object_code, file_type, size: None, content: Some(content) };
    Some(Attachment { stated_size, ..file.into() })
}

/// The bytes.
fn content(fields: &mut Fields<'_, '_, '_, '_>) -> Option<AttachmentContent> {
    let name = "Object_Base64Encoded";
    let mut nodes = fields.all(name).into_iter();
    let Some(node) = nodes.next() else {
        return fields.refuse_missing(name, RefusalCode::ElementMissing);
    };
    nodes.for_each(|second| fields.reading().refuse(second, RefusalCode::ElementRepeated));
    fields.reading().file(node).inspect_err(|code| fields.reading().refuse(node, *code)).ok()
}
