//! `DoctorsCallCenterLetter` (XDIS06, da. lægevagtsepikrise): the out-of-hours doctor tells the general
//! practitioner what happened.
//!
//! Standard: `2007/02/01/DoctorsCallCenterLetter.xsd`, letter version XD0633L.
//! Becomes:  [`Body::DischargeLetter`](canonical::Body::DischargeLetter).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::ClinicalLetter;
use crate::letter_type::LetterType;
use crate::version::{R2007_02_01, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<ClinicalLetter>("DoctorsCallCenterLetter", &[Version::new("XD0633L", "XDIS06", &R2007_02_01)]);
