//! From a message of the queue to the event to write or the receipt to keep, or to what an operator is shown instead.

use broker::Keyring;
use bytes::{BufMut as _, BytesMut};
use canonical::digest::Digest;
use canonical::notification::ReceivedNotification;
use canonical::receipt::ReceivedReceipt;
use jiff::Timestamp;
use journal::{Acceptance, Content, LookupKey, NetworkIds, NewEvent, Original, Sealed, SetAside};
use prost::Message as _;
use wire::convert::instant;
use wire::transport::{PublishedAcceptance, PublishedLetter, PublishedOriginal};

use super::queue::Message;
use crate::Submission;
use crate::prepare::prepare;

/// Why a message cannot be appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// The journal cannot digest it.
    Indigestible,
    /// What it holds is no letter.
    Undecodable,
    /// It was not sealed for us, or is damaged.
    Unopenable,
}

impl Unfit {
    /// The stable word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Indigestible => "indigestible",
            Self::Undecodable => "undecodable",
            Self::Unopenable => "unopenable",
        }
    }
}

/// What a message holds.
pub(crate) enum Published {
    /// The events of letters, to be written together.
    Letters(Vec<NewEvent>),
    /// A notification.
    Notification(Box<ReceivedNotification>),
    /// A receipt.
    Receipt(Box<ReceivedReceipt>),
}

/// Opens a message and does everything about it that does not depend on who subscribes.
pub(crate) fn opened<T>(keys: &Keyring, lookup: &LookupKey, message: &Message<T>) -> Result<Published, Unfit> {
    let plain = keys.open(message.id.as_bytes(), &message.body).map_err(|_| Unfit::Unopenable)?;
    let mut letter = PublishedLetter::decode(plain).map_err(|_| Unfit::Undecodable)?;
    if let Some(receipt) = letter.receipt.take() {
        let receipt = ReceivedReceipt::try_from(receipt).map_err(|_| Unfit::Undecodable)?;
        return Ok(Published::Receipt(Box::new(receipt)));
    }
    if let Some(notification) = letter.notification.take() {
        let notification = ReceivedNotification::try_from(notification).map_err(|_| Unfit::Undecodable)?;
        return Ok(Published::Notification(Box::new(notification)));
    }
    let others = std::mem::take(&mut letter.together);
    let event = |letter| prepare(submission(letter).ok_or(Unfit::Undecodable)?, lookup).map_err(|_| Unfit::Undecodable);
    std::iter::once(letter).chain(others).map(event).collect::<Result<_, _>>().map(Published::Letters)
}

/// `None` if something is missing, or the document is not what its digest says.
fn submission(letter: PublishedLetter) -> Option<Submission> {
    let PublishedLetter { event, original, acceptance, receipt: _, together: _, notification: _ } = letter;
    let PublishedOriginal { sha256, media_type, letters, content, blob_size } = original?;
    let acceptance = self::acceptance(acceptance?)?;
    let sha256 = Digest::from_slice(&sha256)?;
    if content.as_ref().is_some_and(|content| Digest::of(content) != sha256) {
        return None;
    }
    let content = match blob_size {
        Some(size) => Some(Content::Blob { size }),
        None => content.map(Content::plain),
    };
    let original = Original { sha256, media_type, letters, content };
    // Its sender has its receipt already, and it is never taken back.
    Some(Submission { event, original, acceptance, envelope_is_its_own: false })
}

fn acceptance(message: PublishedAcceptance) -> Option<Acceptance> {
    let PublishedAcceptance {
        at,
        submitted_by,
        channel,
        envelope_id,
        sent_at,
        wants_receipt,
        vans_envelope_id,
        vans_message_id,
        receipt_follows,
    } = message;
    let sent_at = match sent_at {
        Some(sent_at) => Some(instant(sent_at).ok()?),
        None => None,
    };
    let network = vans_envelope_id.zip(vans_message_id);
    let network = network.map(|(envelope_id, message_id)| NetworkIds { envelope_id, message_id });
    let at = instant(at?).ok()?;
    Some(Acceptance {
        at,
        submitted_by,
        channel,
        envelope_id,
        sent_at,
        network,
        wants_receipt,
        is_late: receipt_follows,
        envelope_reused: false,
    })
}

/// What is kept of a message that cannot be appended: its id, a zero byte, and the message as it came. Without the id
/// nobody could open it later.
pub(crate) fn aside<T>(message: &Message<T>, why: Unfit, at: Timestamp) -> SetAside {
    let mut kept = BytesMut::with_capacity(message.id.len() + 1 + message.body.len());
    kept.put_slice(message.id.as_bytes());
    kept.put_u8(0);
    kept.put_slice(&message.body);
    SetAside {
        digest: Digest::of(&message.body),
        at,
        reason: why.word().to_owned(),
        message: Sealed { key_id: Some(SEALED_FOR_TRANSPORT.to_owned()), bytes: kept.freeze() },
    }
}

/// The key of what is set aside: the one that the message itself names.
const SEALED_FOR_TRANSPORT: &str = "transport";
