//! The durable, ordered record: events, subscriptions, entries, acks, care relations, audit.
//!
//! One trait, [`Journal`], and implementations that pass one suite. The journal keeps opaque bytes and index
//! columns; it never decodes an event. It is the truth: [`Journal::changes`] is only a hint.
//!
//! The only home of SQL.

mod audit_chain;
mod caught_up;
mod end;
mod error;
mod journal;
mod late_receipts;
mod linking;
mod lookup;
mod model;
mod notifications;
mod packing;
pub mod postgres;
mod pushes;
mod receipts;
pub mod sqlite;
#[cfg(feature = "suite")]
pub mod suite;
mod tidy;

pub use error::Error;
pub use journal::Journal;
pub use late_receipts::LateReceipts;
pub use lookup::{LookupKey, PatientKey};
pub use model::*;
pub use notifications::Notifications;
pub use pushes::Pushes;
pub use receipts::Receipts;
