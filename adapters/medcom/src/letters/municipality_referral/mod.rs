//! `MunicipalityReferral` (XREF15, da. kommunehenvisning): a doctor asks a municipality to take a citizen into
//! prevention.
//!
//! Standard: `2016/12/01/MunicipalityReferral.xsd`, letter version XH1530R; `2020/05/06/MunicipalityReferral.xsd`,
//!           letter version XH1531R.
//! Becomes:  [`Body::Referral`](canonical::Body::Referral).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Referral;
use crate::letter_type::LetterType;
use crate::version::{R2016_12_01, R2020_05_06, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<Referral>(
    "MunicipalityReferral",
    &[Version::new("XH1530R", "XREF15", &R2016_12_01), Version::new("XH1531R", "XREF15", &R2020_05_06)],
);
