//! `PsychologistReferral` (XREF10, da. psykologhenvisning): a general practitioner refers to a psychologist.
//!
//! Standard: `2007/02/01/PsychologistReferral.xsd`, letter version XH1030R; `2017/02/15/PsychologistReferral.xsd`,
//!           letter version XH1031R.
//! Becomes:  [`Body::Referral`](canonical::Body::Referral).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Referral;
use crate::letter_type::LetterType;
use crate::version::{R2007_02_01, R2017_02_15, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<Referral>(
    "PsychologistReferral",
    &[Version::new("XH1030R", "XREF10", &R2007_02_01), Version::new("XH1031R", "XREF10", &R2017_02_15)],
);
