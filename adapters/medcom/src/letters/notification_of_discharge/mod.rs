//! `NotificationOfDischarge` (XDIS17, da. udskrivningsadvis): a hospital tells a municipality that a
//! citizen left, moved on or died.
//!
//! Standard: `2005/08/07/NotificationOfDischarge.xsd`, letter version XD1730C.
//! Becomes:  [`Body::HospitalStay`](canonical::Body::HospitalStay).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

mod map;
mod parse;

use crate::letter_type::{LetterType, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType {
    element: "NotificationOfDischarge",
    code: "XDIS17",
    versions: &[Version {
        code: "XD1730C",
        namespace: "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/",
    }],
    convert: |fields| parse::notification(fields).map(map::draft),
};
