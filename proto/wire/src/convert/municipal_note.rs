//! The body of a municipal note.

use canonical::body::MunicipalNote;

use super::part::{given, read_given};
use crate::{Error, v1};

impl From<&MunicipalNote> for v1::MunicipalNote {
    fn from(body: &MunicipalNote) -> Self {
        let MunicipalNote { category, started, ended, referral, signed, signed_by } = body;
        Self {
            category: category.clone(),
            started: given(started.as_ref()),
            ended: given(ended.as_ref()),
            referral: given(referral.as_ref()),
            signed: given(signed.as_ref()),
            signed_by: given(signed_by.as_ref()),
        }
    }
}

impl TryFrom<v1::MunicipalNote> for MunicipalNote {
    type Error = Error;

    fn try_from(message: v1::MunicipalNote) -> Result<Self, Error> {
        let v1::MunicipalNote { category, started, ended, referral, signed, signed_by } = message;
        Ok(Self {
            category,
            started: read_given(started)?,
            ended: read_given(ended)?,
            referral: read_given(referral)?,
            signed: read_given(signed)?,
            signed_by: read_given(signed_by)?,
        })
    }
}
