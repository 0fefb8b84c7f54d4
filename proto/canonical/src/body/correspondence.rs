//! Correspondence (da. korrespondancemeddelelse): professionals write to each other about a patient.

use crate::code::Concept;
use crate::party::Person;
use crate::text::Text;
use crate::{Moment, Personal};

/// The facts of a correspondence: MedCom `ClinicalEmail`, `SocialMedicalFollowUpRequest`, FHIR CareCommunication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondence {
    /// The subject line.
    pub subject: Option<Personal<String>>,
    /// What it is about: FHIR `Communication.category`, MedCom `RequestCode`.
    pub category: Option<Concept>,
    /// Whether it opens, answers or hands on a conversation.
    pub turn: Turn,
    /// The specific person or team that writes, below the sending organisation.
    pub from: Option<Person>,
    /// The specific person or team it is for, below the receiving organisation.
    pub to: Option<Person>,
    /// The messages, oldest first; earlier ones are repeated by the standard and marked so.
    pub segments: Vec<Segment>,
}

/// One message within a correspondence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its identifier; UUIDs as 32 lower-case hexadecimal digits.
    pub id: Option<String>,
    /// When its author pressed send.
    pub written: Option<Moment>,
    /// Its author, with the telephone number to answer to.
    pub author: Option<Person>,
    /// Whether this letter brings it; `false` for a repetition of an earlier one, `None` if the letter does not say.
    pub is_new: Option<bool>,
    /// The text. It is also in the event's narrative, for readers that do not know this body.
    pub text: Text,
}

/// The place of a letter in its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Turn {
    /// Hands a conversation on to somebody else.
    Forward,
    /// Opens a conversation.
    New,
    /// Answers.
    Reply,
    /// The standard does not say (MedCom XML).
    Unstated,
}
