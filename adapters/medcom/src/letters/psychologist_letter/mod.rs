//! `PsychologistLetter` (XDIS10, da. psykologepikrise): a psychologist tells the general practitioner of a
//! treatment.
//!
//! Standard: `2007/02/01/PsychologistLetter.xsd`, letter version XD1033L; `2008/09/17/PsychologistLetter.xsd`,
//!           letter version XD1034L.
//! Becomes:  [`Body::DischargeLetter`](canonical::Body::DischargeLetter).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::ClinicalLetter;
use crate::letter_type::LetterType;
use crate::version::{R2007_02_01, R2008_09_17, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<ClinicalLetter>(
    "PsychologistLetter",
    &[Version::new("XD1033L", "XDIS10", &R2007_02_01), Version::new("XD1034L", "XDIS10", &R2008_09_17)],
);
