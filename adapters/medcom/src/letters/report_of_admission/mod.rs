//! `ReportOfAdmission` (XDIS16, da. indlæggelsesrapport): a municipality tells a hospital how an admitted citizen
//! lived and what help was given.
//!
//! Standard: `2007/02/01/ReportOfAdmission.xsd`, letter version XD1630C; of the municipality family, which has no
//! public schema, XD1634C.
//! Becomes:  [`Body::CareReport`](canonical::Body::CareReport).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::CareReport;
use crate::letter_type::LetterType;
use crate::version::{MUNICIPALITY_1_0_3, R2007_02_01, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<CareReport>(
    "ReportOfAdmission",
    &[Version::new("XD1630C", "XDIS16", &R2007_02_01), Version::new("XD1634C", "XDIS16", &MUNICIPALITY_1_0_3)],
);
