//! The body of a discharge letter.

use canonical::body::{DischargeLetter, ReceivedReferral};

use super::part::{given, read_given};
use crate::{Error, v1};

impl From<&DischargeLetter> for v1::DischargeLetter {
    fn from(body: &DischargeLetter) -> Self {
        let DischargeLetter { admitted, discharged, referral } = body;
        Self {
            admitted: given(admitted.as_ref()),
            discharged: given(discharged.as_ref()),
            referral: given(referral.as_ref()),
        }
    }
}

impl TryFrom<v1::DischargeLetter> for DischargeLetter {
    type Error = Error;

    fn try_from(message: v1::DischargeLetter) -> Result<Self, Error> {
        let v1::DischargeLetter { admitted, discharged, referral } = message;
        Ok(Self {
            admitted: read_given(admitted)?,
            discharged: read_given(discharged)?,
            referral: read_given(referral)?,
        })
    }
}

impl From<&ReceivedReferral> for v1::ReceivedReferral {
    fn from(referral: &ReceivedReferral) -> Self {
        let ReceivedReferral { id, received } = referral;
        Self { id: id.clone(), received: given(received.as_ref()) }
    }
}

impl TryFrom<v1::ReceivedReferral> for ReceivedReferral {
    type Error = Error;

    fn try_from(message: v1::ReceivedReferral) -> Result<Self, Error> {
        let v1::ReceivedReferral { id, received } = message;
        Ok(Self { id, received: read_given(received)? })
    }
}
