//! The answer to a document that was kept, as it waits for its sender.

use canonical::EventId;
use canonical::digest::Digest;
use canonical::letter::Receipt;
use canonical::organisation::OrganisationId;
use jiff::Timestamp;
use prost::Message;

use super::error::Error;
use crate::reception::Reception;

/// The answer to a document, as its sender would have had it at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answered {
    /// One word for each letter, in the order of the letters.
    pub outcomes: Vec<String>,
    /// The event of each letter that has one, in the order of the letters.
    pub events: Vec<EventId>,
    /// The receipts that are due.
    pub receipts: Vec<Receipt>,
    /// What the receipts can be asked for with that follow when receivers have answered.
    pub later: Option<Digest>,
}

/// What became of a document that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It has its answer.
    Answered(Answered),
    /// None of this id was kept for the organisation, or its answer is too old to be kept any longer.
    Unknown,
    /// It waits to be processed.
    Waiting,
}

/// The answer on disk.
#[derive(Clone, PartialEq, Message)]
struct Written {
    #[prost(string, tag = "1")]
    organisation: String,
    #[prost(int64, tag = "2")]
    at_microseconds: i64,
    #[prost(string, repeated, tag = "3")]
    outcomes: Vec<String>,
    #[prost(bytes = "vec", repeated, tag = "4")]
    events: Vec<Vec<u8>>,
    #[prost(message, repeated, tag = "5")]
    receipts: Vec<WrittenReceipt>,
    #[prost(bytes = "vec", optional, tag = "6")]
    later: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
struct WrittenReceipt {
    #[prost(string, tag = "1")]
    media_type: String,
    #[prost(bytes = "vec", tag = "2")]
    bytes: Vec<u8>,
}

/// The media types that translators give receipts.
const MEDIA_TYPES: [&str; 3] =
    ["application/fhir+json; charset=utf-8", "application/fhir+xml; charset=utf-8", "application/xml; charset=utf-8"];

/// The media type of a receipt that was written down, as those are named that translators give.
#[must_use]
pub fn known_media_type(written: &str) -> &'static str {
    MEDIA_TYPES.into_iter().find(|known| *known == written).unwrap_or("application/octet-stream")
}

impl From<Reception> for Answered {
    fn from(reception: Reception) -> Self {
        let Reception { standard: _, format: _, letters, refusals: _, receipts, later, asked: _ } = reception;
        Self {
            outcomes: letters.iter().map(|letter| letter.outcome.word().to_owned()).collect(),
            events: letters.iter().filter_map(|letter| letter.event_id).collect(),
            receipts,
            later,
        }
    }
}

impl Answered {
    /// For this organisation's eyes.
    pub(super) fn write(&self, organisation: &OrganisationId, at: Timestamp) -> Vec<u8> {
        let receipt = |Receipt { media_type, bytes }: &Receipt| WrittenReceipt {
            media_type: (*media_type).to_owned(),
            bytes: bytes.clone(),
        };
        let written = Written {
            organisation: organisation.to_string(),
            at_microseconds: at.as_microsecond(),
            outcomes: self.outcomes.clone(),
            events: self.events.iter().map(|event| event.as_bytes().to_vec()).collect(),
            receipts: self.receipts.iter().map(receipt).collect(),
            later: self.later.map(|Digest(digest)| digest.to_vec()),
        };
        written.encode_to_vec()
    }

    /// When a written answer was written, in microseconds.
    pub(super) fn at(written: &[u8]) -> Result<i64, Error> {
        Ok(Written::decode(written).map_err(|_| Error::Damaged)?.at_microseconds)
    }

    /// `None` if it is another organisation's.
    pub(super) fn read(written: &[u8], organisation: &OrganisationId) -> Result<Option<Self>, Error> {
        let written = Written::decode(written).map_err(|_| Error::Damaged)?;
        if written.organisation != organisation.as_str() {
            return Ok(None);
        }
        let receipt = |WrittenReceipt { media_type, bytes }: WrittenReceipt| Receipt {
            media_type: known_media_type(&media_type),
            bytes,
        };
        let event = |event: &Vec<u8>| EventId::from_slice(event).ok_or(Error::Damaged);
        Ok(Some(Self {
            outcomes: written.outcomes,
            events: written.events.iter().map(event).collect::<Result<_, _>>()?,
            receipts: written.receipts.into_iter().map(receipt).collect(),
            later: written.later.as_deref().and_then(Digest::from_slice),
        }))
    }
}
