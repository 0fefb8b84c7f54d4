//! `NotificationOfDischarge` (XDIS17, da. udskrivningsadvis): a hospital tells a municipality that a citizen was
//! discharged, moved on or died.
//!
//! Standard: `2005/08/07/NotificationOfDischarge.xsd`, letter version XD1730C.
//! Becomes:  [`Body::HospitalStay`](canonical::Body::HospitalStay).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Notice;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<Notice>("NotificationOfDischarge", &[Version::new("XD1730C", "XDIS17", &R2005_08_07)]);
