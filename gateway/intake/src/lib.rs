//! Receives a document, has its letters translated and published, and answers its sender.
//!
//! [`Intake::receive`] is the whole journey: limits, shape, envelope, translation, the question who may send,
//! [`Publish`] letter by letter, and the receipts that are due. A positive receipt exists only after the
//! publisher has said that the letter is durable. Receipts that come in are published too, and never answered. [`folder`] walks the same way with files.
//!
//! A document above [`LARGE`] is a file and never as a whole in memory, unless it is FHIR; its large files are taken out
//! of it while it is read. All of them go to the blob store just before a letter is published, and nowhere if none is.
//!
//! Intake keeps nothing. A document that was handed over twice, because an answer was lost or a process was
//! killed, is published twice, and the publisher makes one event of it.

mod answer;
mod around;
mod arrival;
mod carried;
pub mod directory;
mod document;
pub mod folder;
mod following;
mod labels;
pub mod letters;
mod organisations;
mod payload;
mod publish;
mod queue;
mod read;
mod reason;
mod receive;
mod reception;
mod sbdh;
mod sender;
mod settle;
mod sniff;
pub mod spool;
mod taking;
mod threads;
mod translate;
mod unavailable;
mod vans;

pub use carried::Carried;
pub use document::{Document, Incoming, LARGE, Large};
pub use following::{Following, Follows};
pub use labels::{Labels, Lane};
pub use organisations::Organisations;
pub use publish::{Channel, NetworkIds, Publish, Published, Submission, Unavailable};
pub use queue::QueuePublisher;
pub use reason::reason;
pub use receive::{Intake, Settings, Stamps, random_stamps};
pub use reception::{Asked, LetterOutcome, LetterResult, Reception};
pub use spool::known_media_type;
pub use translate::{Manner, operation_outcome, rest};
