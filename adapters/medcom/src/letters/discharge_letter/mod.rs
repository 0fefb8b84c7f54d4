//! `DischargeLetter` (XDIS01, da. udskrivningsepikrise): a hospital tells the general practitioner what happened
//! during a stay and what is recommended now.
//!
//! Standard: `2005/08/07/DischargeLetter.xsd`, letter version XD0133L; `2018/08/06/DischargeLetter.xsd`, letter
//!           version XD0134L.
//! Becomes:  [`Body::DischargeLetter`](canonical::Body::DischargeLetter).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::ClinicalLetter;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, R2018_08_06, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<ClinicalLetter>(
    "DischargeLetter",
    &[Version::new("XD0133L", "XDIS01", &R2005_08_07), Version::new("XD0134L", "XDIS01", &R2018_08_06)],
);
