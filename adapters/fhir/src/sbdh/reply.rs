//! The Acknowledgement of a message, on its way back in an envelope of its own.

use canonical::letter::{Limits, Opened, Receipt, Stamp};

use super::header::Header;
use super::write::{Wrapping, wrap};

/// Sends an Acknowledgement back to where an envelope came from, in an envelope of its own. `None` for what is no message:
/// nobody could read it there.
#[must_use]
pub fn reply(answered: &Header, receipt: &Receipt, stamp: &Stamp) -> Option<Receipt> {
    let Opened { envelope, letters } = crate::convert(&receipt.bytes, &Limits::default()).ok()?;
    let head = letters.into_iter().next()?.head;
    let wrapping = Wrapping {
        standard: head.type_code,
        version: "2.0".to_owned(),
        message_id: head.letter_id,
        bundle_id: envelope.id,
        media_type: receipt.media_type,
    };
    Some(wrap(answered, &wrapping, &receipt.bytes, stamp))
}
