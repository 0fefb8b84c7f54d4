//! A care report (da. hjemmepleje-sygehusmeddelelse): municipality and hospital tell each other what a patient's care
//! needs around a stay.

use crate::Moment;
use crate::code::Concept;
use crate::party::Party;
use crate::text::Text;

/// The facts of a care report (XDIS14, XDIS16, XDIS18, XDIS21). Diagnoses are in the event's codes, relatives in its subject, the
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
    /// When treatment ended, or is expected to end (MedCom `EndOfTreatment`, `ExpectedEndOfTreatment`).
    pub treatment_ended: Option<Moment>,
    /// When the patient is to leave, as agreed (MedCom `AgreedDischarge`).
    pub discharge_planned: Option<Moment>,
    /// What the patient can do, before the stay or after it (MedCom `AbilityToFunctionAtAdmission` and its kin).
    pub function: Option<Function>,
    /// Problem areas of nursing (MedCom `NursingProblemArea`).
    pub problem_areas: Vec<ProblemArea>,
    /// What has to be coordinated (MedCom `FurtherCoordination`).
    pub needs: Vec<CareNeed>,
    /// The meeting on the discharge (MedCom `DischargeConference`).
    pub conference: Option<Conference>,
    /// Food for the first day at home (MedCom `DietFirst24Hours`).
    pub diet: Option<Diet>,
    /// Medicine that the patient takes home (MedCom `DischargeRelatedMedicineInformation`).
    pub supply: Option<MedicineSupply>,
}

/// What a patient can do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Function {
    /// The day it was last changed (MedCom `LastModifiedDate`).
    pub changed: Option<Moment>,
    /// Why it was not judged (MedCom `AbilityToFunctionRelevance`, `ikke_relevant`): an open list.
    pub relevance: Option<String>,
    /// Each ability.
    pub abilities: Vec<Ability>,
}

/// One ability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ability {
    /// Which, by ICF (`FA510`).
    pub concept: Concept,
    /// How limited it is (`ubetydelige`, `lette`, `moderate`, `svaere`, `totale`): an open list.
    pub score: Option<String>,
    /// The sender's words on it.
    pub comment: Option<Text>,
}

/// A problem area of nursing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemArea {
    /// Which, by MedCom's list (`A-12345` to `K-12345`).
    pub area: Concept,
    /// The problem.
    pub text: Option<Text>,
}

/// Something that has to be coordinated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareNeed {
    /// MedCom's element name (`HomeChanges`, `HomeCareNeeds`), an open list.
    pub name: String,
    /// What is needed, in the sender's words.
    pub text: Text,
}

/// A meeting on a discharge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conference {
    /// How firm it is (MedCom `DischargeDateCode`, `forslag`): an open list.
    pub state: Option<String>,
    /// When.
    pub at: Option<Moment>,
    /// Whether by video.
    pub video: Option<bool>,
    /// The sender's words on it.
    pub comment: Option<Text>,
}

/// Food for the first day at home.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diet {
    /// Whether a lunch box goes along.
    pub lunch_box: Option<bool>,
    /// Whether shopping is done at the discharge.
    pub shopping: Option<bool>,
}

/// Medicine that a patient takes home.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MedicineSupply {
    /// The day until which it lasts (MedCom `Attached/Expire`).
    pub until: Option<Moment>,
    /// The sender's words on it.
    pub comment: Option<Text>,
    /// Whether medicine is picked up or delivered.
    pub delivered: Option<bool>,
    /// Whether dispensing in doses was ordered again.
    pub doses_reordered: Option<bool>,
}

impl CareReport {
    /// A report that says nothing yet.
    #[must_use]
    pub const fn new(report: ReportKind) -> Self {
        Self {
            report,
            admitted: None,
            discharged: None,
            practitioner: None,
            aids: Vec::new(),
            treatments: Vec::new(),
            services: Vec::new(),
            medicines: Vec::new(),
            treatment_ended: None,
            discharge_planned: None,
            function: None,
            problem_areas: Vec::new(),
            needs: Vec::new(),
            conference: None,
            diet: None,
            supply: None,
        }
    }
}

/// What is reported. The words are stable; new ones may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReportKind {
    /// How the patient lived before the stay (da. indlæggelsesrapport, XDIS16).
    Admission,
    /// The municipality knows of the stay, and says whom to call (da. svar på indlæggelsesadvis, XDIS14).
    Answer,
    /// What a patient will need at home (da. plejeforløbsplan, XDIS21).
    CarePlan,
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
