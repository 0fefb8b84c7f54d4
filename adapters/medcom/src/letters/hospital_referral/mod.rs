//! `HospitalReferral` (XREF01, da. sygehushenvisning): a general practitioner or specialist asks a
//! hospital to take a patient.
//!
//! Standard: `2005/08/07/HospitalReferral.xsd`, letter version XH0130R; `2017/05/01/HospitalReferral.xsd`, XH0131R.
//! Becomes:  [`Body::Referral`](canonical::Body::Referral).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

mod map;
mod parse;

use crate::letter_type::LetterType;

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType {
    element: "HospitalReferral",
    code: "XREF01",
    versions: &[parse::XH0130R, parse::XH0131R],
    convert: |fields| parse::hospital_referral(fields).map(map::draft),
};
