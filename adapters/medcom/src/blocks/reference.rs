//! `Reference`: files and addresses that a letter points to.

use canonical::attachment::{Attachment, AttachmentContent};
use canonical::course::Episode;
use canonical::refusal::RefusalCode;

use super::value::{note_unlisted, personal, short};
use crate::xml::Fields;

/// `ObjectCode`: the kind of file; it informs.
const OBJECT_CODES: [&str; 7] =
    ["biosignaler", "billede", "multimedie", "program", "proprietaert_indhold", "tekstfil", "vektor_grafik"];

/// Reads up to ten references. `SUP`, a pointer to a retired record viewer, is kept verbatim.
pub(crate) fn references(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Vec<Attachment>> {
    let references = fields.groups("Reference", 10, reference)?;
    Some(references.into_iter().flatten().collect())
}

fn reference(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Option<Attachment>> {
    if fields.peek("SUP").is_some() {
        fields.keep("RefDescription");
        fields.keep("SUP");
        return Some(None);
    }
    let title = fields.spaced("RefDescription", personal(70));
    let url = fields.optional("URL", personal(350));
    let file = fields.optional_group("BIN", file);
    let (title, url, file) = (title?, url?, file?);
    match (url, file) {
        (Some(url), None) => Some(Some(Attachment { title, content: AttachmentContent::Url(url), ..elsewhere() })),
        (None, Some(file)) => Some(Some(Attachment { title, ..file })),
        (None, None) => fields.refuse_missing("BIN", RefusalCode::ElementMissing),
        (Some(_), Some(_)) => fields.refuse_all(RefusalCode::StateContradictory),
    }
}

/// `BIN`: a file that another letter carries, tied to it by its identifier.
fn file(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Attachment> {
    let id = fields.required("ObjectIdentifier", short(36));
    object_code(fields);
    let file_type = fields.required("ObjectExtensionCode", short(10));
    let size = fields.required("OriginalObjectSize", size);
    let file_type = file_type?;
    Some(Attachment {
        id: Some(Episode::new(None, &id?).value),
        media_type: media_type(&file_type).map(str::to_owned),
        file_type: Some(file_type),
        stated_size: Some(size?),
        ..elsewhere()
    })
}

/// The kind of file follows from its type, as far as readers care: the sender's word for it is kept verbatim.
pub(crate) fn object_code(fields: &mut Fields<'_, '_, '_, '_>) {
    note_unlisted(fields, "ObjectCode", &OBJECT_CODES);
    fields.keep("ObjectCode");
}

/// `xs:positiveInteger`.
pub(crate) fn size(text: &str) -> Result<u64, RefusalCode> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|size| is_number && *size > 0).ok_or(RefusalCode::NumberMalformed)
}

fn elsewhere() -> Attachment {
    Attachment {
        id: None,
        media_type: None,
        file_type: None,
        title: None,
        at: None,
        author: None,
        stated_size: None,
        content: AttachmentContent::Elsewhere,
    }
}

/// The media type of an `ObjectExtensionCode`; `None` where there is no common one. Some senders write the
/// ending of the file where the list has another word: `jpg`, `tif`, `docx`, `xlsx`.
pub(crate) fn media_type(file_type: &str) -> Option<&'static str> {
    Some(match file_type.to_ascii_lowercase().as_str() {
        "avi" => "video/x-msvideo",
        "bmp" => "image/bmp",
        "dcm" => "application/dicom",
        "doc" => "application/msword",
        "gif" => "image/gif",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "jpeg" | "jpg" => "image/jpeg",
        "mid" | "rmi" => "audio/midi",
        "mpg" => "video/mpeg",
        "pcx" => "image/vnd.zbrush.pcx",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "rtf" => "application/rtf",
        "tif" | "tiff" => "image/tiff",
        "txt" => "text/plain",
        "wav" => "audio/wav",
        "wpd" => "application/vnd.wordperfect",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip" => "application/zip",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_that_the_list_spells_otherwise_are_understood() {
        assert_eq!(media_type("JPG"), media_type("jpeg"));
        assert_eq!(media_type("tif"), Some("image/tiff"));
        assert_eq!(media_type("inh"), None);
    }
}
