//! The body of a referral.

use canonical::body::{Particular, Referral, Triage};

use super::part::{each, read_each, read_required};
use crate::{Error, v1};

impl From<&Referral> for v1::Referral {
    fn from(body: &Referral) -> Self {
        let Referral { setting, transport, hospital_choice, triage, category, particulars } = body;
        Self {
            setting: setting.clone(),
            transport: transport.clone(),
            hospital_choice: hospital_choice.clone(),
            triage: each(triage),
            category: category.clone(),
            particulars: each(particulars),
        }
    }
}

impl TryFrom<v1::Referral> for Referral {
    type Error = Error;

    fn try_from(message: v1::Referral) -> Result<Self, Error> {
        let v1::Referral { setting, transport, hospital_choice, triage, category, particulars } = message;
        let (triage, particulars) = (read_each(triage)?, read_each(particulars)?);
        Ok(Self { setting, transport, hospital_choice, triage, category, particulars })
    }
}

impl From<&Particular> for v1::Particular {
    fn from(particular: &Particular) -> Self {
        let Particular { name, value } = particular;
        Self { name: name.clone(), value: value.clone() }
    }
}

impl From<v1::Particular> for Particular {
    fn from(message: v1::Particular) -> Self {
        let v1::Particular { name, value } = message;
        Self { name, value }
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
