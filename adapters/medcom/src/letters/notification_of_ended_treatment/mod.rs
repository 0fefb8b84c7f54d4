//! `NotificationOfEndedTreatment` (XDIS19, da. melding om færdigbehandling): a hospital tells a municipality when treatment
//! ended and discharge is agreed.
//!
//! Standard: no public schema; the fields are those of the letters beside it. Letter version XD1934C.
//! Becomes:  [`Body::HospitalStay`](canonical::Body::HospitalStay).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::EndedTreatment;
use crate::letter_type::LetterType;
use crate::version::{MUNICIPALITY_1_0_3, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<EndedTreatment>(
    "NotificationOfEndedTreatment",
    &[Version::new("XD1934C", "XDIS19", &MUNICIPALITY_1_0_3)],
);
