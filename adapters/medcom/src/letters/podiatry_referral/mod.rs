//! `PodiatryReferral` (XREF08, da. fodterapihenvisning): a general practitioner refers to a podiatrist.
//!
//! Standard: `2019/02/19/PodiatryReferral.xsd`, letter version XH0831R; `2021/06/27/PodiatryReferral.xsd`, letter
//!           version XH0832R.
//! Becomes:  [`Body::Referral`](canonical::Body::Referral).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Referral;
use crate::letter_type::LetterType;
use crate::version::{R2019_02_19, R2021_06_27, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<Referral>(
    "PodiatryReferral",
    &[Version::new("XH0831R", "XREF08", &R2019_02_19), Version::new("XH0832R", "XREF08", &R2021_06_27)],
);
