//! CareCommunication (da. korrespondancemeddelelse): professionals write to each other about a patient.
//!
//! Standard: MedCom CareCommunication 5.0, event code `care-communication-message`; older versions are read
//! with doubts where they lack what 5.0 asks for.
//! Becomes:  [`Body::Correspondence`](canonical::Body::Correspondence).
//! Cases:    `cases/*.json` and `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

mod codes;
mod map;
mod parse;
mod payload;
mod profile;
mod render;
mod render_payload;

use canonical::letter::Outcome;

use crate::message::MessageType;
pub(crate) use render::render;

pub(super) const MESSAGE: MessageType = MessageType {
    event: "care-communication-message",
    convert: |message| {
        let (header, communication, notices) = parse::communication(message)?;
        let frame = message.frame(header, notices);
        Ok(Outcome::Event(Box::new(map::event(frame, communication))))
    },
};
