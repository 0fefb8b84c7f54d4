//! `WarningOfDischarge` (XDIS19, da. varsling om færdigbehandling): a hospital tells a municipality when treatment
//! ends and discharge is planned.
//!
//! Standard: `2005/08/07/WarningOfDischarge.xsd`, letter version XD1930C.
//! Becomes:  [`Body::HospitalStay`](canonical::Body::HospitalStay).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Warning;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<Warning>("WarningOfDischarge", &[Version::new("XD1930C", "XDIS19", &R2005_08_07)]);
