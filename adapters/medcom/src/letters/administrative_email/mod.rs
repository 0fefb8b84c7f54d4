//! `AdministrativeEmail` (XDIS90, da. administrativ meddelelse): organisations write to each other about no
//! patient.
//!
//! Standard: `2009/08/01/AdministrativeEmail.xsd`, letter version XD9034L.
//! Becomes:  [`Body::Correspondence`](canonical::Body::Correspondence).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Email;
use crate::letter_type::LetterType;
use crate::version::{R2009_08_01, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<Email>("AdministrativeEmail", &[Version::new("XD9034L", "XDIS90", &R2009_08_01)]);
