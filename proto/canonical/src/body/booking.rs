//! A booking (da. bookingsvar): the receiver of a referral tells when the patient may come.

use super::discharge_letter::ReceivedReferral;
use crate::Moment;

/// The facts of a booking (XDIS13). What it says to its reader is in the event's narrative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Booking {
    /// The time the patient was given (MedCom `Confirmation`).
    pub confirmed: Option<Moment>,
    /// The referral it answers.
    pub referral: Option<ReceivedReferral>,
}
