//! Receipts that came in, and what they answer.

use canonical::EventId;
use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use canonical::receipt::{ReceiptForm, Verdict};
use jiff::Timestamp;

use super::{EventRow, Sealed};

/// How a receipt names the envelope it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedEnvelope {
    /// By the id of the letters' own envelope.
    Letters(String),
    /// By the id of the network's envelope around it.
    Network(String),
    /// By the id of the network's message.
    NetworkMessage(String),
}

/// An event that came in an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enveloped {
    /// The document it came in then. Unknown for letters that came before documents were noted.
    pub document: Option<Digest>,
    /// The event.
    pub event: EventRow,
}

/// A receipt to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReceipt {
    /// The digest of its content.
    pub fingerprint: Digest,
    /// When it was accepted.
    pub at: Timestamp,
    /// The organisation whose certificate handed it over.
    pub submitted_by: String,
    /// The door it came through: `amqp`, `folder`, `grpc`, `https`.
    pub channel: String,
    /// Which of the standards' receipts it is.
    pub form: ReceiptForm,
    /// What it says.
    pub verdict: Verdict,
    /// Its own id.
    pub receipt_id: Option<String>,
    /// The envelope it names.
    pub envelope_id: Option<String>,
    /// What it answers, letter by letter; never empty.
    pub answers: Vec<NewAnswer>,
}

/// What a receipt says of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnswer {
    /// The letter it names, if it names one.
    pub letter_id: Option<String>,
    /// The event that was made of the letter.
    pub found: Found,
    /// Its reasons, encoded. Personal data.
    pub reasons: Sealed,
}

/// Which event an answer belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This one, answered by this organisation.
    Event(EventId, OrganisationId),
    /// None, for this reason.
    Nothing(Unmatched),
}

/// Why an answer belongs to no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unmatched {
    /// Several letters may be meant, and nothing tells them apart.
    Ambiguous,
    /// The letter is not addressed to whoever answers.
    NotAddressed,
    /// No such letter came through here.
    Unknown,
}

/// What a receipt has said of one letter, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// When the receipt was accepted.
    pub at: Timestamp,
    /// The organisation whose certificate handed it over.
    pub submitted_by: String,
    /// Which of the standards' receipts it is.
    pub form: ReceiptForm,
    /// What it says.
    pub verdict: Verdict,
    /// Its own id.
    pub receipt_id: Option<String>,
    /// The envelope it names.
    pub envelope_id: Option<String>,
    /// What it says of the letter.
    pub answer: NewAnswer,
}

/// An event with what is known of its receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// The event.
    pub event: EventRow,
    /// Whether its sender asked for a receipt. Only then the rest is looked up.
    pub wants_receipt: bool,
    /// The organisations that have settled its entry in one of their subscriptions.
    pub settled_by: Vec<OrganisationId>,
    /// Who answered it with a receipt that took it over or refused it.
    pub answered_by: Vec<OrganisationId>,
}

impl NewReceipt {
    /// Which of its answers may take the place of those without an event, where it came before: the `kept` ones have found
    /// their events, each under the letter that the receipt names, if it names one.
    pub(crate) fn outstanding(&self, kept: &[(Option<String>, EventId)]) -> Vec<NewAnswer> {
        // One of the stores has another character for it.
        let written = |letter_id: &Option<String>| letter_id.as_ref().map(|id| id.replace('\0', "\u{2400}"));
        let is_kept = |answer: &&NewAnswer| {
            kept.iter().any(|(letter_id, event)| match &answer.letter_id {
                Some(_) => written(&answer.letter_id) == written(letter_id),
                None => matches!(&answer.found, Found::Event(found, _) if found == event),
            })
        };
        self.answers.iter().filter(|answer| !is_kept(answer)).cloned().collect()
    }
}

impl NewAnswer {
    pub(crate) const fn is_matched(&self) -> bool {
        matches!(self.found, Found::Event(..))
    }
}

impl Unmatched {
    /// Every reason, in the order of their words.
    pub const ALL: [Self; 3] = [Self::Ambiguous, Self::NotAddressed, Self::Unknown];

    /// The reason with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// The stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ambiguous => "ambiguous",
            Self::NotAddressed => "not-addressed",
            Self::Unknown => "unknown",
        }
    }
}
