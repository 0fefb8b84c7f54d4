//! Answers to notices of admission (da. svar på indlæggelsesadvis): XDIS14.

use canonical::body::{Body, CareReport, ReportKind};
use canonical::event::Event;
use canonical::party::Party;
use canonical::subject::Subject;

use crate::blocks::{
    ContactPointShape, Header, HeaderShape, PartyShape, PatientShape, contact_points, header, party, patient,
};
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::Walk;

/// The letter as the schema states it, in the schema's order.
#[derive(Default)]
pub(crate) struct AdmissionAnswer {
    header: Header,
    sender: Party,
    receiver: Party,
    patient: Subject,
}

const SENDER: PartyShape = PartyShape { department: None, telephone: None, ..PartyShape::NOTICE_SENDER };
const RECEIVER: PartyShape = PartyShape { address: None, ..PartyShape::RECEIVER };

impl Form for AdmissionAnswer {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        header(walk, &mut self.header, HeaderShape::ANSWER);
        walk.required("Sender", |walk| {
            party(walk, &mut self.sender, &SENDER);
            contact_points(walk, &mut self.sender.contact_points, ContactPointShape::Telephone);
        });
        walk.required("Receiver", |walk| party(walk, &mut self.receiver, &RECEIVER));
        walk.required("Patient", |walk| patient(walk, &mut self.patient, PatientShape::Notice));
    }

    fn draft(self, _: &'static Version) -> Draft {
        let Self { header, sender, receiver, patient } = self;
        let body = Body::CareReport(Box::new(CareReport::new(ReportKind::Answer)));
        Draft { subject: Some(patient), ..Draft::plain(header.understood(), sender, receiver, body) }
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        match &event.body {
            Body::CareReport(report) if report.report == ReportKind::Answer => Ok(Self {
                header: Header::of(event, version),
                sender: event.sender.clone(),
                receiver: event.receivers.first().cloned().unwrap_or_default(),
                patient: event.subject.clone().unwrap_or_default(),
            }),
            _ => Err(NoSuchLetter),
        }
    }
}
