//! The canonical domain model: what a letter says, whichever standard said it.
//!
//! Plain Rust: no I/O, no clock, no `serde`, no `prost`. An [`Event`] is a header, readable
//! text and one [`Body`]; it is a pure function of the letter's bytes and never changes.
//! A letter that cannot become an event is answered with [`Refusal`]s, all of them at once.
//!
//! Start reading at [`event`], then [`body`], then [`refusal`].

pub mod action;
pub mod attachment;
pub mod body;
pub mod chain;
pub mod code;
pub mod copy;
pub mod course;
pub mod digest;
pub mod event;
pub mod files;
pub mod identifier;
pub mod letter;
pub mod moment;
pub mod notice;
pub mod notification;
pub mod organisation;
pub mod party;
pub mod personal;
pub mod receipt;
pub mod refusal;
pub mod relation;
pub mod subject;
pub mod text;
mod words;

pub use body::{Body, Kind};
pub use event::{Event, EventId};
pub use moment::Moment;
pub use personal::Personal;
pub use refusal::{Refusal, RefusalCode};
