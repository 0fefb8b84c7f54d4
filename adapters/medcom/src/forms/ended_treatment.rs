//! Notices that treatment has ended (da. melding om færdigbehandling): XDIS19 of the municipality family.

use canonical::Moment;
use canonical::action::{Action, ActionKind, Due};
use canonical::body::{Body, HospitalStay, StayClass, StayNotice, StayState};
use canonical::event::Event;
use canonical::text::SectionKind;

use crate::blocks::{ReportHead, date_time, family_head, section};
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::{Occurs, Walk};

/// The letter, in the order that letters of the family show.
#[derive(Default)]
pub(crate) struct EndedTreatment {
    head: ReportHead,
    admitted: Option<Moment>,
    treatment_ended: Option<Moment>,
    discharge_planned: Option<Moment>,
}

impl Form for EndedTreatment {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        family_head(walk, &mut self.head);
        date_time(walk, "Admission", Occurs::Optional, &mut self.admitted);
        date_time(walk, "EndOfTreatment", Occurs::Required, &mut self.treatment_ended);
        date_time(walk, "AgreedDischarge", Occurs::Optional, &mut self.discharge_planned);
    }

    fn draft(self, _: &'static Version) -> Draft {
        let Self { head, admitted, treatment_ended, discharge_planned } = self;
        let ReportHead { header, sender, receiver, copy_receiver, practitioner, patient, on_relatives } = head;
        let receive = Action {
            due: discharge_planned.clone().map(|at| Due { at, derived: false }),
            ..Action::plain(ActionKind::ReceivePatient)
        };
        let occurred = treatment_ended.clone();
        let body = Body::HospitalStay(HospitalStay {
            admitted,
            treatment_ended,
            discharge_planned,
            practitioner,
            ..HospitalStay::plain(StayNotice::TreatmentEnds, StayState::InProgress, StayClass::Inpatient)
        });
        Draft {
            occurred,
            subject: Some(patient),
            copy_receivers: copy_receiver.into_iter().collect(),
            actions: vec![receive],
            narrative: section(SectionKind::OnRelatives, on_relatives).into_iter().collect(),
            ..Draft::plain(header.understood(), sender, receiver, body)
        }
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        let Body::HospitalStay(stay) = &event.body else {
            return Err(NoSuchLetter);
        };
        if stay.notice != StayNotice::TreatmentEnds {
            return Err(NoSuchLetter);
        }
        let head = ReportHead::of(event, version, stay.practitioner.clone());
        let HospitalStay { admitted, treatment_ended, discharge_planned, .. } = stay.clone();
        Ok(Self { head, admitted, treatment_ended, discharge_planned })
    }
}
