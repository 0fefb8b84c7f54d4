//! A discharge letter (da. udskrivningsepikrise): hospital to general practitioner, when a stay has ended.

use crate::Moment;

/// The facts of a discharge letter. Diagnoses are in the event's codes, the recommendation in its
/// actions, the clinical text in its narrative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DischargeLetter {
    /// When the stay began; in letters about outpatients, casualty and practice, the first visit.
    pub admitted: Option<Moment>,
    /// When the stay ended; in letters about outpatients, casualty and practice, the last visit.
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
