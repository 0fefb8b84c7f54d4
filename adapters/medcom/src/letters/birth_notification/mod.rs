//! `BirthNotification` (XDIS32, da. fødselsanmeldelse): a hospital tells a municipality's health visitors of a birth.
//!
//! Standard: `2011/02/17/BirthNotification.xsd`, letter version XD3234L.
//! Becomes:  [`Body::BirthNotification`](canonical::Body::BirthNotification).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::BirthNotification;
use crate::letter_type::LetterType;
use crate::version::{R2011_02_17, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<BirthNotification>("BirthNotification", &[Version::new("XD3234L", "XDIS32", &R2011_02_17)]);
