//! Large files brought back into an event, before it is written as a letter.

use std::io;

use canonical::attachment::AttachmentContent;
use canonical::digest::Digest;
use canonical::{Event, Personal};

/// How many bytes of an event's files are in the blob store.
#[must_use]
pub fn left_out(event: &Event) -> u64 {
    let size = |content: &AttachmentContent| match content {
        AttachmentContent::Original { size, .. } => *size,
        _ => 0,
    };
    event.attachments.iter().map(|attachment| size(&attachment.content)).sum()
}

/// The event with the bytes of the files that it only points to, as `read` gives them. A file that is not found stays
/// where it is, and so stands in the way of the letter.
///
/// # Errors
/// Those of `read`.
pub fn with_files(mut event: Event, mut read: impl FnMut(Digest) -> io::Result<Option<Vec<u8>>>) -> io::Result<Event> {
    for attachment in &mut event.attachments {
        let AttachmentContent::Original { sha256, .. } = attachment.content else { continue };
        if let Some(bytes) = read(sha256)? {
            attachment.content = AttachmentContent::Inline { bytes: Personal::new(bytes), sha256 };
        }
    }
    Ok(event)
}
