//! A letter as a message of the private event queue.

use broker::{EventHead, Message, SealingKey};
use bytes::Bytes;
use canonical::EventId;
use canonical::digest::Digest;
use canonical::notification::ReceivedNotification;
use canonical::receipt::ReceivedReceipt;
use jiff::Timestamp;
use prost::Message as _;
use wire::convert::timestamp;
use wire::transport::{
    PublishedAcceptance, PublishedLetter, PublishedNotification, PublishedOriginal, PublishedReceipt,
};

use crate::document::Document;
use crate::publish::{Submission, Unavailable};

/// The message: everybody may read its head, and only the gateways its body. Letters that belong together travel with the
/// first of them.
pub(super) fn sealed(submissions: &[Submission], key: &SealingKey, at: Timestamp) -> Result<Message, Unavailable> {
    let Some((submission, others)) = submissions.split_first() else {
        return Err(Unavailable { reason: "nothing-to-seal" });
    };
    let id = submission.event_id.to_string();
    let together = others.iter().map(|other| letter(other, at)).collect();
    let plain = PublishedLetter { together, ..letter(submission, at) }.encode_to_vec();
    let sealed = key.seal(id.as_bytes(), &plain).map_err(|error| Unavailable { reason: error.code() })?;
    let head = EventHead {
        id,
        kind: format!("dk.broen.{}.v1", submission.labels.kind.word()),
        source: format!("/organisations/{}", submission.submitted_by),
        time: at.to_string(),
        traceparent: Some(trace(submission.event_id)),
    };
    Ok(Message::event(head, sealed))
}

fn letter(submission: &Submission, at: Timestamp) -> PublishedLetter {
    let Submission {
        event,
        event_id: _,
        labels: _,
        original,
        carried: _,
        is_first,
        original_sha256: Digest(sha256),
        media_type,
        letters,
        envelope_id,
        // No adapter knows what came before.
        envelope_is_its_own: _,
        sent_at,
        network,
        wants_receipt,
        is_late,
        submitted_by,
        channel,
    } = submission;
    PublishedLetter {
        event: event.clone(),
        original: Some(PublishedOriginal {
            sha256: Bytes::from(sha256.to_vec()),
            media_type: (*media_type).to_owned(),
            letters: *letters,
            content: match original {
                Document::Here(content) => is_first.then(|| content.clone()),
                Document::Large(_) => None,
            },
            blob_size: match original {
                Document::Here(_) => None,
                Document::Large(large) => Some(large.size()),
            },
        }),
        acceptance: Some(PublishedAcceptance {
            at: Some(timestamp(at)),
            submitted_by: submitted_by.to_string(),
            channel: channel.word().to_owned(),
            envelope_id: envelope_id.clone(),
            sent_at: sent_at.map(timestamp),
            wants_receipt: *wants_receipt,
            vans_envelope_id: network.as_ref().map(|network| network.envelope_id.clone()),
            vans_message_id: network.as_ref().map(|network| network.message_id.clone()),
            receipt_follows: *is_late,
        }),
        receipt: None,
        together: Vec::new(),
        notification: None,
    }
}

/// A receipt, in the place of a letter.
pub(super) fn sealed_receipt(received: &ReceivedReceipt, key: &SealingKey) -> Result<Message, Unavailable> {
    let id = received.receipt.fingerprint.to_string();
    let letter = PublishedLetter { receipt: Some(PublishedReceipt::from(received)), ..PublishedLetter::default() };
    let sealed =
        key.seal(id.as_bytes(), &letter.encode_to_vec()).map_err(|error| Unavailable { reason: error.code() })?;
    let head = EventHead {
        id,
        kind: "dk.broen.receipt.v1".to_owned(),
        source: format!("/organisations/{}", received.submitted_by),
        time: received.at.to_string(),
        traceparent: None,
    };
    Ok(Message::event(head, sealed))
}

