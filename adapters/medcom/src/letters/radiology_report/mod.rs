//! `RadiologyReport` (XDIS05, da. billeddiagnostisk svar): a radiology department answers a referral.
//!
//! Standard: `2005/08/07/RadiologyReport.xsd`, letter version XD0533L.
//! Becomes:  [`Body::DiagnosticReport`](canonical::Body::DiagnosticReport).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::ClinicalLetter;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<ClinicalLetter>("RadiologyReport", &[Version::new("XD0533L", "XDIS05", &R2005_08_07)]);
