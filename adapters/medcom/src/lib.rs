//! MedCom XML letters to canonical events, and receipts back.
//!
//! [`convert()`] reads a bare `Emessage`; [`vans::open`] takes one out of its `VANSEnvelope`;
//! [`receipt::render`] and [`vans::render_receipt`] answer. Everything is pure: bytes in, values out,
//! no I/O, no clock, no chance. Whatever the bytes are, nothing here panics.
//!
//! A document of any size is read in little memory: [`Lightening`] leaves its large files out, [`vans::Opening`] opens its
//! envelope while it comes, and [`convert_light`] reads what remains.
//!
//! A letter type lives in its own folder below `letters/`, with its cases beside it, and is named in
//! [`LETTERS`]. Every other letter becomes a `Document`. What is read can be written: [`render::render`].
//!
//! What of a letter does not reach the event is dropped by these rules and no others: comments and
//! processing instructions; attributes in a namespace (schema locations); unknown elements of `Envelope` and characters around letters, which are
//! transmission and no content; empty fields; and what exceeds the bounds on text kept verbatim, which is noted.
//! Of a VANS envelope, its header and payload are read, and of a receipt its verdict and what it answers.

mod base64;
mod blocks;
mod content;
mod convert;
mod document;
mod draft;
mod envelope;
mod forms;
mod head;
mod incoming;
mod letter_type;
mod letters;
mod light;
mod municipality;
mod passed_on;
pub mod receipt;
pub mod render;
mod rescue;
pub mod schema;
mod specialities;
mod unrenderable;
mod validity;
mod values;
pub mod vans;
mod version;
mod walk;
mod xml;

pub use convert::{convert, convert_light, convert_light_strictly, convert_strictly, validate};
pub use letter_type::LetterType;
pub use letters::LETTERS;
pub use light::{Light, Lightening};
pub use passed_on::{LONGEST_REASON, pass_on};
pub use version::Version;
pub use walk::{Content, Facet, Particle};
