//! Coded clinical facts: diagnoses, procedures, and other codes with their system.

use crate::Moment;

/// One coded fact. The sender's code and text reach the subscriber unharmed, known or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// What the code says about the patient, as a stable word; see [`CodeRole`].
    pub role: CodeRole,
    /// The code system: an open list.
    pub system: CodeSystem,
    /// The code, if one was given beside the text.
    pub code: Option<String>,
    /// The display text, if given.
    pub text: Option<String>,
    /// When it was established, if given.
    pub at: Option<Moment>,
    /// The sender's own word for the role (MedCom `DiagnoseDescriptionCode`), where there is one.
    pub description: Option<String>,
}

/// The place of a code in the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodeRole {
    /// The main diagnosis (da. aktionsdiagnose).
    MainDiagnosis,
    /// An addition to the main diagnosis (da. tillægskode).
    MainDiagnosisAddition,
    /// Another diagnosis or a procedure; the description says which.
    Other,
    /// What the patient was or is referred for.
    ReferralDiagnosis,
    /// An addition to the referral's diagnosis.
    ReferralDiagnosisAddition,
}

/// The naming system of a code. Unknown systems keep the sender's word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CodeSystem {
    /// International Classification of Primary Care, second edition (MedCom `ICPCkode`).
    Icpc2,
    /// Another system, named by URI or by the sender's word.
    Other(String),
    /// The Danish health classification SKS, with ICD-10 diagnoses prefixed by `D` (MedCom `SKSdiagnosekode`).
    Sks,
    /// The sender says that the code's system is unspecified (MedCom `uspecificeretkode`), or says nothing.
    Unspecified,
}

/// A concept outside diagnoses: a code with its system and display, as FHIR's Coding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Concept {
    /// The naming system, a URI; absent where the standard's own list is meant.
    pub system: Option<String>,
    /// The code.
    pub code: String,
    /// The display text, if given.
    pub display: Option<String>,
}
