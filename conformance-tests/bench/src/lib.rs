//! Open-loop load through a whole Broen, measured beside the bare limits of its parts.
//!
//! Letters are handed over at a fixed rate, whatever becomes of them: a slow answer does not slow the next letter down,
//! and a letter's times count from the moment it was due. Senders hand over by HTTPS, subscribers take and ack over gRPC;
//! all programs are processes of their own. What the parts can do without Broen is measured in the same run, on the same
//! machine: one flush of the disk, confirmed publishing, batch inserts, a bare gRPC stream.

mod error;
mod limits;
mod load;
mod plan;
mod processes;
mod record;
mod report;
mod run;
mod stage;
mod subscribers;

pub use error::Error;
pub use limits::Limits;
pub use plan::{Mode, Plan};
pub use report::{Latency, ProcessCost, Report};
pub use run::run;
