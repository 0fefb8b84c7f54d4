//! Pure decisions: who may see which event, and why.
//!
//! [`decide()`] is the one decision of the house: stream, timeline and original all ask it. It denies by default; what it
//! permits has a [`Ground`], what it denies a [`Denial`], and both are words for the audit.
//!
//! [`chosen()`] comes after it: of two letters about one event, a subscriber may have chosen the standard of one.
//!
//! [`route()`] finds the organisation that a letter's receiver names, and [`refusals()`] the receivers that cannot take
//! a letter: whoever answers for letters asks it, in whichever process. [`receipt_policy()`] says when its sender gets its receipt.

mod choice;
mod decide;
mod decision;
mod interest;
mod policy;
mod promise;
mod route;

pub use choice::chosen;
pub use decide::{Facts, decide};
pub use decision::{Decision, Denial, Ground};
pub use interest::takes;
pub use policy::{Policy, Sharing};
pub use promise::{ReceiptPolicy, Route, receipt_policy};
pub use route::{addressed, refusals, route};
