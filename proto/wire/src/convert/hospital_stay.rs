//! The body of a notice about a hospital stay.

use canonical::body::HospitalStay;

use super::closed::Closed;
use super::part::{given, read_given};
use crate::{Error, v1};

impl From<&HospitalStay> for v1::HospitalStay {
    fn from(body: &HospitalStay) -> Self {
        let HospitalStay {
            notice,
            state,
            class,
            admitted,
            discharged,
            leave_started,
            leave_ended,
            destination,
            ward,
            report_to,
            treatment_ended,
            discharge_planned,
            conference,
            practitioner,
        } = body;
        Self {
            notice: notice.number(),
            state: state.number(),
            class: class.number(),
            admitted: given(admitted.as_ref()),
            discharged: given(discharged.as_ref()),
            leave_started: given(leave_started.as_ref()),
            leave_ended: given(leave_ended.as_ref()),
            destination: destination.clone(),
            ward: given(ward.as_deref()),
            report_to: given(report_to.as_deref()),
            treatment_ended: given(treatment_ended.as_ref()),
            discharge_planned: given(discharge_planned.as_ref()),
            conference: given(conference.as_ref()),
            practitioner: given(practitioner.as_deref()),
        }
    }
}

impl TryFrom<v1::HospitalStay> for HospitalStay {
    type Error = Error;

    fn try_from(message: v1::HospitalStay) -> Result<Self, Error> {
        let v1::HospitalStay {
            notice,
            state,
            class,
            admitted,
            discharged,
            leave_started,
            leave_ended,
            destination,
            ward,
            report_to,
            treatment_ended,
            discharge_planned,
            conference,
            practitioner,
        } = message;
        Ok(Self {
            notice: Closed::read(notice, "HospitalStay.notice")?,
            state: Closed::read(state, "HospitalStay.state")?,
            class: Closed::read(class, "HospitalStay.class")?,
            admitted: read_given(admitted)?,
            discharged: read_given(discharged)?,
            leave_started: read_given(leave_started)?,
            leave_ended: read_given(leave_ended)?,
            destination,
            ward: read_given(ward)?.map(Box::new),
            report_to: read_given(report_to)?.map(Box::new),
            treatment_ended: read_given(treatment_ended)?,
            discharge_planned: read_given(discharge_planned)?,
            conference: read_given(conference)?,
            practitioner: read_given(practitioner)?.map(Box::new),
        })
    }
}
