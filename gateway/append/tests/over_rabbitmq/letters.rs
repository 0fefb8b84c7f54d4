//! Letters as adapters publish them, many lanes of them.

use bytes::Bytes;
use canonical::body::Document;
use canonical::course::Course;
use canonical::digest::Digest;
use canonical::event::{EventId, Identity, Source, Standard, Status, Times};
use canonical::identifier::PartyIdentifier;
use canonical::party::Party;
use canonical::{Body, Event};
use jiff::Timestamp;
use prost::Message as _;
use wire::convert::timestamp;
use wire::transport::{PublishedAcceptance, PublishedLetter, PublishedOriginal};

pub(crate) const GP: &str = "5790999900034";

/// A letter about nobody; those of one department are one lane.
pub(crate) fn letter(lane: usize, number: usize) -> Event {
    let department = PartyIdentifier::from_scheme("local", &format!("department-{lane}"));
    let sender = Party { identifiers: vec![department], ..Party::default() };
    let letter_id = format!("{lane:02}-{number:04}");
    let fingerprint = Digest::of(letter_id.as_bytes());
    let gp = Party { identifiers: vec![PartyIdentifier::from_scheme("gln", GP)], ..Party::default() };
    Event {
        id: EventId::derive(&Identity::new(&sender, &letter_id), fingerprint),
        source: Source {
            standard: Standard::MedcomXml,
            letter_id,
            type_code: "XDIS99".to_owned(),
            statistical_code: None,
            version_code: None,
            fingerprint,
        },
        status: Status::Original,
        subject: None,
        sender,
        receivers: vec![gp],
        copy_receivers: vec![],
        course: Course::default(),
        times: Times::default(),
        codes: vec![],
        actions: vec![],
        narrative: vec![],
        attachments: vec![],
        verbatim: vec![],
        notices: vec![],
        body: Body::Document(Document { name: "Example".to_owned(), title: None }),
    }
}

/// What an adapter seals.
pub(crate) fn published(event: &Event, at: Timestamp) -> Vec<u8> {
    let document = Bytes::from(format!("<Emessage>{}</Emessage>", event.source.letter_id));
    let letter = PublishedLetter {
        event: wire::encode(event),
        original: Some(PublishedOriginal {
            sha256: Bytes::copy_from_slice(&Digest::of(&document).0),
            media_type: "application/xml".to_owned(),
            letters: 1,
            content: Some(document),
            blob_size: None,
        }),
        acceptance: Some(PublishedAcceptance {
            at: Some(timestamp(at)),
            submitted_by: "testregionen".to_owned(),
            channel: "https".to_owned(),
            envelope_id: format!("E{}", event.source.letter_id),
            sent_at: None,
            ..PublishedAcceptance::default()
        }),
        receipt: None,
        together: Vec::new(),
        notification: None,
    };
    letter.encode_to_vec()
}
