//! `RehabilitationPlan` (GGOP, da. genoptræningsplan): a hospital tells a municipality what training a citizen needs.
//!
//! Standard: no public schema; the fields are those that letters show. Letter version GGOP100.
//! Becomes:  [`Body::RehabilitationPlan`](canonical::Body::RehabilitationPlan).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::RehabilitationPlan;
use crate::letter_type::LetterType;
use crate::version::{MUNICIPALITY_1_0_4, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<RehabilitationPlan>(
    "RehabilitationPlan",
    &[Version::new("GGOP100", "GGOP", &MUNICIPALITY_1_0_4)],
);
