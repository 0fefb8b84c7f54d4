//! `TeddyReferral` (XREF12, da. ridefysioterapihenvisning): a general practitioner refers to riding therapy.
//!
//! Standard: `2007/02/01/TeddyReferral.xsd`, letter version XH1230R; `2021/06/06/TeddyReferral.xsd`, letter version
//!           XH1231R.
//! Becomes:  [`Body::Referral`](canonical::Body::Referral).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Referral;
use crate::letter_type::LetterType;
use crate::version::{R2007_02_01, R2021_06_06, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<Referral>(
    "TeddyReferral",
    &[Version::new("XH1230R", "XREF12", &R2007_02_01), Version::new("XH1231R", "XREF12", &R2021_06_06)],
);
