//! A report of diagnostic imaging (da. billeddiagnostisk svar): what the images show.

use super::discharge_letter::ReceivedReferral;
use crate::Moment;

/// The facts of a report of diagnostic imaging (XDIS05). Examinations are in the event's codes, findings in its
/// narrative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DiagnosticReport {
    /// When the examination began (MedCom `ExaminationStart`).
    pub started: Option<Moment>,
    /// When the examination ended (MedCom `ExaminationEnd`).
    pub ended: Option<Moment>,
    /// The referral it answers.
    pub referral: Option<ReceivedReferral>,
}
