//! Delivery: holds, what their holders report, and what is decided beside them.
//!
//! Two conversations with the server, as in appending: the first locks the holds that are named, and the end of the
//! audit if decisions come; the second writes and commits.

pub(super) mod backlogs;
pub(super) mod holds;
mod report;
mod runs;
pub(super) mod seeks;
pub(super) mod settled;
mod standing;

pub(super) use self::report::Report;
