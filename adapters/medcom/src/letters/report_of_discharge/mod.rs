//! `ReportOfDischarge` (XDIS18, da. udskrivningsrapport): a hospital tells a municipality how a citizen leaves and
//! what care is needed.
//!
//! Standard: `2007/02/01/ReportOfDischarge.xsd`, letter version XD1830C; of the municipality family, which has no
//! public schema, XD1834C.
//! Becomes:  [`Body::CareReport`](canonical::Body::CareReport).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::CareReport;
use crate::letter_type::LetterType;
use crate::version::{MUNICIPALITY_1_0_3, R2007_02_01, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<CareReport>(
    "ReportOfDischarge",
    &[Version::new("XD1830C", "XDIS18", &R2007_02_01), Version::new("XD1834C", "XDIS18", &MUNICIPALITY_1_0_3)],
);
