//! `BookingConfirmation` (XDIS13, da. bookingsvar): a hospital tells the referrer when the patient is seen.
//!
//! Standard: `2005/08/07/BookingConfirmation.xsd`, letter version XD1333L; `2006/07/01/BookingConfirmation.xsd`,
//!           letter version XD1333L.
//! Becomes:  [`Body::Booking`](canonical::Body::Booking).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::Booking;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, R2006_07_01, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<Booking>(
    "BookingConfirmation",
    &[Version::new("XD1333L", "XDIS13", &R2005_08_07), Version::new("XD1333L", "XDIS13", &R2006_07_01)],
);
