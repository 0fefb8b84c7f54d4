//! [`Acknowledgement`] to the canonical receipt: pure and total.

use canonical::digest::Digest;
use canonical::receipt::{IncomingReceipt, ReceiptForm};

use super::parse::Acknowledgement;

pub(super) fn receipt(fingerprint: Digest, acknowledgement: Acknowledgement) -> IncomingReceipt {
    let Acknowledgement { verdict, id, sender, letter, reasons, original_sender, original_receiver } = acknowledgement;
    IncomingReceipt {
        fingerprint,
        form: ReceiptForm::Acknowledgement,
        verdict,
        receipt_id: Some(id),
        sender,
        // FHIR acknowledges messages, not Bundles.
        envelope_id: None,
        message_id: None,
        letters: vec![letter],
        reasons,
        original_sender,
        original_receiver,
    }
}
