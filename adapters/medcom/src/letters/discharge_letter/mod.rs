//! `DischargeLetter` (XDIS01, da. udskrivningsepikrise): a hospital tells the general practitioner
//! what happened during a stay and what is recommended now.
//!
//! Standard: `2005/08/07/DischargeLetter.xsd`, letter version XD0133L; `2018/08/06/DischargeLetter.xsd`, XD0134L.
//! Becomes:  [`Body::DischargeLetter`](canonical::Body::DischargeLetter).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

mod map;
mod parse;

use super::{LetterType, Version};

/// The version before follow-up had fields of its own.
const XD0133L: Version =
    Version { code: "XD0133L", namespace: "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/" };
/// The version with priority and recommendation.
const XD0134L: Version = Version { code: "XD0134L", namespace: "http://rep.oio.dk/medcom.dk/xml/schemas/2018/08/06/" };

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType {
    element: "DischargeLetter",
    code: "XDIS01",
    versions: &[XD0133L, XD0134L],
    convert: |fields| parse::discharge_letter(fields).map(map::draft),
};
