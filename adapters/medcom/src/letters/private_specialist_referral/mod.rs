//! `PrivateSpecialistReferral` (XREF06, da. speciallægehenvisning): a general practitioner refers to a specialist.
//!
//! Standard: `2007/02/01/PrivateSpecialistReferral.xsd`, letter version XH0630R;
//!           `2021/06/27/PrivateSpecialistReferral.xsd`, letter version XH0631R.
//! Becomes:  [`Body::Referral`](canonical::Body::Referral).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Referral;
use crate::letter_type::LetterType;
use crate::version::{R2007_02_01, R2021_06_27, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<Referral>(
    "PrivateSpecialistReferral",
    &[Version::new("XH0630R", "XREF06", &R2007_02_01), Version::new("XH0631R", "XREF06", &R2021_06_27)],
);
