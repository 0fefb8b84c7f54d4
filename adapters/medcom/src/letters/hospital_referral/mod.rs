//! `HospitalReferral` (XREF01, da. sygehushenvisning): a general practitioner or specialist asks a
//! hospital to take a patient.
//!
//! Standard: `2005/08/07/HospitalReferral.xsd`, letter version XH0130R; `2017/05/01/HospitalReferral.xsd`, XH0131R.
//! Becomes:  [`Body::Referral`](canonical::Body::Referral).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

mod map;
mod parse;

use super::{LetterType, Version};

/// The version with one episode identifier and without choice of hospital.
const XH0130R: Version =
    Version { code: "XH0130R", namespace: "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/" };
/// The version with typed episode identifiers.
const XH0131R: Version = Version { code: "XH0131R", namespace: "http://rep.oio.dk/medcom.dk/xml/schemas/2017/05/01/" };

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType {
    element: "HospitalReferral",
    code: "XREF01",
    versions: &[XH0130R, XH0131R],
    convert: |fields| parse::hospital_referral(fields).map(map::draft),
};
