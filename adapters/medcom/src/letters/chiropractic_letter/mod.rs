//! `ChiropracticLetter` (XDIS09, da. kiropraktorepikrise): a chiropractor tells the general practitioner of a
//! treatment.
//!
//! Standard: `2017/08/04/ChiropracticLetter.xsd`, letter version XD0933L.
//! Becomes:  [`Body::DischargeLetter`](canonical::Body::DischargeLetter).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::ClinicalLetter;
use crate::letter_type::LetterType;
use crate::version::{R2017_08_04, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<ClinicalLetter>("ChiropracticLetter", &[Version::new("XD0933L", "XDIS09", &R2017_08_04)]);
