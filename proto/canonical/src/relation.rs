//! Care relations: why an organisation may know of a patient.

use jiff::Timestamp;

use crate::body::Kind;
use crate::identifier::PatientIdentifier;
use crate::organisation::OrganisationId;
use crate::words::words;

/// One reason, with its limits in time and scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareRelation {
    /// Who may know.
    pub organisation: OrganisationId,
    /// Of whom.
    pub patient: PatientIdentifier,
    /// Why.
    pub basis: Basis,
    /// From when, inclusive.
    pub from: Timestamp,
    /// Until when, exclusive; `None` until it is ended.
    pub to: Option<Timestamp>,
    /// The kinds of event it covers; empty for every kind its basis allows.
    pub kinds: Vec<Kind>,
}

/// The grounds a care relation can stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    /// The person is a citizen of the municipality and known to its care services.
    CitizenList,
    /// The person is admitted to, or in a course at, the organisation.
    Episode,
    /// The person is on the clinic's patient list.
    GpList,
    /// The person was referred to the organisation.
    Referral,
}

words!(Basis {
    CitizenList => "citizen-list",
    Episode => "episode",
    GpList => "gp-list",
    Referral => "referral",
});

impl CareRelation {
    /// Whether it holds at this instant.
    #[must_use]
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }

    /// Whether it covers this kind of event.
    #[must_use]
    pub fn covers(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}
