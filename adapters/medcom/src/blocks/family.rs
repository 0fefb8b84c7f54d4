//! The head that letters of the municipality family share: parties, patient, relatives.

use canonical::event::Event;
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::text::{SectionKind, Text};

use super::contact_point::{ContactPointShape, contact_points};
use super::header::{Header, HeaderShape, header};
use super::party::{PartyShape, party, practitioner};
use super::patient::{PatientShape, patient};
use super::relative::{RelativeShape, Telephones, relatives};
use super::section::text_of;
use super::signer::signed_by;
use crate::version::Version;
use crate::walk::{Facet, Occurs, Walk};

/// The head of a report.
#[derive(Default)]
pub(crate) struct ReportHead {
    pub(crate) header: Header,
    pub(crate) sender: Party,
    pub(crate) receiver: Party,
    pub(crate) copy_receiver: Option<Party>,
    pub(crate) practitioner: Option<Box<Party>>,
    /// With the relatives.
    pub(crate) patient: Subject,
    /// `Relatives/Comment`.
    pub(crate) on_relatives: Option<Text>,
}

impl ReportHead {
    /// The head of an event's letter, in this version.
    pub(crate) fn of(event: &Event, version: &Version, practitioner: Option<Box<Party>>) -> Self {
        Self {
            header: Header::of(event, version),
            sender: event.sender.clone(),
            receiver: event.receivers.first().cloned().unwrap_or_default(),
            copy_receiver: event.copy_receivers.first().cloned(),
            practitioner,
            patient: event.subject.clone().unwrap_or_default(),
            on_relatives: text_of(event, SectionKind::OnRelatives),
        }
    }
}

/// Up to telephone; what stands behind it is walked by itself.
const SENDER: PartyShape = PartyShape { specialty: None, ..PartyShape::SENDER };
const CLOSE: RelativeShape = RelativeShape { most: 20, address: true, telephones: Telephones::Informed };

/// The head of a letter of the family.
pub(crate) fn family_head<W: Walk>(walk: &mut W, head: &mut ReportHead) {
    header(walk, &mut head.header, HeaderShape::FAMILY);
    walk.required("Sender", |walk| sender(walk, &mut head.sender, ContactPointShape::Named));
    walk.required("Receiver", |walk| party(walk, &mut head.receiver, &PartyShape::RECEIVER));
    walk.optional("CCReceiver", &mut head.copy_receiver, |walk, one| party(walk, one, &PartyShape::COPY));
    walk.optional("Practitioner", &mut head.practitioner, |walk, doctor| practitioner(walk, doctor));
    walk.required("Patient", |walk| patient(walk, &mut head.patient, PatientShape::Family));
    let is_there = !head.patient.relatives.is_empty() || head.on_relatives.is_some();
    walk.group("Relatives", Occurs::Optional, is_there, |walk| {
        relatives(walk, &mut head.patient.relatives, CLOSE);
        walk.text("Comment", Occurs::Optional, &mut head.on_relatives);
    });
}

/// The sender of a report: who signed, the speciality, and whom to call.
pub(crate) fn sender<W: Walk>(walk: &mut W, sender: &mut Party, points: ContactPointShape) {
    party(walk, sender, &SENDER);
    signed_by(walk, &mut sender.person);
    let specialities = Facet::Open(walk.version().namespace.specialities);
    walk.field("MedicalSpecialityCode", Occurs::Optional, specialities, &mut sender.specialty);
    contact_points(walk, &mut sender.contact_points, points);
}
