//! Files.

use bytes::Bytes;
use canonical::Personal;
use canonical::attachment::{Attachment, AttachmentContent};

use super::part::{digest_bytes, given, personal, read_digest, read_given, read_required, revealed};
use crate::v1::attachment::Content;
use crate::{Error, v1};

impl From<&Attachment> for v1::Attachment {
    fn from(attachment: &Attachment) -> Self {
        let Attachment { id, media_type, file_type, object_code, title, at, author, stated_size, content } = attachment;
        Self {
            id: id.clone(),
            media_type: media_type.clone(),
            file_type: file_type.clone(),
            object_code: object_code.clone(),
            title: revealed(title),
            at: given(at.as_ref()),
            author: given(author.as_ref()),
            stated_size: *stated_size,
            content: Some(content.into()),
        }
    }
}

impl TryFrom<v1::Attachment> for Attachment {
    type Error = Error;

    fn try_from(message: v1::Attachment) -> Result<Self, Error> {
        let v1::Attachment { id, media_type, file_type, object_code, title, at, author, stated_size, content } =
            message;
        Ok(Self {
            id,
            media_type,
            file_type,
            object_code,
            title: personal(title),
            at: read_given(at)?,
            author: read_given(author)?,
            stated_size,
            content: read_required(content, "Attachment.content")?,
        })
    }
}

impl From<&AttachmentContent> for Content {
    fn from(content: &AttachmentContent) -> Self {
        match content {
            AttachmentContent::Elsewhere => Self::Elsewhere(v1::AttachmentElsewhere {}),
            AttachmentContent::Inline { bytes, sha256 } => Self::Inline(v1::AttachmentInline {
                content: Bytes::copy_from_slice(bytes.reveal()),
                sha256: digest_bytes(sha256),
            }),
            AttachmentContent::Original { size, sha256 } => {
                Self::Original(v1::AttachmentInOriginal { size: *size, sha256: digest_bytes(sha256) })
            }
            AttachmentContent::RecordViewer => Self::RecordViewer(v1::AttachmentInRecordViewer {}),
            AttachmentContent::Url(url) => Self::Url(url.reveal().clone()),
        }
    }
}

impl TryFrom<Content> for AttachmentContent {
    type Error = Error;

    fn try_from(message: Content) -> Result<Self, Error> {
        match message {
            Content::Elsewhere(v1::AttachmentElsewhere {}) => Ok(Self::Elsewhere),
            Content::Inline(v1::AttachmentInline { content, sha256 }) => Ok(Self::Inline {
                bytes: Personal::new(content.into()),
                sha256: read_digest(&sha256, "AttachmentInline.sha256")?,
            }),
            Content::Original(v1::AttachmentInOriginal { size, sha256 }) => {
                Ok(Self::Original { size, sha256: read_digest(&sha256, "AttachmentInOriginal.sha256")? })
            }
            Content::RecordViewer(v1::AttachmentInRecordViewer {}) => Ok(Self::RecordViewer),
            Content::Url(url) => Ok(Self::Url(Personal::new(url))),
        }
    }
}
