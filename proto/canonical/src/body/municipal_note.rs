//! A municipal note (da. kommunalt afslutningsnotat): what a municipality did for a referred citizen.

use super::discharge_letter::ReceivedReferral;
use crate::Moment;
use crate::party::Person;

/// The facts of a municipal note (XDIS15, XDIS22). What was done is in the event's narrative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MunicipalNote {
    /// What the citizen was referred for: MedCom `CategoryCode`, an open list.
    pub category: Option<String>,
    /// When the municipality began (MedCom `Admission`).
    pub started: Option<Moment>,
    /// When the municipality ended (MedCom `Discharge`).
    pub ended: Option<Moment>,
    /// The referral it answers.
    pub referral: Option<ReceivedReferral>,
    /// When it was signed (MedCom `Signed/Date`).
    pub signed: Option<Moment>,
    /// Who signed it, with the title as the role (MedCom `SignedBy`, `JobTitle`).
    pub signed_by: Option<Person>,
}
