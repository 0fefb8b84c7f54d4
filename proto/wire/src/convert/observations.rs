//! The body of a report of observations.

use canonical::Personal;
use canonical::body::{Observation, Observations, ObservedValue, Quantity, Requester};

use super::part::{each, given, personal, read_each, read_given, revealed};
use crate::v1::observation::Value;
use crate::{Error, v1};

impl From<&Observations> for v1::Observations {
    fn from(body: &Observations) -> Self {
        let Observations {
            report,
            state,
            issued,
            conclusion,
            cancellation_reason,
            consent_refused,
            observations,
            producer,
            performer,
            requester,
        } = body;
        Self {
            report: given(report.as_ref()),
            state: state.clone(),
            issued: given(issued.as_ref()),
            conclusion: given(conclusion.as_ref()),
            cancellation_reason: cancellation_reason.clone(),
            consent_refused: *consent_refused,
            observations: each(observations),
            producer: given(producer.as_deref()),
            performer: given(performer.as_ref()),
            requester: given(requester.as_ref()),
        }
    }
}

impl TryFrom<v1::Observations> for Observations {
    type Error = Error;

    fn try_from(message: v1::Observations) -> Result<Self, Error> {
        let v1::Observations {
            report,
            state,
            issued,
            conclusion,
            cancellation_reason,
            consent_refused,
            observations,
            producer,
            performer,
            requester,
        } = message;
        Ok(Self {
            report: read_given(report)?,
            state,
            issued: read_given(issued)?,
            conclusion: read_given(conclusion)?,
            cancellation_reason,
            consent_refused,
            observations: read_each(observations)?,
            producer: read_given(producer)?.map(Box::new),
            performer: read_given(performer)?,
            requester: read_given(requester)?,
        })
    }
}

impl From<&Observation> for v1::Observation {
    fn from(observation: &Observation) -> Self {
        let Observation { id, state, codes, name, at, until, value, interpretation, notes } = observation;
        Self {
            id: id.clone(),
            state: state.clone(),
            codes: each(codes),
            name: name.clone(),
            at: given(at.as_ref()),
            until: given(until.as_ref()),
            value: given(value.as_ref()),
            interpretation: given(interpretation.as_ref()),
            notes: each(notes),
        }
    }
}

impl TryFrom<v1::Observation> for Observation {
    type Error = Error;

    fn try_from(message: v1::Observation) -> Result<Self, Error> {
        let v1::Observation { id, state, codes, name, at, until, value, interpretation, notes } = message;
        Ok(Self {
            id,
            state,
            codes: read_each(codes)?,
            name,
            at: read_given(at)?,
            until: read_given(until)?,
            value: read_given(value)?,
            interpretation: read_given(interpretation)?,
            notes: read_each(notes)?,
        })
    }
}

impl From<&ObservedValue> for Value {
    fn from(value: &ObservedValue) -> Self {
        match value {
            ObservedValue::Quantity(quantity) => Self::Quantity(quantity.into()),
            ObservedValue::Words(words) => Self::Words(words.reveal().clone()),
        }
    }
}

impl From<Value> for ObservedValue {
    fn from(message: Value) -> Self {
        match message {
            Value::Quantity(quantity) => Self::Quantity(quantity.into()),
            Value::Words(words) => Self::Words(Personal::new(words)),
        }
    }
}

impl From<&Quantity> for v1::Quantity {
    fn from(quantity: &Quantity) -> Self {
        let Quantity { value, comparator, unit, system, code } = quantity;
        Self {
            value: value.reveal().clone(),
            comparator: comparator.clone(),
            unit: unit.clone(),
            system: system.clone(),
            code: code.clone(),
        }
    }
}

impl From<v1::Quantity> for Quantity {
    fn from(message: v1::Quantity) -> Self {
        let v1::Quantity { value, comparator, unit, system, code } = message;
        Self { value: Personal::new(value), comparator, unit, system, code }
    }
}

impl From<&Requester> for v1::Requester {
    fn from(requester: &Requester) -> Self {
        let Requester { initials, surname, name } = requester;
        Self { initials: revealed(initials), surname: revealed(surname), name: revealed(name) }
    }
}

impl From<v1::Requester> for Requester {
    fn from(message: v1::Requester) -> Self {
        let v1::Requester { initials, surname, name } = message;
        Self { initials: personal(initials), surname: personal(surname), name: personal(name) }
    }
}
