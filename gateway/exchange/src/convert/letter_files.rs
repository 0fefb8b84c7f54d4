//! Files of a message as its letter names them, and as the letters beside it carry them.

use canonical::Personal;
use canonical::attachment::{Attachment, AttachmentContent};

use super::names::{LONG, cut, cut_name};
use super::words::file_words;

/// The most files and addresses that a letter names, and the most files that one with files carries.
///
/// Standard: `Emessage.xsd`, `Reference` and `BinaryObject`. More are converted all the same: use cases 3.1, precondition 5.
pub(super) const MOST_FILES: usize = 10;
/// The longest web address in the letter.
const ADDRESS: usize = 350;
/// Stands where a file has no title: the letter must have one.
const NO_TITLE: &str = "Bilag";

/// A file as the letter names it; its bytes travel beside it. What an earlier message carried is a line of the text.
pub(super) fn reference(file: &Attachment) -> Option<Attachment> {
    let title = cut_name(file.title.as_ref(), LONG).unwrap_or_else(|| Personal::new(NO_TITLE.to_owned()));
    match &file.content {
        AttachmentContent::Elsewhere | AttachmentContent::RecordViewer => None,
        AttachmentContent::Inline { .. } | AttachmentContent::Original { .. } => {
            Some(Attachment { title: Some(title), content: AttachmentContent::Elsewhere, ..object(file)? })
        }
        AttachmentContent::Url(address) => Some(Attachment {
            title: Some(title),
            content: AttachmentContent::Url(Personal::new(cut(address.reveal(), ADDRESS))),
            ..bare_file()
        }),
    }
}

/// A file as the letter beside it carries it.
pub(super) fn object(file: &Attachment) -> Option<Attachment> {
    let size = match &file.content {
        AttachmentContent::Inline { bytes, .. } => bytes.reveal().len() as u64,
        AttachmentContent::Original { size, .. } => *size,
        AttachmentContent::Elsewhere | AttachmentContent::RecordViewer | AttachmentContent::Url(_) => return None,
    };
    let (file_type, object_code) = file_words(file.media_type.as_deref());
    Some(Attachment {
        id: file.id.clone(),
        media_type: file.media_type.clone().filter(|_| file_type != "inh"),
        file_type: Some(file_type.to_owned()),
        object_code: Some(object_code.to_owned()),
        stated_size: Some(size),
        content: file.content.clone(),
        ..bare_file()
    })
}

/// A file of which nothing is known.
const fn bare_file() -> Attachment {
    Attachment {
        id: None,
        media_type: None,
        file_type: None,
        object_code: None,
        title: None,
        at: None,
        author: None,
        stated_size: None,
        content: AttachmentContent::Elsewhere,
    }
}
