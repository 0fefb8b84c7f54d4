//! `EmergencyMunicipalityReferral` (XREF22, da. henvisning til kommunal akutfunktion): a doctor asks a municipal
//! acute function to see a citizen.
//!
//! Standard: `2019/03/31/EmergencyMunicipalityReferral.xsd`, letter version XH2230R.
//! Becomes:  [`Body::Referral`](canonical::Body::Referral).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Referral;
use crate::letter_type::LetterType;
use crate::version::{R2019_03_31, Version};

/// The letter type.
pub(crate) const LETTER: LetterType =
    LetterType::new::<Referral>("EmergencyMunicipalityReferral", &[Version::new("XH2230R", "XREF22", &R2019_03_31)]);
