//! Audit rows: who asked for what of whom, and what was decided.

use canonical::EventId;
use jiff::Timestamp;

use crate::PatientKey;

/// One decision. Rows are only ever added; each carries the digest of the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// When.
    pub at: Timestamp,
    /// The organisation that asked, or that the event would have gone to.
    pub organisation: String,
    /// What for.
    pub action: AuditAction,
    /// The event, if the decision is about one.
    pub event: Option<EventId>,
    /// The patient, if there is one.
    pub patient: Option<PatientKey>,
    /// Whether it was permitted.
    pub permitted: bool,
    /// The basis or the reason word of the decision.
    pub ground: String,
}

/// What a decision was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AuditAction {
    /// Calling what the organisation has no role for.
    Call,
    /// Entering an event into a subscription.
    Enter,
    /// A care relation was ended.
    EndRelation,
    /// Reading the care relations of a patient.
    ListRelations,
    /// Delivering an entry on a stream.
    Offer,
    /// Reading a large file of an event.
    ReadBlob,
    /// Reading one event.
    ReadEvent,
    /// Reading a letter as received.
    ReadOriginal,
    /// Reading a patient's timeline.
    ReadTimeline,
    /// A care relation was recorded.
    RecordRelation,
}

impl AuditAction {
    /// Every action, in the order of their words.
    pub const ALL: [Self; 10] = [
        Self::Call,
        Self::EndRelation,
        Self::Enter,
        Self::ListRelations,
        Self::Offer,
        Self::ReadBlob,
        Self::ReadEvent,
        Self::ReadOriginal,
        Self::ReadTimeline,
        Self::RecordRelation,
    ];

    /// The action with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }

    /// The stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::ListRelations => "list-relations",
            Self::Enter => "enter",
            Self::EndRelation => "end-relation",
            Self::Offer => "offer",
            Self::ReadBlob => "read-blob",
            Self::ReadEvent => "read-event",
            Self::ReadOriginal => "read-original",
            Self::ReadTimeline => "read-timeline",
            Self::RecordRelation => "record-relation",
        }
    }
}
