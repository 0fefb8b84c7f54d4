//! [`Acknowledgement`] to the canonical receipt: pure and total.

use canonical::digest::Digest;
use canonical::letter::IncomingReceipt;

use super::parse::Acknowledgement;

pub(super) fn receipt(fingerprint: Digest, acknowledgement: Acknowledgement) -> IncomingReceipt {
    let Acknowledgement { verdict, letter_ids, original_sender } = acknowledgement;
    // FHIR acknowledges messages, not Bundles.
    IncomingReceipt { fingerprint, verdict, envelope_id: None, letter_ids, original_sender }
}
