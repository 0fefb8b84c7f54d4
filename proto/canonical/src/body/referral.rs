//! A referral (da. henvisning): somebody asks a hospital, a specialist or a municipality to take a patient.

use crate::text::Text;

/// The facts of a referral. Its urgency is in the event's actions, its diagnoses in the codes, history
/// and findings in the narrative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Referral {
    /// Where the patient should be treated: MedCom `ReferralStatus` (`ambulant`, `indlaeggelse`, `hjemmet`), an open list.
    pub setting: Option<String>,
    /// How the patient travels: MedCom `Transport` (`ingen`, `siddende`, `liggende`), an open list.
    pub transport: Option<String>,
    /// The patient's choice of hospital: SKS code (`ALDB00` to `ALDB03`), an open list.
    pub hospital_choice: Option<String>,
    /// What receivers noted while the referral was passed on.
    pub triage: Vec<Triage>,
    /// What a municipality is asked for: MedCom `CategoryCode` (`social`, `aeldre_omsorg`, `sundhedspleje`), an open
    /// list.
    pub category: Option<String>,
    /// What referrals of one profession ask for, in the letter's order.
    pub particulars: Vec<Particular>,
}

/// One fact that only referrals of one profession state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Particular {
    /// MedCom's element name (`DiabetesDebut`, `DiabeticRetinopathy`, `DiabeticNephropathy`, `DiabeticBloodPressure`,
    /// `Bones`, `Accompanying`), an open list.
    pub name: String,
    /// The value as written.
    pub value: String,
}

/// One note of the receiving side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triage {
    /// MedCom `InformationCode` (`henvisning_modtaget`, `visitering`, …), an open list.
    pub step: String,
    /// The note.
    pub note: Text,
}
