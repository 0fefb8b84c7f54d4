//! The journal on PostgreSQL 15 or newer: one database, written and read by several processes at once.
//!
//! What a call answered is on the server's disk. Calls of one process that come at the same time share one transaction
//! and one flush; calls of different processes are put in order by locks on single rows: of the journal's state, of the
//! audit's end, of each subscription's hold. Times are kept to the microsecond.

mod answering;
mod append;
mod audit;
mod catch_up;
mod columns;
mod connecting;
mod connections;
mod delivery;
mod entries;
mod events;
mod failures;
mod fitness;
mod hints;
mod lane;
mod late_receipts;
mod line;
mod links;
mod migrations;
mod notifications;
mod numbering;
mod organisations;
mod originals;
mod overdue;
mod push_turns;
mod pushes;
mod pushing;
mod receipts;
mod relations;
mod same;
mod sendings;
mod set_aside;
mod settings;
mod state;
mod statements;
mod store;
mod subscriptions;
mod transactions;

pub use settings::{Host, Identity, Secret, Settings, Tls};
pub use store::PostgresJournal;

#[cfg(test)]
mod tests;
