//! `ClinicalEmail` (XDIS91, da. korrespondancemeddelelse): professionals write to each other about a patient.
//!
//! Standard: `2005/08/07/ClinicalEmail.xsd`, letter version XD9133L; `2015/08/01/ClinicalEmail.xsd`, letter version
//!           XD9135L; `2019/02/19/ClinicalEmail.xsd`, letter version XD9135L; `2006/07/01/ClinicalEmail.xsd`,
//!           letter version XD9134L.
//! Becomes:  [`Body::Correspondence`](canonical::Body::Correspondence).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Email;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, R2006_07_01, R2015_08_01, R2019_02_19, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<Email>(
    "ClinicalEmail",
    &[
        Version::new("XD9133L", "XDIS91", &R2005_08_07),
        Version::new("XD9135L", "XDIS91", &R2015_08_01),
        Version::new("XD9135L", "XDIS91", &R2019_02_19),
        Version::new("XD9134L", "XDIS91", &R2006_07_01),
    ],
);
