//! A discharge letter (da. udskrivningsepikrise): hospital to general practitioner, when a stay has ended.

use crate::Moment;

/// The facts of a discharge letter. Diagnoses are in the event's codes, the recommendation in its
/// actions, the clinical text in its narrative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DischargeLetter {
    /// When the stay began.
    pub admitted: Option<Moment>,
    /// When the stay ended.
    pub discharged: Option<Moment>,
    /// The referral that led to the stay, as the hospital received it.
    pub referral: Option<ReceivedReferral>,
}

/// A referral as its receiver knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceivedReferral {
    /// Its identifier.
    pub id: Option<String>,
    /// When it was received.
    pub received: Option<Moment>,
}
