//! What of an entry is posted now: the one place before anything leaves.
//!
//! Everything becomes the documents that its receiver wants, or can never be said to it.

use canonical::Event;
use canonical::digest::Digest;
use delivery::Offered;
use exchange::{Leaving, Outgoing, outgoing};
use jiff::Timestamp;
use journal::{Push, PushAck, PushFormat, SubscriptionId};

/// What is to be done with an entry.
#[derive(Debug)]
pub(crate) enum Prepared {
    /// These, one after the other.
    Post(Vec<Outgoing>),
    /// It cannot be said to this receiver; the word says why.
    Unsaid(&'static str),
}

/// What is posted of an entry, sent for the so-many-th time after the first: these events, each in its format.
///
/// It may take long for a large letter: call it where that holds up nobody.
pub(crate) fn prepare(
    offered: &Offered,
    events: &[(Event, PushFormat)],
    (subscription, push): (SubscriptionId, &Push),
    resend: u32,
    at: Timestamp,
) -> Prepared {
    let mut documents = Vec::new();
    for (part, (event, format)) in (0_u32..).zip(events) {
        let id = id(subscription, offered, resend, part);
        let leaving = Leaving { id, at, wants_receipt: push.ack == PushAck::OnReceipt };
        match outgoing(event, *format, &leaving) {
            Ok(written) => documents.extend(written),
            Err(_) => return Prepared::Unsaid("not-renderable"),
        }
    }
    if documents.is_empty() { Prepared::Unsaid("not-renderable") } else { Prepared::Post(documents) }
}

/// What the ids of envelopes are made from: new for every subscription, attempt and resend, and the same for the same.
fn id(subscription: SubscriptionId, offered: &Offered, resend: u32, part: u32) -> [u8; 16] {
    let Digest(digest) = Digest::of_parts(
        "broen/push/1",
        &[
            &subscription.0.to_be_bytes(),
            &offered.entry.number.to_be_bytes(),
            offered.entry.event.labels.id.as_bytes(),
            &offered.attempt.to_be_bytes(),
            &resend.to_be_bytes(),
            &part.to_be_bytes(),
        ],
    );
    let mut id = [0; 16];
    id.iter_mut().zip(digest).for_each(|(byte, of_digest)| *byte = of_digest);
    id
}
