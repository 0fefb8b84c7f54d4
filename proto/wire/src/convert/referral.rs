//! The body of a referral.

use canonical::body::{Referral, Triage};

use super::part::{each, read_each, read_required};
use crate::{Error, v1};

impl From<&Referral> for v1::Referral {
    fn from(body: &Referral) -> Self {
        let Referral { setting, transport, hospital_choice, triage } = body;
        Self {
            setting: setting.clone(),
            transport: transport.clone(),
            hospital_choice: hospital_choice.clone(),
            triage: each(triage),
        }
    }
}

impl TryFrom<v1::Referral> for Referral {
    type Error = Error;

    fn try_from(message: v1::Referral) -> Result<Self, Error> {
        let v1::Referral { setting, transport, hospital_choice, triage } = message;
        Ok(Self { setting, transport, hospital_choice, triage: read_each(triage)? })
    }
}

impl From<&Triage> for v1::Triage {
    fn from(triage: &Triage) -> Self {
        let Triage { step, note } = triage;
        Self { step: step.clone(), note: Some(note.into()) }
    }
}

impl TryFrom<v1::Triage> for Triage {
    type Error = Error;

    fn try_from(message: v1::Triage) -> Result<Self, Error> {
        let v1::Triage { step, note } = message;
        Ok(Self { step, note: read_required(note, "Triage.note")? })
    }
}
