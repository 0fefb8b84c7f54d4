//! Black-box suite against a running Broen, and the rules of the house.
//!
//! The suite starts the `broen` binary as a child process on private ports and directories, plays sender and
//! subscriber over the network, breaks what can break, and has an independent [`checker`] judge the history that
//! senders and subscribers themselves recorded. `tests/house` needs no running Broen.

pub mod checker;
pub mod hostile;
pub mod letters;
pub mod peers;
pub mod process;
pub mod standalone;
