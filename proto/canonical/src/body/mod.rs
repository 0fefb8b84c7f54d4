//! The bodies of an event: one per clinical purpose, whichever standard carried it.

mod birth_notification;
mod booking;
mod care_report;
mod correspondence;
mod diagnostic_report;
mod discharge_letter;
mod document;
mod enclosure;
mod hospital_stay;
mod municipal_note;
mod observations;
mod referral;
mod rehabilitation_plan;

pub use birth_notification::{Apgar, BirthNotification, Interpretation, Investigation, Newborn, Pregnancy};
pub use booking::Booking;
pub use care_report::{
    Ability, CareItem, CareNeed, CareReport, CareService, Conference, Diet, Function, Medicine, MedicineSupply,
    ProblemArea, ReportKind,
};
pub use correspondence::{Correspondence, Segment, Turn};
pub use diagnostic_report::DiagnosticReport;
pub use discharge_letter::{DischargeLetter, ReceivedReferral};
pub use document::Document;
pub use enclosure::Enclosure;
pub use hospital_stay::{HospitalStay, StayClass, StayNotice, StayState};
pub use municipal_note::MunicipalNote;
pub use observations::{Observation, Observations, ObservedValue, Quantity, Requester};
pub use referral::{Particular, Referral, Triage};
pub use rehabilitation_plan::{CareOf, Classification, Control, Excerpt, RehabilitationPlan};

use crate::words::words;

/// The facts of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A child was born.
    BirthNotification(Box<BirthNotification>),
    /// The receiver of a referral tells when the patient may come.
    Booking(Booking),
    /// What a patient's care needs around a stay, between municipality and hospital.
    CareReport(Box<CareReport>),
    /// A message between professionals about a patient.
    Correspondence(Correspondence),
    /// What images of the patient show.
    DiagnosticReport(DiagnosticReport),
    /// What happened during a stay, and what is recommended now.
    DischargeLetter(DischargeLetter),
    /// Any other letter: header, readable text and the original.
    Document(Document),
    /// Files, sent by themselves.
    Enclosure(Enclosure),
    /// A patient came, left, went on leave or died, or is about to leave.
    HospitalStay(HospitalStay),
    /// What a municipality did for a referred citizen.
    MunicipalNote(MunicipalNote),
    /// What a municipality measured at a citizen's home.
    Observations(Box<Observations>),
    /// A patient is referred.
    Referral(Referral),
    /// A patient needs rehabilitation after a hospital contact.
    RehabilitationPlan(Box<RehabilitationPlan>),
}

/// The kind of an event: which body it has. Filters, policies and metrics speak of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// [`Body::BirthNotification`].
    BirthNotification,
    /// [`Body::Booking`].
    Booking,
    /// [`Body::CareReport`].
    CareReport,
    /// [`Body::Correspondence`].
    Correspondence,
    /// [`Body::DiagnosticReport`].
    DiagnosticReport,
    /// [`Body::DischargeLetter`].
    DischargeLetter,
    /// [`Body::Document`].
    Document,
    /// [`Body::Enclosure`].
    Enclosure,
    /// [`Body::HospitalStay`].
    HospitalStay,
    /// [`Body::MunicipalNote`].
    MunicipalNote,
    /// [`Body::Observations`].
    Observations,
    /// [`Body::Referral`].
    Referral,
    /// [`Body::RehabilitationPlan`].
    RehabilitationPlan,
}

words!(Kind {
    BirthNotification => "birth-notification",
    Booking => "booking",
    CareReport => "care-report",
    Correspondence => "correspondence",
    DiagnosticReport => "diagnostic-report",
    DischargeLetter => "discharge-letter",
    Document => "document",
    Enclosure => "enclosure",
    HospitalStay => "hospital-stay",
    MunicipalNote => "municipal-note",
    Observations => "observations",
    Referral => "referral",
    RehabilitationPlan => "rehabilitation-plan",
});

impl Body {
    /// The kind of event.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::BirthNotification(_) => Kind::BirthNotification,
            Self::Booking(_) => Kind::Booking,
            Self::CareReport(_) => Kind::CareReport,
            Self::Correspondence(_) => Kind::Correspondence,
            Self::DiagnosticReport(_) => Kind::DiagnosticReport,
            Self::DischargeLetter(_) => Kind::DischargeLetter,
            Self::Document(_) => Kind::Document,
            Self::Enclosure(_) => Kind::Enclosure,
            Self::HospitalStay(_) => Kind::HospitalStay,
            Self::MunicipalNote(_) => Kind::MunicipalNote,
            Self::Observations(_) => Kind::Observations,
            Self::Referral(_) => Kind::Referral,
            Self::RehabilitationPlan(_) => Kind::RehabilitationPlan,
        }
    }
}
