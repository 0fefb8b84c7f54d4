//! A rehabilitation plan (da. genoptræningsplan): a hospital tells a municipality what training a patient needs.

use crate::code::Concept;
use crate::party::{Address, Party, Person};
use crate::text::Text;
use crate::{Moment, Personal};

/// The facts of a rehabilitation plan (GGOP). Diagnoses are in the event's codes, relatives in its subject, the texts in its
/// narrative; there the facts stand once more, in readable words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RehabilitationPlan {
    /// How much training is needed (MedCom `TypeOfRehabilitationPlan`: `almen`, `specialiseret`, `rehabilitering`): an open
    /// list.
    pub level: Option<String>,
    /// Whether the patient consents to the plan (MedCom `ConsentInformed`, `ja`): an open list.
    pub consent: Option<String>,
    /// When the hospital contact began (MedCom `CurrentHospitalContact/Start`).
    pub contact_started: Option<Moment>,
    /// When the hospital contact is expected to end (MedCom `CurrentHospitalContact/ExpectedEnd`).
    pub contact_ends: Option<Moment>,
    /// The same in the sender's words, where there is no date (MedCom `ExpectedEndText`).
    pub contact_end_text: Option<Personal<String>>,
    /// Visits to the hospital after it (MedCom `HospitalAmbulatoryControl`).
    pub controls: Vec<Control>,
    /// Whether the patient's doctor gets a copy (MedCom `GPCCReceiver`); if so, the first of the event's copy receivers is the
    /// doctor. `Some(false)` means that the patient does not want it.
    pub copy_to_doctor: Option<bool>,
    /// Why there is no telephone number of the patient (MedCom `NoTelephoneReason`).
    pub no_telephone_reason: Option<Personal<String>>,
    /// With whom the patient stays (MedCom `CoAddress`).
    pub care_of: Option<CareOf>,
    /// Who wrote the plan beside its signer (MedCom `CoWriter`).
    pub co_writers: Vec<Person>,
    /// What the patient can do, by ICF (MedCom `ICFClassification`).
    pub classifications: Vec<Classification>,
    /// What is quoted of the record (MedCom `JournalExcerpt`).
    pub excerpts: Vec<Excerpt>,
    /// Whom to ask in the region (MedCom `ContactCounty`).
    pub region_office: Option<Box<Party>>,
    /// Whom to ask in the municipality (MedCom `ContactMunicipality`).
    pub municipality_office: Option<Box<Party>>,
    /// Who treats the patient in the hospital (MedCom `HealthCareTeam`).
    pub team: Vec<Person>,
    /// Who wants to know how it went (MedCom `FinalResult`).
    pub result_receivers: Vec<Party>,
}

/// A visit to the hospital that is planned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Control {
    /// When it is to be.
    pub at: Option<Moment>,
    /// The same in the sender's words, where there is no date.
    pub text: Option<Personal<String>>,
    /// Where.
    pub place: Option<Box<Party>>,
}

/// Somebody with whom a patient stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CareOf {
    /// Surname.
    pub surname: Option<Personal<String>>,
    /// Given names.
    pub given_name: Option<Personal<String>>,
    /// Address.
    pub address: Address,
}

/// One function, activity or surrounding, by ICF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// Which (`FB799`); its system is MedCom's word (`ICFKode`).
    pub concept: Concept,
    /// How limited it is (MedCom `ICFGradient`).
    pub gradient: Option<Concept>,
}

/// What is quoted of a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// What it is quoted from, in the sender's words (MedCom `TypeOfExcerpt`).
    pub source: Option<String>,
    /// Who signed it.
    pub signer: Option<Person>,
    /// The day it was signed.
    pub signed: Option<Moment>,
    /// What it says.
    pub text: Option<Text>,
}
