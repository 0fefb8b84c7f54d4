//! Files as `Attachment`: their bytes, their address, or neither, where an earlier message carried them.

use canonical::Moment;
use canonical::attachment::{Attachment, AttachmentContent};

use super::element::Element;
use super::times::date_time;
use super::uuids::encoded;

/// A file that was made at this time; `None` if its bytes are somewhere else: whoever renders an event puts them in first.
pub(crate) fn file(attachment: &Attachment, made: Option<&Moment>) -> Option<Element> {
    let Attachment { media_type, title, stated_size, content, .. } = attachment;
    let (data, url) = match content {
        AttachmentContent::Elsewhere => (None, None),
        AttachmentContent::Inline { bytes, sha256: _ } => (Some(encoded(bytes.reveal())), None),
        AttachmentContent::Url(address) => (None, Some(address.reveal().clone())),
        AttachmentContent::Original { .. } | AttachmentContent::RecordViewer => return None,
    };
    let title = title.as_ref().map(|title| title.reveal().as_str()).filter(|title| !title.is_empty());
    let written = Element::default()
        .with("contentType", media_type)
        .with("data", data)
        .with("url", url)
        .with("size", stated_size)
        // Every file has a title.
        .with("title", title.or(media_type.as_deref()).unwrap_or("bilag"))
        .with("creation", made.map(date_time));
    Some(written)
}
