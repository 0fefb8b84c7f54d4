//! `EmergencyMunicipalityLetter` (XDIS22, da. afslutningsnotat fra kommunal akutfunktion): a municipal acute
//! function tells who referred a citizen what was done.
//!
//! Standard: `2019/03/31/EmergencyMunicipalityLetter.xsd`, letter version XD2230L.
//! Becomes:  [`Body::MunicipalNote`](canonical::Body::MunicipalNote).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::MunicipalNote;
use crate::letter_type::LetterType;
use crate::version::{R2019_03_31, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<MunicipalNote>("EmergencyMunicipalityLetter", &[Version::new("XD2230L", "XDIS22", &R2019_03_31)]);
