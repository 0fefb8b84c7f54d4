//! [`AnyLetter`] to the canonical event: pure and total.

use canonical::body::{Body, Document};

use super::parse::{AnyHeader, AnyLetter};
use crate::draft::Draft;

pub(super) fn draft(letter: AnyLetter) -> Draft {
    let AnyLetter { name, header, sender, receiver, copy_receivers, patient, title, narrative, attachments } = letter;
    let AnyHeader { letter_id, type_code, version_code, authored, status, course } = header;
    Draft {
        letter_id,
        type_code,
        version_code,
        status,
        occurred: authored.clone(),
        authored,
        subject: patient,
        sender,
        receivers: vec![receiver],
        copy_receivers,
        course,
        codes: Vec::new(),
        actions: Vec::new(),
        narrative,
        attachments,
        body: Body::Document(Document { name, title }),
    }
}
