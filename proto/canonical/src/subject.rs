//! The patient, and those close to the patient.

use crate::Personal;
use crate::identifier::PatientIdentifier;
use crate::party::{Address, Contact};

/// The person a letter is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    /// All identifiers given; the first is the one the letter leads with.
    pub identifiers: Vec<PatientIdentifier>,
    /// Surname.
    pub surname: Option<Personal<String>>,
    /// Given names.
    pub given_name: Option<Personal<String>>,
    /// Home address.
    pub address: Address,
    /// Telephone and e-mail.
    pub contacts: Vec<Contact>,
    /// Occupation or title, as written.
    pub occupation: Option<Personal<String>>,
    /// Whether the letter states that the patient is dead; `None` where it does not say.
    pub deceased: Option<bool>,
    /// Where the patient stands in the course, as MedCom's `EpisodeOfCareStatusCode` says it: an open list here.
    pub episode_status: Option<String>,
    /// Relatives, in the letter's order.
    pub relatives: Vec<Relative>,
}

/// A relative or other close person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relative {
    /// MedCom's `RelationCode` word: an open list.
    pub relation: String,
    /// The relative's own identifier, if given.
    pub identifier: Option<PatientIdentifier>,
    /// Surname.
    pub surname: Option<Personal<String>>,
    /// Given names.
    pub given_name: Option<Personal<String>>,
    /// Address.
    pub address: Address,
    /// Telephone and e-mail.
    pub contacts: Vec<Contact>,
    /// Whether the relative was informed, where the letter says (MedCom `InformedRelative`).
    pub informed: Option<bool>,
    /// Occupation, as written.
    pub occupation: Option<Personal<String>>,
}
