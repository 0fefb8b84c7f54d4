//! `AnswerOfAdmission` (XDIS14, da. svar på indlæggelsesadvis): a municipality tells a hospital whom to call about an
//! admitted citizen.
//!
//! Standard: `2005/08/07/AnswerOfAdmission.xsd`, letter version XD1431C.
//! Becomes:  [`Body::CareReport`](canonical::Body::CareReport).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::AdmissionAnswer;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<AdmissionAnswer>("AnswerOfAdmission", &[Version::new("XD1431C", "XDIS14", &R2005_08_07)]);
