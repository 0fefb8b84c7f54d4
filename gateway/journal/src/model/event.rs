//! Events, originals, acceptances and links.

use canonical::digest::Digest;
use canonical::event::{Identity, Standard};
use canonical::identifier::PartyIdentifier;
use canonical::party::Party;
use canonical::{EventId, Kind};
use jiff::Timestamp;

use super::{AuditRow, EventPosition, Sealed, SubscriptionId};
use crate::PatientKey;

/// What is known of an event without opening it: enough to match, decide and order it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The event.
    pub id: EventId,
    /// Its kind.
    pub kind: Kind,
    /// All identifiers of the sender.
    pub sender: Vec<PartyIdentifier>,
    /// All identifiers of each addressed receiver.
    pub receivers: Vec<Vec<PartyIdentifier>>,
    /// The patient under every identifier the letter gives; empty without a patient.
    pub patients: Vec<PatientKey>,
    /// The unit of order.
    pub lane: [u8; 32],
    /// The clinical time, else the time of acceptance.
    pub occurred_at: Timestamp,
}

impl Labels {
    /// The sender, as its letters' identities name it: the ids it gives are unique for it alone.
    #[must_use]
    pub fn sender_name(&self) -> String {
        let sender = Party { identifiers: self.sender.clone(), ..Party::default() };
        Identity::new(&sender, "").sender
    }
}

/// An event to append, with everything that is written beside it in the same transaction.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Index columns.
    pub labels: Labels,
    /// The standard of its letter.
    pub standard: Standard,
    /// Whether its letter brings everything that it refers to: one whose files travel in another letter stands for no other.
    pub is_whole: bool,
    /// Digest of the letter's identity (sender and letter id).
    pub identity: Digest,
    /// The encoded event.
    pub body: Sealed,
    /// SHA-256 of the encoded event, before sealing.
    pub body_digest: Digest,
    /// The document it came in.
    pub original: Original,
    /// How it came in.
    pub acceptance: Acceptance,
    /// Whether its envelope's id stands for one letter only: where the sender has used it for another, nothing is written.
    pub envelope_is_its_own: bool,
    /// Keys by which later events find this one: opaque digests of what correlates them.
    pub offers_links: Vec<Digest>,
    /// What this event looks for among `offers_links` of earlier events. Where it replaces one, it is linked to each
    /// that nothing has replaced yet, and waits if there is none; else to the newest.
    pub seeks_links: Vec<(LinkRelation, Digest)>,
    /// The same, of an event that replaces one and says too little to be sure of it: whatever is found is ambiguous, and
    /// nothing is waited for.
    pub guesses_links: Vec<(LinkRelation, Digest)>,
    /// When it was written, as far as it says so: nothing replaces what was written after it.
    pub written_at: Timestamp,
    /// The subscriptions that get it, in any order. Empty entries for a resend are ignored by the journal.
    pub entries: Vec<NewEntry>,
    /// Decisions made while matching.
    pub audit: Vec<AuditRow>,
}

/// An entry to number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// Salt of the commitment, 16 bytes, fresh for every entry.
    pub salt: [u8; 16],
}

/// A document as received. The same document may hold several letters; it is kept once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// SHA-256 of the content.
    pub sha256: Digest,
    /// Media type.
    pub media_type: String,
    /// Letters it holds, whatever becomes of them.
    pub letters: u32,
    /// The content. `None` only when it is handed in: then it comes, or came, with another letter of the same document.
    pub content: Option<Content>,
}

/// Where the content of a document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// In the blob store, under the document's SHA-256.
    Blob {
        /// Its size in bytes.
        size: u64,
    },
    /// Here.
    Here(Sealed),
}

impl Content {
    /// Bytes that are kept here as they are.
    #[must_use]
    pub const fn plain(bytes: bytes::Bytes) -> Self {
        Self::Here(Sealed::plain(bytes))
    }

    /// What it holds in memory, in bytes.
    #[must_use]
    pub const fn weight(&self) -> usize {
        match self {
            Self::Blob { .. } => 0,
            Self::Here(sealed) => sealed.bytes.len(),
        }
    }
}

/// A message that could not be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// SHA-256 of the message, which tells it from others.
    pub digest: Digest,
    /// When it was set aside.
    pub at: Timestamp,
    /// Why, as a word.
    pub reason: String,
    /// The message as it came.
    pub message: Sealed,
}

