//! `DischargeLetter` (XDIS01, da. udskrivningsepikrise): a hospital tells the general practitioner
//! what happened during a stay and what is recommended now.
//!
//! Standard: `2005/08/07/DischargeLetter.xsd`, letter version XD0133L; `2018/08/06/DischargeLetter.xsd`, XD0134L.
//! Becomes:  [`Body::DischargeLetter`](canonical::Body::DischargeLetter).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

mod map;
mod parse;

use crate::letter_type::LetterType;

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType {
    element: "DischargeLetter",
    code: "XDIS01",
    versions: &[parse::XD0133L, parse::XD0134L],
    convert: |fields| parse::discharge_letter(fields).map(map::draft),
};
