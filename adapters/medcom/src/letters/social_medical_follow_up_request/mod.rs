//! `SocialMedicalFollowUpRequest` (XLA211, da. anmodning om attest vedrørende socialmedicinsk opfølgning): a municipality
//! asks a doctor to see a citizen and to certify what was found.
//!
//! Standard: `2005/08/07/LA211.xsd`, letter version XLA2111001A.
//! Becomes:  [`Body::Correspondence`](canonical::Body::Correspondence).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::CertificateRequest;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<CertificateRequest>(
    "SocialMedicalFollowUpRequest",
    &[Version::new("XLA2111001A", "XLA211", &R2005_08_07)],
);
