//! The journal on SQLite: one file in one directory, written by one thread, read by a pool.
//!
//! Write-ahead log, `synchronous=FULL`: what a call answered is on the disk. Whoever calls at the same time shares one
//! transaction and one flush of the disk. Times are kept to the microsecond.

mod acceptances;
mod answering;
mod append;
mod audit;
mod backlogs;
mod catch_up;
mod columns;
mod directory;
mod entries;
mod events;
mod failures;
mod holds;
mod late_receipts;
mod links;
mod migrations;
mod notifications;
mod numbering;
mod organisations;
mod originals;
mod overdue;
mod progress;
mod push_turns;
mod pushes;
mod pushing;
mod readers;
mod receipts;
mod relations;
mod same;
mod seeks;
mod sendings;
mod set_aside;
mod settings;
mod state;
mod store;
mod subscriptions;
mod writer;

pub use settings::Settings;
pub use store::SqliteJournal;

#[cfg(test)]
mod tests;
