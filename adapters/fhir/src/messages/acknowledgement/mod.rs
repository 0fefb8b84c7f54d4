//! Acknowledgement (da. kvittering): a receiver answers a message that was sent to it.
//!
//! Standard: MedCom Acknowledgement 2.0, event code `acknowledgement-message`.
//! Becomes:  [`IncomingReceipt`](canonical::receipt::IncomingReceipt); it is never answered.
//! Cases:    `cases/*.json` and `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

mod map;
mod parse;
mod profile;

use canonical::letter::Outcome;

use crate::message::MessageType;

pub(crate) use profile::is_activity;

pub(super) const MESSAGE: MessageType = MessageType {
    event: "acknowledgement-message",
    convert: |message| {
        let receipt = map::receipt(message.fingerprint, parse::acknowledgement(message)?);
        Ok(Outcome::Receipt(Box::new(receipt)))
    },
};
