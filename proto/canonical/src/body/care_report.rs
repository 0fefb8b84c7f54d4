//! A care report (da. hjemmepleje-sygehusmeddelelse): municipality and hospital tell each other what a patient's care
//! needs around a stay.

use crate::Moment;
use crate::party::Party;
use crate::text::Text;

/// The facts of a care report (XDIS14, XDIS16, XDIS18). Diagnoses are in the event's codes, relatives in its subject, the
/// texts in its narrative; there the facts stand once more, in readable words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareReport {
    /// What is reported.
    pub report: ReportKind,
    /// When the stay began.
    pub admitted: Option<Moment>,
    /// When the stay ended.
    pub discharged: Option<Moment>,
    /// The patient's own doctor (MedCom `Practitioner`).
    pub practitioner: Option<Box<Party>>,
    /// Aids that the patient has or needs (MedCom `Auxiliary`, da. hjælpemidler).
    pub aids: Vec<CareItem>,
    /// What was done during the stay (MedCom `Treatment`).
    pub treatments: Vec<CareItem>,
    /// Help that the municipality gives (MedCom `Service`, da. ydelser).
    pub services: Vec<CareService>,
    /// Medicine that the patient takes (MedCom `Drug`).
    pub medicines: Vec<Medicine>,
}

/// What is reported. The words are stable; new ones may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReportKind {
    /// How the patient lived before the stay (da. indlæggelsesrapport, XDIS16).
    Admission,
    /// The municipality knows of the stay, and says whom to call (da. svar på indlæggelsesadvis, XDIS14).
    Answer,
    /// How the patient leaves (da. udskrivningsrapport, XDIS18).
    Discharge,
}

/// An aid or a treatment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CareItem {
    /// Its code, if it has one.
    pub code: Option<String>,
    /// The list of the code (MedCom `Identifier`), as written.
    pub list: Option<String>,
    /// Who keeps the list (MedCom `IdentifierCode`), as written.
    pub agency: Option<String>,
    /// What it is, in words.
    pub text: Option<String>,
}

/// Help that a municipality gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CareService {
    /// What it is called.
    pub headline: Option<String>,
    /// How it is given.
    pub text: Option<Text>,
}

/// A medicine, as the sender wrote it: it is no prescription.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Medicine {
    /// Name of the drug.
    pub name: Option<String>,
    /// Form (`tablet`).
    pub form: Option<String>,
    /// Strength (`40 mg`).
    pub strength: Option<String>,
    /// How much and how often.
    pub dosage: Option<String>,
    /// What it is for.
    pub indication: Option<String>,
}
