//! MedCom FHIR messages to canonical events and back, and acknowledgements.
//!
//! Pure: bytes in, events, receipts or refusals out. No input or output, no clock, no random numbers.
//!
//! - [`convert()`] reads a message Bundle in JSON or XML.
//! - [`strictly()`] refuses what reading tolerates; `RULES.md` lists every rule.
//! - [`acknowledgement::render`] answers a message in its sender's format.
//! - [`outcome::render`] answers a document that is no message.
//! - [`render::render`] writes an event as a message.
//! - [`looks_like_fhir`] tells FHIR from MedCom XML.
//! - [`sbdh`] opens the envelopes of EHMI, and answers them.

pub mod acknowledgement;
mod bundle;
mod convert;
mod document;
mod documents;
mod event;
mod findings;
mod fingerprint;
mod markup;
mod message;
mod messages;
pub mod outcome;
mod profile;
pub mod render;
mod resources;
pub mod rest;
mod roles;
pub mod sbdh;
mod sniff;
mod tree;
mod write;

pub use convert::{convert, convert_with_files, strictly};
pub use sniff::looks_like_fhir;
