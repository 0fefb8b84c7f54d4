//! Warnings of discharge (da. varsling om færdigbehandling): XDIS19, first release.

use canonical::Moment;
use canonical::action::{Action, ActionKind, Due};
use canonical::body::{Body, HospitalStay, StayClass, StayNotice, StayState};
use canonical::event::Event;
use canonical::identifier::PartyIdentifier;
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::text::{SectionKind, Text};

use crate::blocks::{
    ContactPointShape, Header, HeaderShape, PartyShape, PatientShape, RelativeShape, Telephones, contact_points,
    date_time, header, party, patient, relatives, section, signature, telephone, text_of,
};
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::{Facet, Occurs, Walk};

/// The letter as the schema states it, in the schema's order.
#[derive(Default)]
pub(crate) struct Warning {
    header: Header,
    sender: Party,
    receiver: Party,
    copy_receiver: Option<Party>,
    /// With the relatives.
    patient: Subject,
    family_doctor: Option<Box<Party>>,
    admitted: Option<Moment>,
    conference: Option<Moment>,
    treatment_ended: Option<Moment>,
    discharge_planned: Option<Moment>,
    /// `CareDescription`.
    care: Option<Text>,
}

impl Form for Warning {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        header(walk, &mut self.header, HeaderShape::LETTER);
        walk.required("Sender", |walk| {
            party(walk, &mut self.sender, &PartyShape::SENDER);
            signature(walk, &mut self.sender.person);
            contact_points(walk, &mut self.sender.contact_points, ContactPointShape::Named);
        });
        walk.required("Receiver", |walk| party(walk, &mut self.receiver, &PartyShape::RECEIVER));
        walk.optional("CCReceiver", &mut self.copy_receiver, |walk, one| party(walk, one, &PartyShape::COPY));
        let letter = PatientShape::Letter(Some(Occurs::Required));
        walk.required("Patient", |walk| patient(walk, &mut self.patient, letter));
        let close = RelativeShape { most: 5, address: true, telephones: Telephones::Coded };
        relatives(walk, &mut self.patient.relatives, close);
        walk.optional("FamilyDoctor", &mut self.family_doctor, |walk, doctor| family_doctor(walk, doctor));
        date_time(walk, "Admission", Occurs::Required, &mut self.admitted);
        date_time(walk, "PlanConference", Occurs::Optional, &mut self.conference);
        date_time(walk, "EndOfTreatment", Occurs::Required, &mut self.treatment_ended);
        date_time(walk, "PlannedDischarge", Occurs::Required, &mut self.discharge_planned);
        let is_there = self.care.is_some();
        walk.group("CareDescription", Occurs::Optional, is_there, |walk| {
            walk.text("CommentsText", Occurs::Required, &mut self.care);
        });
    }

    fn draft(self, _: &'static Version) -> Draft {
        draft(self)
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        form(event, version)
    }
}

/// `FamilyDoctor`: the clinic, by its provider number.
fn family_doctor<W: Walk>(walk: &mut W, doctor: &mut Party) {
    let mut number = doctor.identifiers.first().map(|identifier| identifier.value().to_owned());
    walk.field("Identifier", Occurs::Optional, Facet::text(17), &mut number);
    doctor.identifiers = number.map(PartyIdentifier::Provider).into_iter().collect();
    walk.field("OrganisationName", Occurs::Optional, Facet::text(35), &mut doctor.organisation);
    telephone(walk, &mut doctor.contacts);
}

/// The letter to the canonical event: pure and total.
fn draft(letter: Warning) -> Draft {
    let Warning {
        header,
        sender,
        receiver,
        copy_receiver,
        patient,
        family_doctor,
        admitted,
        conference,
        treatment_ended,
        discharge_planned,
        care,
    } = letter;
    let due = discharge_planned.clone().map(|at| Due { at, derived: false });
    let receive = Action { text: care.clone(), due, ..Action::plain(ActionKind::ReceivePatient) };
    let occurred = treatment_ended.clone();
    let body = Body::HospitalStay(HospitalStay {
        admitted,
        treatment_ended,
        discharge_planned,
        conference,
        practitioner: family_doctor,
        ..HospitalStay::plain(StayNotice::TreatmentEnds, StayState::InProgress, StayClass::Inpatient)
    });
    Draft {
        occurred,
        subject: Some(patient),
        copy_receivers: copy_receiver.into_iter().collect(),
        actions: vec![receive],
        narrative: section(SectionKind::CareDescription, care).into_iter().collect(),
        ..Draft::plain(header.understood(), sender, receiver, body)
    }
}

/// The canonical event to the letter: pure.
fn form(event: &Event, version: &Version) -> Result<Warning, NoSuchLetter> {
    let Body::HospitalStay(stay) = &event.body else {
        return Err(NoSuchLetter);
    };
    if stay.notice != StayNotice::TreatmentEnds {
        return Err(NoSuchLetter);
    }
    Ok(Warning {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        copy_receiver: event.copy_receivers.first().cloned(),
        patient: event.subject.clone().unwrap_or_default(),
        family_doctor: stay.practitioner.clone(),
        admitted: stay.admitted.clone(),
        conference: stay.conference.clone(),
        treatment_ended: stay.treatment_ended.clone(),
        discharge_planned: stay.discharge_planned.clone(),
        care: text_of(event, SectionKind::CareDescription),
    })
}
