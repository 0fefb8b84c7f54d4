//! `MunicipalityLetter` (XDIS15, da. kommunalt afslutningsnotat): a municipality tells who referred a citizen what
//! was done.
//!
//! Standard: `2016/12/01/MunicipalityLetter.xsd`, letter version XD1530L; `2020/05/06/MunicipalityLetter.xsd`,
//!           letter version XD1531L.
//! Becomes:  [`Body::MunicipalNote`](canonical::Body::MunicipalNote).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::MunicipalNote;
use crate::letter_type::LetterType;
use crate::version::{R2016_12_01, R2020_05_06, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<MunicipalNote>(
    "MunicipalityLetter",
    &[Version::new("XD1530L", "XDIS15", &R2016_12_01), Version::new("XD1531L", "XDIS15", &R2020_05_06)],
);
