//! `CasualtyWardLetter` (XDIS03, da. skadestueepikrise): a casualty ward tells the general practitioner what
//! happened.
//!
//! Standard: `2005/08/07/CasualtyWardLetter.xsd`, letter version XD0333L; `2018/08/06/CasualtyWardLetter.xsd`,
//!           letter version XD0334L.
//! Becomes:  [`Body::DischargeLetter`](canonical::Body::DischargeLetter).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::ClinicalLetter;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, R2018_08_06, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<ClinicalLetter>(
    "CasualtyWardLetter",
    &[Version::new("XD0333L", "XDIS03", &R2005_08_07), Version::new("XD0334L", "XDIS03", &R2018_08_06)],
);
