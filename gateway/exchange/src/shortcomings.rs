//! What may be the fault of a conversion where its receiver refuses it: pure.
//!
//! MedCom has whoever converts send what cannot be converted well all the same, let the receiver refuse it, and say so to the sender.
//!
//! Standard: MedCom, use cases of the conversion service 3.1, preconditions 5 to 7, and sections 4.4 and 4.5.

use std::collections::BTreeSet;

use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::Body;
use canonical::event::{Event, Standard};

use crate::pairing::{carried, wanted};

/// Something that a conversion could not do well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shortcoming {
    /// Files that the letter names did not come in time, or were refused themselves.
    FilesMissing,
    /// The letter of these files did not come in time, or was refused itself.
    LetterMissing,
    /// A file has a type that messages may not have.
    FileType,
    /// There are more than ten files.
    ManyFiles,
    /// Written, it is larger than a message may be.
    TooLarge,
}

/// The most files of a message.
const MOST_FILES: usize = 10;
/// The most bytes of a message with its envelope.
const LARGEST: u64 = 100_000_000;
/// The types of files that a message may have.
const TYPES: [&str; 6] = ["application/pdf", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/tiff"];

impl Shortcoming {
    /// What is wrong, in words for the sender.
    pub(crate) const fn danish(self) -> &'static str {
        match self {
            Self::FilesMissing => "Bilag (XBIN01) er ikke modtaget rettidigt eller er ugyldige.",
            Self::LetterMissing => "Brevet (XDIS91) til bilagene er ikke modtaget rettidigt eller er ugyldigt.",
            Self::FileType => "Filtypen af et bilag er ikke tilladt.",
            Self::ManyFiles => "Der er flere end 10 bilag.",
            Self::TooLarge => "Bilagene er for store.",
        }
    }
}

/// What a receiver of the other standard may refuse in this event; `others` are those that went with it as one.
#[must_use]
pub fn shortcomings(event: &Event, others: &[Event]) -> BTreeSet<Shortcoming> {
    if matches!(event.body, Body::Enclosure(_)) {
        return BTreeSet::from([Shortcoming::LetterMissing]);
    }
    let is_file = |file: &&Attachment| !matches!(file.content, AttachmentContent::Url(_));
    let named = event.attachments.iter().filter(is_file).count();
    let has_body = |file: &&Attachment| size(file).is_some();
    let bodies = || others.iter().chain([event]).flat_map(|event| &event.attachments).filter(has_body);
    let is_listed = |file: &Attachment| file.media_type.as_deref().is_some_and(|one| TYPES.contains(&one));
    let is_letter = event.source.standard == Standard::MedcomXml;
    let brought: BTreeSet<&str> = others.iter().flat_map(carried).collect();
    let found = [
        (Shortcoming::FilesMissing, is_letter && !wanted(event).is_subset(&brought)),
        (Shortcoming::FileType, bodies().any(|file| !is_listed(file))),
        (Shortcoming::ManyFiles, bodies().count().max(named) > MOST_FILES),
        (Shortcoming::TooLarge, bodies().filter_map(size).map(written).sum::<u64>() > LARGEST),
    ];
    found.into_iter().filter(|(_, is_found)| *is_found).map(|(one, _)| one).collect()
}

/// The bytes of a file that is here.
fn size(file: &Attachment) -> Option<u64> {
    match &file.content {
        AttachmentContent::Inline { bytes, .. } => Some(bytes.reveal().len() as u64),
        AttachmentContent::Original { size, .. } => Some(*size),
        AttachmentContent::Elsewhere | AttachmentContent::RecordViewer | AttachmentContent::Url(_) => None,
    }
}

/// So many bytes in base64, as both standards write them.
const fn written(bytes: u64) -> u64 {
    bytes.div_ceil(3).saturating_mul(4)
}
