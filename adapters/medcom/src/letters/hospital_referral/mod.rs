//! `HospitalReferral` (XREF01, da. sygehushenvisning): a general practitioner asks a hospital to take a patient.
//!
//! Standard: `2005/08/07/HospitalReferral.xsd`, letter version XH0130R; `2017/05/01/HospitalReferral.xsd`, letter
//!           version XH0131R.
//! Becomes:  [`Body::Referral`](canonical::Body::Referral).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Referral;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, R2017_05_01, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<Referral>(
    "HospitalReferral",
    &[Version::new("XH0130R", "XREF01", &R2005_08_07), Version::new("XH0131R", "XREF01", &R2017_05_01)],
);
