//! Subscriptions whose entries the gateway posts itself, and what it has sent.

use std::time::Duration;

use canonical::EventId;
use canonical::receipt::Verdict;
use jiff::Timestamp;

use super::{SubscriptionId, SubscriptionRow};

/// Where and how the gateway posts the entries of a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// The address, `https`.
    pub endpoint: String,
    /// As what entries are written.
    pub format: PushFormat,
    /// What counts as the ack.
    pub ack: PushAck,
    /// Whether nothing is sent for now.
    pub paused: bool,
    /// Requests at the same time.
    pub requests: u32,
    /// The longest wait for the answer to one request.
    pub answer_time: Duration,
    /// The longest wait for a receipt, where one is the ack.
    pub receipt_time: Duration,
    /// Times a letter is sent again without a receipt.
    pub resends: u32,
}

/// As what entries are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PushFormat {
    /// FHIR in JSON.
    FhirJson,
    /// FHIR in XML.
    FhirXml,
    /// MedCom XML, a bare `Emessage`.
    MedcomEmessage,
    /// MedCom XML in a `VANSEnvelope`.
    MedcomVans,
}

/// What counts as the ack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PushAck {
    /// The receiver's own receipt, in the answer or later.
    OnReceipt,
    /// An HTTP answer of success.
    OnSuccess,
}

/// A process that posts, by 128 bits of its own.
pub type Pusher = [u8; 16];

/// A subscription to post for, and who does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushDuty {
    /// The subscription; it has a push.
    pub subscription: SubscriptionRow,
    /// Whose turn it is, as long as `beat` goes on.
    pub turn: PushTurn,
}

/// Whose turn it is to post. A pusher whose beat stands still has gone, and another one may take its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PushTurn {
    /// Who has it.
    pub pusher: Option<Pusher>,
    /// Grows with every sign of life.
    pub beat: u64,
}

/// How posting for a subscription goes, as its pusher said last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushHealth {
    /// The stable word of its state.
    pub state: String,
    /// The stable word of the last failure; empty without one.
    pub reason: String,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// When the receiver took something last.
    pub taken_at: Option<Timestamp>,
    /// Entries that wait for a receipt.
    pub awaiting: u64,
}

/// A document about to be posted; recorded before it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSending {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The entry.
    pub number: u64,
    /// Which of the entry's documents, from 0 on.
    pub part: u32,
    /// The event.
    pub event: EventId,
    /// The attempt that the entry is in; 0 where that was forgotten since, by a seek or because its lane was resumed.
    pub attempt: u32,
    /// How often the attempt has sent it before.
    pub resend: u32,
    /// The ids of its envelopes and messages, by which a receipt may name it; compared without regard to case.
    pub names: Vec<String>,
    /// When.
    pub at: Timestamp,
}

/// A document that was posted, read back; its names in small letters and in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Its number in the journal.
    pub sequence: u64,
    /// What was sent.
    pub sent: NewSending,
    /// Whether its receiver has taken the request. One that is not known to have, may have all the same.
    pub posted: bool,
    /// What a receipt has said of it, and when; the newest one.
    pub said: Option<(Timestamp, Verdict)>,
}

impl PushFormat {
    /// Every format, in the order of their words.
    pub const ALL: [Self; 4] = [Self::FhirJson, Self::FhirXml, Self::MedcomEmessage, Self::MedcomVans];

    /// The format with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    /// The stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::FhirJson => "fhir-json",
            Self::FhirXml => "fhir-xml",
            Self::MedcomEmessage => "medcom-emessage",
            Self::MedcomVans => "medcom-vans",
        }
    }
}

impl PushAck {
    /// Both, in the order of their words.
    pub const ALL: [Self; 2] = [Self::OnReceipt, Self::OnSuccess];

    /// The one with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ack| ack.word() == word)
    }

    /// The stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::OnReceipt => "on-receipt",
            Self::OnSuccess => "on-success",
        }
    }
}
