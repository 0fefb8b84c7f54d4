//! `XrayRequest` (XREF02, da. billeddiagnostisk henvisning): a general practitioner asks for imaging.
//!
//! Standard: `2005/08/07/XrayRequest.xsd`, letter version XH0230R; `2017/05/01/XrayRequest.xsd`, letter version
//!           XH0231R.
//! Becomes:  [`Body::Referral`](canonical::Body::Referral).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Referral;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, R2017_05_01, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<Referral>(
    "XrayRequest",
    &[Version::new("XH0230R", "XREF02", &R2005_08_07), Version::new("XH0231R", "XREF02", &R2017_05_01)],
);