/// A notification, in the place of a letter.
pub(super) fn sealed_notification(received: &ReceivedNotification, key: &SealingKey) -> Result<Message, Unavailable> {
    let notification = PublishedNotification::from(received);
    let plain = PublishedLetter { notification: Some(notification), ..PublishedLetter::default() }.encode_to_vec();
    let id = Digest::of_parts("broen/notification/1", &[&plain]).to_string();
    let sealed = key.seal(id.as_bytes(), &plain).map_err(|error| Unavailable { reason: error.code() })?;
    let head = EventHead {
        id,
        kind: "dk.broen.notification.v1".to_owned(),
        source: format!("/organisations/{}", received.submitted_by),
        time: received.at.to_string(),
        traceparent: None,
    };
    Ok(Message::event(head, sealed))
}

/// One trace per letter: whoever has the event's id can find it.
///
/// Standard: W3C Trace Context, section 3.2.
fn trace(event: EventId) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let Digest(span) = Digest::of_parts("broen/span/1", &[event.as_bytes()]);
    let (span, _) = span.split_at(8);
    format!("00-{}-{}-01", hex(event.as_bytes()), hex(span))
}

#[cfg(test)]
mod tests {
    use broker::{Keyring, OpeningKey};
    use canonical::event::Identity;
    use canonical::organisation::OrganisationId;

    use super::*;
    use crate::labels::{Labels, Lane};
    use crate::publish::Channel;

    fn submission(is_first: bool) -> Submission {
        let identity = Identity { sender: "gln:5790999900010".to_owned(), letter_id: "LTR1".to_owned() };
        Submission {
            event: Bytes::from_static(b"event"),
            event_id: EventId::derive(&identity, Digest::of(b"")),
            labels: Labels {
                kind: canonical::Kind::DischargeLetter,
                sender: Vec::new(),
                receivers: Vec::new(),
                lane: Lane([0; 32]),
            },
            original: Bytes::from_static(b"<Emessage/>").into(),
            carried: crate::Carried::default(),
            is_first,
            original_sha256: Digest::of(b"<Emessage/>"),
            media_type: "application/xml",
            letters: 2,
            envelope_id: "ENV1".to_owned(),
            envelope_is_its_own: false,
            sent_at: None,
            network: None,
            wants_receipt: true,
            is_late: false,
            submitted_by: OrganisationId::parse("hospital").expect("a short name"),
            channel: Channel::Https,
        }
    }

    #[test]
    fn only_the_gateways_read_the_letter_and_only_its_first_brings_the_document() {
        let key = OpeningKey::generate();
        let at: Timestamp = "2026-03-12T14:00:00Z".parse().expect("a timestamp");
        for is_first in [true, false] {
            let submission = submission(is_first);
            let message = sealed(std::slice::from_ref(&submission), &key.sealing_key(), at).expect("sealed");
            assert_eq!(
                (message.id.as_str(), message.kind.as_str()),
                (submission.event_id.to_string().as_str(), "dk.broen.discharge-letter.v1")
            );
            assert!(!message.body.windows(5).any(|window| window == b"event"));
            let opened = Keyring::new(vec![key.clone()]).open(message.id.as_bytes(), &message.body).expect("ours");
            let letter = PublishedLetter::decode(opened).expect("a letter");
            let original = letter.original.expect("an original");
            assert_eq!(original.content.as_deref(), is_first.then_some(&b"<Emessage/>"[..]));
            assert_eq!((original.letters, letter.event.as_ref()), (2, &b"event"[..]));
            assert_eq!(letter.acceptance.map(|acceptance| acceptance.channel), Some("https".to_owned()));
        }
    }

    #[test]
    fn a_letter_keeps_its_trace_when_it_is_published_again() {
        let event = submission(true).event_id;
        let trace = trace(event);
        assert_eq!(trace.len(), 55);
        assert!(trace.starts_with(&format!("00-{}-", event.to_string().replace('-', ""))), "{trace}");
    }
}
