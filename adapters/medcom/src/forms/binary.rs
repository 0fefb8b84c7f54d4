//! Letters that carry files for other letters: XBIN01, XBIN02.

use canonical::Personal;
use canonical::attachment::Attachment;
use canonical::body::{Body, Enclosure};
use canonical::event::Event;
use canonical::party::Party;
use canonical::subject::Subject;

use crate::blocks::{Header, HeaderShape, PartyShape, PatientShape, header, objects, party, patient};
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::{Facet, Occurs, Walk};

/// The letter as the schema states it, in the schema's order.
#[derive(Default)]
pub(crate) struct BinaryLetter {
    header: Header,
    sender: Party,
    receiver: Party,
    patient: Option<Subject>,
    /// `SystemInformation`: `true` where the files are about no patient.
    about_system: Option<String>,
    /// `Contents`: a word on what the files hold.
    contents: Option<Personal<String>>,
    objects: Vec<Attachment>,
}

impl Form for BinaryLetter {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        // The second release asked for less of the sender, and for UUIDs.
        let is_second = matches!(walk.version().code, "XB0131X" | "XB0210X");
        let sender = if is_second { PartyShape::SENDER } else { PartyShape::FULL_SENDER };
        header(walk, &mut self.header, HeaderShape::BINARY);
        walk.required("Sender", |walk| party(walk, &mut self.sender, &sender));
        walk.required("Receiver", |walk| party(walk, &mut self.receiver, &PartyShape::RECEIVER));
        walk.choice(|walk| {
            walk.optional("Patient", &mut self.patient, |walk, one| patient(walk, one, PatientShape::Named));
            walk.sequence(|walk| {
                walk.field("SystemInformation", Occurs::Optional, Facet::True, &mut self.about_system);
                walk.field("Contents", Occurs::Optional, Facet::text(70), &mut self.contents);
            });
        });
        let id = if is_second { Facet::Uuid } else { Facet::text(36) };
        objects(walk, &mut self.objects, id);
    }

    fn draft(self, _: &'static Version) -> Draft {
        let Self { header, sender, receiver, patient, about_system, contents, objects } = self;
        let body = Body::Enclosure(Enclosure { about_system: about_system.is_some(), contents });
        Draft { subject: patient, attachments: objects, ..Draft::plain(header.understood(), sender, receiver, body) }
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        let Body::Enclosure(Enclosure { about_system, contents }) = &event.body else {
            return Err(NoSuchLetter);
        };
        Ok(Self {
            header: Header::of(event, version),
            sender: event.sender.clone(),
            receiver: event.receivers.first().cloned().unwrap_or_default(),
            patient: event.subject.clone(),
            about_system: about_system.then(|| "true".to_owned()),
            contents: contents.clone(),
            objects: event.attachments.clone(),
        })
    }
}
