//! What the gateway says about itself: log lines, metrics, and the time it goes by.
//!
//! An occurrence is a struct named by what happened; [emitting](occurrences) it writes its log line and its
//! metrics, and nothing else in the gateway does either. Until [`start()`] is called, occurrences say nothing.
//! The metrics are one table, [`Metric`], from which `METRICS.md` is written. Nothing here can carry a
//! person, a letter id or free text: labels are words of closed lists, or are folded into `other`.

// Allowed for the crate, because the statics in a log macro take their lint level from here.
#![allow(clippy::disallowed_macros, reason = "the one place that writes log lines and samples")]

mod clock;
mod label;
mod metric;
pub mod occurrences;
mod start;
mod table;

pub use clock::{Clock, ManualClock, SystemClock};
pub use metric::{Kind, Metric};
pub use start::{Level, LogFormat, Logs, Telemetry, start};
