//! `ProgressOfCarePlan` (XDIS21, da. plejeforløbsplan): a hospital tells a municipality what a citizen will need at home.
//!
//! Standard: no public schema; the fields are those that letters show. Letter version XD2134C.
//! Becomes:  [`Body::CareReport`](canonical::Body::CareReport).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::CareReport;
use crate::letter_type::LetterType;
use crate::version::{MUNICIPALITY_1_0_3, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<CareReport>("ProgressOfCarePlan", &[Version::new("XD2134C", "XDIS21", &MUNICIPALITY_1_0_3)]);
