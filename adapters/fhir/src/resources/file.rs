//! `Attachment` to a file, whichever resource holds it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use canonical::Personal;
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::refusal::RefusalCode;

use super::datatypes::moment;
use crate::findings::Findings;
use crate::tree::Node;

/// The file of an Attachment, without an id or an author: those stand beside it. Content that is no base64
/// refuses the message.
///
/// Standard: FHIR R4, 2.24.0.12 (Attachment).
pub(crate) fn file(node: Node<'_>, findings: &mut Findings) -> Option<Attachment> {
    let at = moment(node, "creation", findings);
    let media_type = findings.text(node, "contentType").map(str::to_owned);
    let title = findings.text(node, "title").map(|title| Personal::new(title.to_owned()));
    Some(Attachment {
        id: None,
        media_type,
        file_type: None,
        object_code: None,
        title,
        at,
        author: None,
        stated_size: stated_size(node),
        content: content(node, findings)?,
    })
}

/// A size that is no number stays unread, and so is kept as it was.
fn stated_size(node: Node<'_>) -> Option<u64> {
    let size = node.children().find(|child| child.name() == "size")?;
    let stated = size.raw_value()?.parse().ok()?;
    size.mark_itself();
    Some(stated)
}

/// The bytes, the address, or neither: an earlier message carried it. An address beside the bytes stays unread.
fn content(node: Node<'_>, findings: &mut Findings) -> Option<AttachmentContent> {
    let Some(data) = findings.single(node, "data") else {
        let address = findings.text(node, "url").map(|url| AttachmentContent::Url(Personal::new(url.to_owned())));
        return Some(address.unwrap_or(AttachmentContent::Elsewhere));
    };
    let written = findings.written(data)?;
    match decode(written) {
        Some(bytes) => Some(AttachmentContent::from_bytes(bytes)),
        None => {
            findings.refuse(RefusalCode::Base64Malformed, data);
            None
        }
    }
}

/// Base64 by RFC 4648, section 4. FHIR R4, 2.24.0.1, lets white space stand between its characters.
pub(crate) fn decode(written: &str) -> Option<Vec<u8>> {
    if !written.bytes().any(|byte| byte.is_ascii_whitespace()) {
        return STANDARD.decode(written).ok();
    }
    let bare: Vec<u8> = written.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    STANDARD.decode(bare).ok()
}
