//! The body of a birth notification.

use canonical::body::{Apgar, BirthNotification, Interpretation, Investigation, Newborn, Pregnancy};

use super::part::{each, given, personal, read_each, read_given, read_or_empty, revealed, unless_empty};
use crate::{Error, v1};

impl From<&BirthNotification> for v1::BirthNotification {
    fn from(body: &BirthNotification) -> Self {
        let BirthNotification {
            marital_status,
            interpretation,
            practitioner,
            own_midwife,
            birth_midwife,
            pregnancy,
            gestation_weeks,
            gestation_days,
            midwife_appointment,
            children,
        } = body;
        Self {
            marital_status: marital_status.clone(),
            interpretation: given(interpretation.as_ref()),
            practitioner: given(practitioner.as_deref()),
            own_midwife: given(own_midwife.as_deref()),
            birth_midwife: given(birth_midwife.as_deref()),
            pregnancy: unless_empty(pregnancy),
            gestation_weeks: *gestation_weeks,
            gestation_days: *gestation_days,
            midwife_appointment: revealed(midwife_appointment),
            children: each(children),
        }
    }
}

impl TryFrom<v1::BirthNotification> for BirthNotification {
    type Error = Error;

    fn try_from(message: v1::BirthNotification) -> Result<Self, Error> {
        let v1::BirthNotification {
            marital_status,
            interpretation,
            practitioner,
            own_midwife,
            birth_midwife,
            pregnancy,
            gestation_weeks,
            gestation_days,
            midwife_appointment,
            children,
        } = message;
        Ok(Self {
            marital_status,
            interpretation: read_given(interpretation)?,
            practitioner: read_given(practitioner)?.map(Box::new),
            own_midwife: read_given(own_midwife)?.map(Box::new),
            birth_midwife: read_given(birth_midwife)?.map(Box::new),
            pregnancy: read_or_empty(pregnancy)?,
            gestation_weeks,
            gestation_days,
            midwife_appointment: personal(midwife_appointment),
            children: read_each(children)?,
        })
    }
}

impl From<&Interpretation> for v1::Interpretation {
    fn from(interpretation: &Interpretation) -> Self {
        let Interpretation { need, language, language_name } = interpretation.clone();
        Self { need, language, language_name }
    }
}

impl From<v1::Interpretation> for Interpretation {
    fn from(message: v1::Interpretation) -> Self {
        let v1::Interpretation { need, language, language_name } = message;
        Self { need, language, language_name }
    }
}

impl From<&Pregnancy> for v1::Pregnancy {
    fn from(pregnancy: &Pregnancy) -> Self {
        let Pregnancy { last_menstruation, due, codes, investigations } = pregnancy;
        Self {
            last_menstruation: given(last_menstruation.as_ref()),
            due: given(due.as_ref()),
            codes: each(codes),
            investigations: each(investigations),
        }
    }
}

impl TryFrom<v1::Pregnancy> for Pregnancy {
    type Error = Error;

    fn try_from(message: v1::Pregnancy) -> Result<Self, Error> {
        let v1::Pregnancy { last_menstruation, due, codes, investigations } = message;
        Ok(Self {
            last_menstruation: read_given(last_menstruation)?,
            due: read_given(due)?,
            codes: read_each(codes)?,
            investigations: read_each(investigations)?,
        })
    }
}

impl From<&Investigation> for v1::Investigation {
    fn from(investigation: &Investigation) -> Self {
        let Investigation { at, codes, text } = investigation;
        Self { at: given(at.as_ref()), codes: each(codes), text: given(text.as_ref()) }
    }
}

impl TryFrom<v1::Investigation> for Investigation {
    type Error = Error;

    fn try_from(message: v1::Investigation) -> Result<Self, Error> {
        let v1::Investigation { at, codes, text } = message;
        Ok(Self { at: read_given(at)?, codes: read_each(codes)?, text: read_given(text)? })
    }
}

impl From<&Newborn> for v1::Newborn {
    fn from(child: &Newborn) -> Self {
        let Newborn {
            identifier,
            relation,
            born,
            stillborn,
            plurality,
            sex,
            codes,
            weight_grams,
            length_centimetres,
            head_centimetres,
            apgar,
            text,
            transferral,
        } = child;
        Self {
            identifier: given(identifier.as_ref()),
            relation: relation.clone(),
            born: given(born.as_ref()),
            stillborn: *stillborn,
            plurality: plurality.clone(),
            sex: sex.clone(),
            codes: each(codes),
            weight_grams: *weight_grams,
            length_centimetres: *length_centimetres,
            head_centimetres: *head_centimetres,
            apgar: given(apgar.as_ref()),
            text: given(text.as_ref()),
            transferral: revealed(transferral),
        }
    }
}

impl TryFrom<v1::Newborn> for Newborn {
    type Error = Error;

    fn try_from(message: v1::Newborn) -> Result<Self, Error> {
        let v1::Newborn {
            identifier,
            relation,
            born,
            stillborn,
            plurality,
            sex,
            codes,
            weight_grams,
            length_centimetres,
            head_centimetres,
            apgar,
            text,
            transferral,
        } = message;
        Ok(Self {
            identifier: read_given(identifier)?,
            relation,
            born: read_given(born)?,
            stillborn,
            plurality,
            sex,
            codes: read_each(codes)?,
            weight_grams,
            length_centimetres,
            head_centimetres,
            apgar: read_given(apgar)?,
            text: read_given(text)?,
            transferral: personal(transferral),
        })
    }
}

impl From<&Apgar> for v1::Apgar {
    fn from(apgar: &Apgar) -> Self {
        let Apgar { after_one_minute, after_five_minutes, after_ten_minutes, minutes_to_ten } = *apgar;
        Self { after_one_minute, after_five_minutes, after_ten_minutes, minutes_to_ten }
    }
}

impl From<v1::Apgar> for Apgar {
    fn from(message: v1::Apgar) -> Self {
        let v1::Apgar { after_one_minute, after_five_minutes, after_ten_minutes, minutes_to_ten } = message;
        Self { after_one_minute, after_five_minutes, after_ten_minutes, minutes_to_ten }
    }
}
