//! `ClinicalEmail` (XDIS91, da. korrespondancemeddelelse): professionals write to each other about a patient.
//!
//! Standard: `2006/07/01/ClinicalEmail.xsd`, letter version XD9134L.
//! Becomes:  [`Body::Correspondence`](canonical::Body::Correspondence).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

mod map;
mod parse;

use crate::letter_type::{LetterType, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType {
    element: "ClinicalEmail",
    code: "XDIS91",
    versions: &[Version {
        code: "XD9134L",
        namespace: "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2006/07/01/",
    }],
    convert: |fields| parse::clinical_email(fields).map(map::draft),
};
