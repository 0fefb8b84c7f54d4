//! `ReferralAttachment` (XBIN02, da. bilag til henvisning): files travel beside the referral that names them.
//!
//! Standard: `2016/10/02/ReferralAttachment.xsd`, letter version XB0210X.
//! Becomes:  [`Body::Enclosure`](canonical::Body::Enclosure).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::BinaryLetter;
use crate::letter_type::LetterType;
use crate::version::{R2016_10_02, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<BinaryLetter>("ReferralAttachment", &[Version::new("XB0210X", "XBIN02", &R2016_10_02)]);
