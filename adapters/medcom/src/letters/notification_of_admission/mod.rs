//! `NotificationOfAdmission` (XDIS20, da. indlæggelsesadvis): a hospital tells a municipality that a
//! citizen was admitted.
//!
//! Standard: `2005/08/07/NotificationOfAdmission.xsd`, letter version XD2030C.
//! Becomes:  [`Body::HospitalStay`](canonical::Body::HospitalStay).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

mod map;
mod parse;

use crate::letter_type::{LetterType, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType {
    element: "NotificationOfAdmission",
    code: "XDIS20",
    versions: &[Version {
        code: "XD2030C",
        namespace: "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/",
    }],
    convert: |fields| parse::notification(fields).map(map::draft),
};
