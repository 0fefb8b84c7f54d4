//! What makes letters durable: a trait, because intake knows no journal.

use async_trait::async_trait;
use bytes::Bytes;
use canonical::digest::Digest;
use canonical::notification::{Noted, ReceivedNotification};
use canonical::organisation::OrganisationId;
use canonical::receipt::ReceivedReceipt;
use canonical::{EventId, RefusalCode};
use jiff::Timestamp;

use crate::carried::Carried;
use crate::document::Document;
use crate::labels::Labels;
pub use crate::unavailable::Unavailable;

/// Takes letters over, one at a time and in order, and receipts.
#[async_trait]
pub trait Publish: Send + Sync + 'static {
    /// Publishes one letter. An answer other than an error is final and durable. What the letter carries is kept before,
    /// and said to be used unless the letter is refused.
    ///
    /// # Errors
    /// [`Unavailable`] if it is not known to be durable; the same letter may be published again.
    async fn publish(&self, submission: Submission) -> Result<Published, Unavailable>;

    /// Publishes letters of one document that are taken together or not at all, and says of each what became of it. Where
    /// one is refused nothing is written, and those that could have been taken are refused without a reason.
    ///
    /// # Errors
    /// [`Unavailable`] if they are not known to be durable; the same letters may be published again. So is whoever can write
    /// no more than one letter at once.
    async fn publish_together(&self, _: Vec<Submission>) -> Result<Vec<Published>, Unavailable> {
        Err(Unavailable { reason: "one-letter-at-once" })
    }

    /// Takes note of a notification, and gives what it told anew if that is known here. It is durable when this returns.
    ///
    /// # Errors
    /// [`Unavailable`] if it is not known to be durable; the same notification may be published again. So is whoever keeps
    /// no account of notifications.
    async fn publish_notification(&self, _: ReceivedNotification) -> Result<Option<Noted>, Unavailable> {
        Err(Unavailable { reason: "no-account" })
    }

    /// Takes over what a receipt says. It is durable when this returns; which letter it answers is found out later.
    ///
    /// # Errors
    /// [`Unavailable`] if it is not known to be durable; the same receipt may be published again.
    async fn publish_receipt(&self, receipt: ReceivedReceipt) -> Result<(), Unavailable>;
}

/// A translated letter, with the document it came in.
#[derive(Clone)]
pub struct Submission {
    /// The encoded event.
    pub event: Bytes,
    /// Its id.
    pub event_id: EventId,
    /// What routing and order need to know of it.
    pub labels: Labels,
    /// The document as received; letters of one document share it.
    pub original: Document,
    /// What has to be in the blob store before the letter is durable.
    pub carried: Carried,
    /// Whether this is the first letter of the document that is published.
    pub is_first: bool,
    /// SHA-256 of the document.
    pub original_sha256: Digest,
    /// The document's media type.
    pub media_type: &'static str,
    /// Letters the document holds, whatever becomes of them.
    pub letters: u32,
    /// The envelope's id.
    pub envelope_id: String,
    /// Whether that id stands for one letter only, so that another letter under it is refused.
    pub envelope_is_its_own: bool,
    /// When the envelope says it was sent.
    pub sent_at: Option<Timestamp>,
    /// The ids of the network's envelope, if it came in one.
    pub network: Option<NetworkIds>,
    /// Whether its sender asks for a receipt, in the letter's envelope or in the network's.
    pub wants_receipt: bool,
    /// Whether its receipt follows when the receivers have answered.
    pub is_late: bool,
    /// The organisation that handed it over.
    pub submitted_by: OrganisationId,
    /// The door it came through.
    pub channel: Channel,
}

/// The ids of an envelope of the network, in small letters: UUIDs, which are written both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkIds {
    /// The envelope's.
    pub envelope_id: String,
    /// That of the message inside, which is the same when it is sent again.
    pub message_id: String,
}

/// The doors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// An AMQP queue.
    Amqp,
    /// A watched folder.
    Folder,
    /// gRPC.
    Grpc,
    /// HTTPS.
    Https,
}

/// What became of a published letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// A new event is durable.
    Accepted {
        /// Whether the sender had used the letter id for other content.
        identity_reused: bool,
    },
    /// Nothing was written: the envelope has to be the letter's own, and its sender has used the id for another.
    EnvelopeTaken,
    /// Nothing was written: receivers it names do not take it.
    Refused(Vec<(usize, RefusalCode)>),
    /// The event was durable before.
    Resent {
        /// Since when.
        first_at: Timestamp,
    },
}

impl Channel {
    /// Every door, in the order of their names.
    pub(crate) const ALL: [Self; 4] = [Self::Amqp, Self::Folder, Self::Grpc, Self::Https];

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.word() == word)
    }

    /// Whether its senders go away with their answer. A file waits in its folder and a message in its queue.
    pub(crate) const fn leaves(self) -> bool {
        match self {
            Self::Amqp | Self::Folder => false,
            Self::Grpc | Self::Https => true,
        }
    }

    /// The word in acceptances.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Amqp => "amqp",
            Self::Folder => "folder",
            Self::Grpc => "grpc",
            Self::Https => "https",
        }
    }
}

impl std::fmt::Debug for Submission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Submission({}, {} bytes, {})", self.event_id, self.event.len(), self.channel.word())
    }
}
