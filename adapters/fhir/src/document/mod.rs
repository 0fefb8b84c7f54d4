//! Any other message: home-care observations, empty messages, events not known here.
//!
//! Standard: HL7 FHIR R4 messaging, MedComMessagingMessage 4.0.
//! Becomes:  [`Body::Document`](canonical::Body::Document) with header, patient, readable text and files.

mod files;
mod map;
mod parse;
mod readable;

pub(crate) use files::files;
pub(crate) use readable::{Readable, readable};

use canonical::letter::Outcome;

use crate::message::MessageType;

/// The type of all messages without a type of their own.
pub(crate) const MESSAGE: MessageType = MessageType {
    event: "",
    convert: |message| {
        let (header, paper, notices) = parse::paper(message)?;
        let frame = message.frame(header, notices);
        Ok(Outcome::Event(Box::new(map::event(frame, paper))))
    },
};
