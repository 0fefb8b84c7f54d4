//! `PhysiotherapyReferral` (XREF07, da. fysioterapihenvisning): a general practitioner refers to a physiotherapist.
//!
//! Standard: `2007/02/01/PhysiotherapyReferral.xsd`, letter version XH0730R;
//!           `2013/09/02/PhysiotherapyReferral.xsd`, letter version XH0731R;
//!           `2015/08/01/PhysiotherapyReferral.xsd`, letter version XH0732R.
//! Becomes:  [`Body::Referral`](canonical::Body::Referral).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Referral;
use crate::letter_type::LetterType;
use crate::version::{R2007_02_01, R2013_09_02, R2015_08_01, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<Referral>(
    "PhysiotherapyReferral",
    &[
        Version::new("XH0730R", "XREF07", &R2007_02_01),
        Version::new("XH0731R", "XREF07", &R2013_09_02),
        Version::new("XH0732R", "XREF07", &R2015_08_01),
    ],
);
