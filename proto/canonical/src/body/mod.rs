//! The bodies of an event: one per clinical purpose, whichever standard carried it.

mod correspondence;
mod discharge_letter;
mod document;
mod hospital_stay;
mod referral;

pub use correspondence::{Correspondence, Segment, Turn};
pub use discharge_letter::{DischargeLetter, ReceivedReferral};
pub use document::Document;
pub use hospital_stay::{HospitalStay, StayClass, StayNotice, StayState};
pub use referral::{Referral, Triage};

use crate::words::words;

/// The facts of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A message between professionals about a patient.
    Correspondence(Correspondence),
    /// What happened during a stay, and what is recommended now.
    DischargeLetter(DischargeLetter),
    /// Any other letter: header, readable text and the original.
    Document(Document),
    /// A patient came, left, went on leave or died.
    HospitalStay(HospitalStay),
    /// A patient is referred.
    Referral(Referral),
}

/// The kind of an event: which body it has. Filters, policies and metrics speak of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// [`Body::Correspondence`].
    Correspondence,
    /// [`Body::DischargeLetter`].
    DischargeLetter,
    /// [`Body::Document`].
    Document,
    /// [`Body::HospitalStay`].
    HospitalStay,
    /// [`Body::Referral`].
    Referral,
}

words!(Kind {
    Correspondence => "correspondence",
    DischargeLetter => "discharge-letter",
    Document => "document",
    HospitalStay => "hospital-stay",
    Referral => "referral",
});

impl Body {
    /// The kind of event.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Correspondence(_) => Kind::Correspondence,
            Self::DischargeLetter(_) => Kind::DischargeLetter,
            Self::Document(_) => Kind::Document,
            Self::HospitalStay(_) => Kind::HospitalStay,
            Self::Referral(_) => Kind::Referral,
        }
    }
}
