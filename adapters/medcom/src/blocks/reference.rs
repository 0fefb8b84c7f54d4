//! `Reference` and `BinaryObject`: files and addresses that a letter points to, and files that it carries.

use canonical::Personal;
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::course::Episode;
use canonical::refusal::RefusalCode;

use crate::content::size_of;
use crate::values::size;
use crate::walk::{Facet, Occurs, Walk};

/// What `Reference` holds.
#[derive(Default)]
struct Reference {
    title: Option<Personal<String>>,
    url: Option<Personal<String>>,
    viewer: Option<String>,
    file: Option<File>,
}

/// What `BIN` and `BinaryObject` say of a file.
#[derive(Default)]
pub(crate) struct File {
    pub(crate) id: Option<String>,
    pub(crate) object_code: Option<String>,
    pub(crate) file_type: Option<String>,
    pub(crate) size: Option<String>,
    pub(crate) content: Option<AttachmentContent>,
}

/// `Reference`, up to ten.
pub(crate) fn references<W: Walk>(walk: &mut W, attachments: &mut Vec<Attachment>) {
    let mut references: Vec<Reference> = std::mem::take(attachments).into_iter().map(Reference::from).collect();
    walk.groups("Reference", 0..=10, &mut references, |walk, reference| {
        walk.field("RefDescription", Occurs::Present, Facet::text(70), &mut reference.title);
        walk.choice(|walk| {
            walk.field("URL", Occurs::Optional, Facet::text(350), &mut reference.url);
            walk.field("SUP", Occurs::Optional, Facet::True, &mut reference.viewer);
            walk.optional("BIN", &mut reference.file, |walk, file| {
                let id = Facet::text(if walk.finds("ObjectIdentifier").is_some() { 36 } else { 35 });
                described(walk, file, id);
            });
        });
        let Reference { url, viewer, file, .. } = &reference;
        match usize::from(url.is_some()) + usize::from(viewer.is_some()) + usize::from(file.is_some()) {
            0 => walk.refuse(Some("BIN"), RefusalCode::ElementMissing),
            1 => {}
            _ => walk.refuse(None, RefusalCode::StateContradictory),
        }
    });
    attachments.extend(references.into_iter().map(Attachment::from));
}

/// `BinaryObject`, up to ten.
pub(crate) fn objects<W: Walk>(walk: &mut W, attachments: &mut Vec<Attachment>, id: Facet) {
    let mut files: Vec<File> = std::mem::take(attachments).into_iter().map(File::from).collect();
    walk.groups("BinaryObject", 1..=10, &mut files, |walk, file| {
        if id == Facet::Uuid {
            file.id = file.id.take().map(|id| with_hyphens(&id));
        }
        described(walk, file, id);
        walk.file("Object_Base64Encoded", &mut file.content);
        let decoded = file.content.as_ref().and_then(size_of);
        let stated = file.size.as_deref().and_then(|written| size(written).ok());
        if stated.zip(decoded).is_some_and(|(stated, decoded)| stated != decoded) {
            walk.refuse(Some("OriginalObjectSize"), RefusalCode::SizeMismatch);
        }
    });
    attachments.extend(files.into_iter().map(Attachment::from));
}

fn described<W: Walk>(walk: &mut W, file: &mut File, id: Facet) {
    let namespace = walk.version().namespace;
    walk.field("ObjectIdentifier", Occurs::Required, id, &mut file.id);
    walk.field("ObjectCode", Occurs::Expected, Facet::Open(namespace.object_codes), &mut file.object_code);
    walk.field("ObjectExtensionCode", Occurs::Required, Facet::Open(namespace.file_types), &mut file.file_type);
    walk.field("OriginalObjectSize", Occurs::Required, Facet::Positive, &mut file.size);
}

/// The standard ties files and letters by one UUID in two writings.
fn with_hyphens(id: &str) -> String {
    let is_bare = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_bare {
        return id.to_owned();
    }
    [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]].join("-")
}

impl From<Attachment> for Reference {
    fn from(attachment: Attachment) -> Self {
        let title = attachment.title.clone();
        match &attachment.content {
            AttachmentContent::Url(url) => Self { title, url: Some(url.clone()), ..Self::default() },
            AttachmentContent::RecordViewer => Self { title, viewer: Some("true".to_owned()), ..Self::default() },
            _ => Self { title, file: Some(attachment.into()), ..Self::default() },
        }
    }
}

impl From<Reference> for Attachment {
    fn from(reference: Reference) -> Self {
        let Reference { title, url, viewer: _, file } = reference;
        match (url, file) {
            (_, Some(file)) => Self { title, ..file.into() },
            (Some(url), None) => Self { title, content: AttachmentContent::Url(url), ..File::default().into() },
            (None, None) => Self { title, content: AttachmentContent::RecordViewer, ..File::default().into() },
        }
    }
}

impl From<Attachment> for File {
    fn from(attachment: Attachment) -> Self {
        let Attachment { id, file_type, object_code, stated_size, content, .. } = attachment;
        let known = size_of(&content);
        Self {
            id,
            object_code,
            file_type,
            size: stated_size.or(known).map(|size| size.to_string()),
            content: known.is_some().then_some(content),
        }
    }
}

impl From<File> for Attachment {
    fn from(file: File) -> Self {
        let File { id, object_code, file_type, size: written, content } = file;
        Self {
            id: id.map(|id| Episode::new(None, &id).value),
            media_type: file_type.as_deref().and_then(media_type).map(str::to_owned),
            file_type,
            object_code,
            title: None,
            at: None,
            author: None,
            stated_size: written.and_then(|written| size(&written).ok()),
            content: content.unwrap_or(AttachmentContent::Elsewhere),
        }
    }
}

/// The media type of an `ObjectExtensionCode`; `None` where there is no common one. Some senders write the
/// ending of the file where the list has another word: `jpg`, `tif`, `docx`, `xlsx`.
fn media_type(file_type: &str) -> Option<&'static str> {
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

    #[test]
    fn a_uuid_is_written_with_hyphens_and_nothing_else_is() {
        assert_eq!(with_hyphens("0f8fad5bd9cb469fa16570867728950e"), "0f8fad5b-d9cb-469f-a165-70867728950e");
        assert_eq!(with_hyphens("BIL1"), "BIL1");
    }
}
