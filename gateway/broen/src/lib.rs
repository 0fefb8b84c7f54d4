//! The one binary: configuration, roles, command line.
//!
//! `main` calls [`run()`]; everything else is a room of it. [`Exit`] is how a command ends.
//!
//! For programs that start the executable: `broen standalone --data DIR`, and so every other role, writes the addresses it
//! listens on to `DIR/addresses.json` when it is ready, and removes the file when it stops. With `--output json` every
//! command prints one JSON object a line on standard output; logs and failures go to standard error.

mod adapter;
mod addresses;
mod bench;
mod blob;
mod bridge;
mod certificates;
mod cli;
mod client;
mod config;
mod demo;
mod exit;
mod gaps;
mod gateway;
mod output;
mod process;
mod receipts;
mod remote;
mod render;
mod run;
mod signals;
mod site;
mod standalone;
mod submit;
mod subscribe;
mod subscriptions;
mod validate;

pub use exit::Exit;
pub use run::run;
