//! `OutPatientDischargeLetter` (XDIS02, da. ambulantepikrise): a hospital tells the general practitioner of
//! outpatient visits.
//!
//! Standard: `2005/08/07/OutPatientDischargeLetter.xsd`, letter version XD0233L;
//!           `2018/08/06/OutPatientDischargeLetter.xsd`, letter version XD0234L.
//! Becomes:  [`Body::DischargeLetter`](canonical::Body::DischargeLetter).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::ClinicalLetter;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, R2018_08_06, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<ClinicalLetter>(
    "OutPatientDischargeLetter",
    &[Version::new("XD0233L", "XDIS02", &R2005_08_07), Version::new("XD0234L", "XDIS02", &R2018_08_06)],
);
