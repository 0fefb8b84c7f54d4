//! `EmergencyLetter` (XDIS06, da. lægevagtsepikrise): the out-of-hours doctor tells the general practitioner what
//! happened, since 2019.
//!
//! Standard: `2019/12/01/EmergencyLetter.xsd`, letter version XD0634L.
//! Becomes:  [`Body::DischargeLetter`](canonical::Body::DischargeLetter).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::ClinicalLetter;
use crate::letter_type::LetterType;
use crate::version::{R2019_12_01, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<ClinicalLetter>("EmergencyLetter", &[Version::new("XD0634L", "XDIS06", &R2019_12_01)]);
