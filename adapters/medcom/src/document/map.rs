//! [`AnyLetter`] to the canonical event: pure and total.

use canonical::body::{Body, Document};

use super::parse::{AnyHeader, AnyLetter};
use crate::draft::{Draft, Said};

pub(super) fn draft(letter: AnyLetter) -> Draft {
    let AnyLetter { name, header, sender, receiver, copy_receivers, patient, title, narrative, attachments } = letter;
    let AnyHeader { letter_id, type_code, version_code, statistical_code, authored, status, course } = header;
    let said = Said { letter_id, type_code, version_code, statistical_code, authored, status, course };
    Draft {
        subject: patient,
        copy_receivers,
        narrative,
        attachments,
        ..Draft::plain(said, sender, receiver, Body::Document(Document { name, title }))
    }
}
