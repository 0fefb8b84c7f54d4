//! `PhysiotherapyLetter` (XDIS08, da. fysioterapiepikrise): a physiotherapist tells the general practitioner of a
//! treatment.
//!
//! Standard: `2007/02/01/PhysiotherapyLetter.xsd`, letter version XD0833L.
//! Becomes:  [`Body::DischargeLetter`](canonical::Body::DischargeLetter).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::ClinicalLetter;
use crate::letter_type::LetterType;
use crate::version::{R2007_02_01, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<ClinicalLetter>("PhysiotherapyLetter", &[Version::new("XD0833L", "XDIS08", &R2007_02_01)]);
