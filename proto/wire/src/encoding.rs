//! Between an event and its bytes.

use bytes::Bytes;
use prost::Message;

use crate::{Error, v1};

/// The bytes of an event: its `broen.v1.Event` message with fields in the order of their numbers. Equal events give
/// equal bytes; digests are taken of them.
#[must_use]
pub fn encode(event: &canonical::Event) -> Bytes {
    v1::Event::from(event).encode_to_vec().into()
}

/// The event of bytes that [`encode`] gave, in this or an earlier release.
///
/// # Errors
/// [`Error`] for any other bytes; nesting is limited to 100 messages.
pub fn decode(bytes: &[u8]) -> Result<canonical::Event, Error> {
    v1::Event::decode(bytes)?.try_into()
}
