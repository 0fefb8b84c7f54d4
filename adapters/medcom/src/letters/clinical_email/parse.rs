//! XML to [`ClinicalEmail`]. Everything that can be refused is refused here.

use canonical::Personal;
use canonical::action::Priority;
use canonical::attachment::Attachment;
use canonical::party::Party;
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;
use canonical::text::Text;

use crate::blocks::{Header, HeaderShape, PatientShape, header, patient, personal, receiver, references, sender};
use crate::xml::Fields;

/// The letter as the schema states it, in the schema's order.
pub(super) struct ClinicalEmail {
    pub(super) header: Header,
    pub(super) sender: Party,
    pub(super) receiver: Party,
    pub(super) patient: Subject,
    pub(super) information: Information,
    /// The text in blocks; senders cut it where it grows long, not where it changes.
    pub(super) clinical: Vec<Text>,
    pub(super) references: Vec<Attachment>,
}

/// `AdditionalInformation`.
#[derive(Default)]
pub(super) struct Information {
    /// The urgency in one scale, and the sender's word.
    pub(super) priority: Option<(Priority, String)>,
    pub(super) subject: Option<Personal<String>>,
}

pub(super) fn clinical_email(fields: &mut Fields<'_, '_, '_, '_>) -> Option<ClinicalEmail> {
    let header = header(fields, HeaderShape::Letter);
    let sender = fields.group("Sender", sender);
    let receiver = fields.group("Receiver", receiver);
    let patient = fields.group("Patient", |fields| patient(fields, PatientShape::Letter));
    let information = fields.optional_group("AdditionalInformation", information);
    let clinical = fields.groups("ClinicalInformation", 10, |group| group.text("Text01"));
    let references = references(fields);
    Some(ClinicalEmail {
        header: header?,
        sender: sender?,
        receiver: receiver?,
        patient: patient?,
        information: information?.unwrap_or_default(),
        clinical: clinical?,
        references: references?,
    })
}

fn information(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Information> {
    let priority = fields.optional("Priority", priority);
    let subject = fields.optional("Subject", personal(70));
    Some(Information { priority: priority?, subject: subject? })
}

/// `Priority`, a closed list: it decides how soon somebody must act.
fn priority(word: &str) -> Result<(Priority, String), RefusalCode> {
    let priority = match word {
        "høj_prioritet" => Priority::Urgent,
        "rutine" => Priority::Routine,
        _ => return Err(RefusalCode::CodeUnknown),
    };
    Ok((priority, word.to_owned()))
}
