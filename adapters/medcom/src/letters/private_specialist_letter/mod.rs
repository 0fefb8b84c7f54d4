//! `PrivateSpecialistLetter` (XDIS07, da. speciallægeepikrise): a specialist tells the general practitioner of a
//! treatment.
//!
//! Standard: `2007/02/01/PrivateSpecialistLetter.xsd`, letter version XD0733L;
//!           `2020/06/15/PrivateSpecialistLetter.xsd`, letter version XD0734L.
//! Becomes:  [`Body::DischargeLetter`](canonical::Body::DischargeLetter).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::ClinicalLetter;
use crate::letter_type::LetterType;
use crate::version::{R2007_02_01, R2020_06_15, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<ClinicalLetter>(
    "PrivateSpecialistLetter",
    &[Version::new("XD0733L", "XDIS07", &R2007_02_01), Version::new("XD0734L", "XDIS07", &R2020_06_15)],
);