/// A document without its content: what has to be known before it is disclosed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// SHA-256 of the content.
    pub sha256: Digest,
    /// Size of the content in bytes.
    pub size: u64,
    /// Whether the content is in the blob store.
    pub is_blob: bool,
    /// Letters it holds, whatever became of them.
    pub letters: u32,
    /// The events of its letters, those that were there before too, in the order of their positions.
    pub events: Vec<EventRow>,
}

/// How a letter came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// When it was accepted.
    pub at: Timestamp,
    /// The organisation whose certificate handed it over.
    pub submitted_by: String,
    /// The door it came through: `amqp`, `folder`, `grpc`, `https`.
    pub channel: String,
    /// The envelope's id.
    pub envelope_id: String,
    /// When the envelope says it was sent.
    pub sent_at: Option<Timestamp>,
    /// The ids of the network's envelope, if it came in one.
    pub network: Option<NetworkIds>,
    /// Whether its sender asked for a receipt.
    pub wants_receipt: bool,
    /// Whether its receipt follows when the receivers have answered.
    pub is_late: bool,
    /// Whether its sender had used the envelope's id for another document. Found out when the event is appended; what is
    /// handed in is not looked at.
    pub envelope_reused: bool,
}

/// The ids of an envelope of the network, in small letters: UUIDs, which are written both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkIds {
    /// The envelope's.
    pub envelope_id: String,
    /// That of the message inside, which is the same when it is sent again.
    pub message_id: String,
}

/// What became of one event of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// Nothing was written: its envelope has to be its own, and the sender has used its id for another letter.
    EnvelopeTaken,
    /// Written, with its position. `identity_reused` if the sender had used the letter id for other content.
    New {
        /// Where it stands.
        position: EventPosition,
        /// Whether the envelope's id was used before for another document.
        envelope_reused: bool,
        /// Whether the letter id was used before for another event.
        identity_reused: bool,
    },
    /// The same event was there already; only the acceptance was added.
    Resend {
        /// Where the first one stands.
        position: EventPosition,
        /// When the first one was accepted.
        first_at: Timestamp,
    },
}

/// A stored event's index columns, as matching reads them back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Where it stands.
    pub position: EventPosition,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// Index columns.
    pub labels: Labels,
}

/// A stored event with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Index columns.
    pub row: EventRow,
    /// The encoded event.
    pub body: Sealed,
    /// Links from and to it.
    pub links: Vec<Link>,
}

/// A relation between two events, read from `from` to `to`: `from` corrects, cancels, … `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// How.
    pub relation: LinkRelation,
    /// The later event. One that replaces another counts as the later one, also if it came first.
    pub from: EventId,
    /// The earlier event.
    pub to: EventId,
    /// Whether `from` stands in this relation to only one of several events, and does not say which.
    pub is_ambiguous: bool,
}

/// The relations between events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkRelation {
    /// Answers it.
    Answers,
    /// Carries, or refers to, its attachment.
    Attaches,
    /// Takes it back.
    Cancels,
    /// Continues its course.
    Continues,
    /// Replaces it.
    Corrects,
    /// Hands it on.
    Forwards,
    /// Was sent under the same letter id with other content.
    ReusesId,
    /// Tells of the same clinical event in the other standard. The later one is the one that came later.
    SameAs,
}

impl LinkRelation {
    /// Every relation, in the order of their words.
    pub const ALL: [Self; 8] = [
        Self::Answers,
        Self::Attaches,
        Self::Cancels,
        Self::Continues,
        Self::Corrects,
        Self::Forwards,
        Self::ReusesId,
        Self::SameAs,
    ];

    /// Whether the later event takes the place of the earlier one, which then stands no more.
    #[must_use]
    pub const fn replaces(self) -> bool {
        matches!(self, Self::Cancels | Self::Corrects)
    }

    /// The relation with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.word() == word)
    }

    /// The stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Attaches => "attaches",
            Self::Cancels => "cancels",
            Self::Continues => "continues",
            Self::Corrects => "corrects",
            Self::Forwards => "forwards",
            Self::ReusesId => "reuses-id",
            Self::SameAs => "same-as",
        }
    }
}
