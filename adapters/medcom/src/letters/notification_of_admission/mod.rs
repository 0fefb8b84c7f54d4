//! `NotificationOfAdmission` (XDIS20, da. indlæggelsesadvis): a hospital tells a municipality that a citizen was
//! admitted.
//!
//! Standard: `2005/08/07/NotificationOfAdmission.xsd`, letter version XD2030C.
//! Becomes:  [`Body::HospitalStay`](canonical::Body::HospitalStay).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Notice;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<Notice>("NotificationOfAdmission", &[Version::new("XD2030C", "XDIS20", &R2005_08_07)]);
