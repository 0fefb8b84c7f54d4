//! XML to [`Notification`]. Everything that can be refused is refused here.

use canonical::Moment;
use canonical::party::Party;
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;

use crate::blocks::{Header, HeaderShape, PatientShape, date_time, header, location, patient, receiver, sender};
use crate::xml::Fields;

/// The letter as the schema states it, in the schema's order.
pub(super) struct Notification {
    pub(super) header: Header,
    pub(super) sender: Party,
    /// Who is to be answered, if somebody is.
    pub(super) answer_to: Option<Party>,
    pub(super) receiver: Party,
    pub(super) patient: Subject,
    pub(super) status: Option<EpisodeStatus>,
    pub(super) discharged: Moment,
}

/// `EpisodeOfCareStatusCode03`, a closed list: it decides what happens to the citizen's services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EpisodeStatus {
    Deceased,
    Home,
    SomewhereElse,
    OtherDepartment,
    Unknown,
    OtherHospital,
}

pub(super) fn notification(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Notification> {
    let header = header(fields, HeaderShape::Notice);
    let sender = fields.group("Sender", |fields| {
        let answer_to = fields.optional_group("AnswerTo", location);
        Some((sender(fields)?, answer_to?))
    });
    let receiver = fields.group("Receiver", receiver);
    let patient = fields.group("Patient", |fields| {
        let patient = patient(fields, PatientShape::Notice);
        let status = fields.optional("EpisodeOfCareStatusCode", EpisodeStatus::parse);
        Some((patient?, status?))
    });
    let discharged = date_time(fields, "Discharge");
    let (sender, answer_to) = sender?;
    let (patient, status) = patient?;
    Some(Notification {
        header: header?,
        sender,
        answer_to,
        receiver: receiver?,
        patient,
        status,
        discharged: discharged?,
    })
}

impl EpisodeStatus {
    fn parse(word: &str) -> Result<Self, RefusalCode> {
        match word {
            "doed" => Ok(Self::Deceased),
            "udskrevet_til_hjemmet" => Ok(Self::Home),
            "udskrevet_til_andet" => Ok(Self::SomewhereElse),
            "flyttet_til_sygehusafd" => Ok(Self::OtherDepartment),
            "uoplyst" => Ok(Self::Unknown),
            "flyttet_til_sygehus" => Ok(Self::OtherHospital),
            _ => Err(RefusalCode::CodeUnknown),
        }
    }

    /// MedCom's word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Deceased => "doed",
            Self::Home => "udskrevet_til_hjemmet",
            Self::SomewhereElse => "udskrevet_til_andet",
            Self::OtherDepartment => "flyttet_til_sygehusafd",
            Self::Unknown => "uoplyst",
            Self::OtherHospital => "flyttet_til_sygehus",
        }
    }
}
