//! The body of a booking.

use canonical::body::Booking;

use super::part::{given, read_given};
use crate::{Error, v1};

impl From<&Booking> for v1::Booking {
    fn from(body: &Booking) -> Self {
        let Booking { confirmed, referral } = body;
        Self { confirmed: given(confirmed.as_ref()), referral: given(referral.as_ref()) }
    }
}

impl TryFrom<v1::Booking> for Booking {
    type Error = Error;

    fn try_from(message: v1::Booking) -> Result<Self, Error> {
        let v1::Booking { confirmed, referral } = message;
        Ok(Self { confirmed: read_given(confirmed)?, referral: read_given(referral)? })
    }
}
