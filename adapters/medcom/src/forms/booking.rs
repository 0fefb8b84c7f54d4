//! Booking confirmations (da. bookingsvar): XDIS13.

use canonical::Moment;
use canonical::body::{self, Body, ReceivedReferral};
use canonical::event::Event;
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::text::{SectionKind, Text};

use crate::blocks::{
    Header, HeaderShape, PartyShape, PatientShape, contact, date_time, header, party, patient, section, text_of,
};
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::{Facet, Occurs, Walk};

/// The letter as the schema states it, in the schema's order.
#[derive(Default)]
pub(crate) struct Booking {
    header: Header,
    sender: Party,
    receiver: Party,
    patient: Subject,
    referral: Option<ReceivedReferral>,
    /// The time the patient was given.
    confirmed: Option<Moment>,
    /// `Text03`: plain characters.
    text: Option<String>,
}

impl Form for Booking {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        header(walk, &mut self.header, HeaderShape::LETTER);
        walk.required("Sender", |walk| {
            party(walk, &mut self.sender, &PartyShape::SENDER);
            contact(walk, &mut self.sender.contact);
        });
        walk.required("Receiver", |walk| party(walk, &mut self.receiver, &PartyShape::RECEIVER));
        let letter = PatientShape::Letter(Some(Occurs::Required));
        walk.required("Patient", |walk| patient(walk, &mut self.patient, letter));
        walk.optional("Referral", &mut self.referral, |walk, referral| {
            walk.field("Identifier", Occurs::Optional, Facet::text(35), &mut referral.id);
            date_time(walk, "Received", Occurs::Optional, &mut referral.received);
        });
        date_time(walk, "Confirmation", Occurs::Optional, &mut self.confirmed);
        let is_there = self.text.is_some();
        walk.group("ClinicalInformation", Occurs::Optional, is_there, |walk| {
            walk.field("Text03", Occurs::Present, Facet::text(70), &mut self.text);
        });
    }

    fn draft(self, _: &'static Version) -> Draft {
        draft(self)
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        form(event, version)
    }
}

/// The letter to the canonical event: pure and total.
fn draft(letter: Booking) -> Draft {
    let Booking { header, sender, receiver, patient, referral, confirmed, text } = letter;
    let mut said = header.understood();
    said.course.referral = referral.as_ref().and_then(|referral| referral.id.clone());
    let occurred = confirmed.clone().or_else(|| said.authored.clone());
    let text = text.map(|text| Text::from_plain(&text));
    Draft {
        occurred,
        subject: Some(patient),
        narrative: section(SectionKind::Booking, text).into_iter().collect(),
        ..Draft::plain(said, sender, receiver, Body::Booking(body::Booking { confirmed, referral }))
    }
}

/// The canonical event to the letter: pure.
fn form(event: &Event, version: &Version) -> Result<Booking, NoSuchLetter> {
    let Body::Booking(body::Booking { confirmed, referral }) = &event.body else {
        return Err(NoSuchLetter);
    };
    Ok(Booking {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        patient: event.subject.clone().unwrap_or_default(),
        referral: referral.clone(),
        confirmed: confirmed.clone(),
        text: text_of(event, SectionKind::Booking).map(|text| text.plain()),
    })
}
