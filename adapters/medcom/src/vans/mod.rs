//! The VANS envelope: transport around a letter, with receipts of its own.
//!
//! A transport receipt says that a file arrived, a letter's receipt that its receiver has taken
//! responsibility: one never stands for the other.
//!
//! Standard: `urn:oio:medcom:vans-envelope:1.0.4`, `VANSEnvelope.xsd`.

mod header;
mod opening;
mod read;
mod reply;
mod write;

pub use header::{EndPoint, EndPointType, Header, MessageInformation, ServiceTag};
pub use opening::{Content, Message, Opened, Opening, is_envelope, open};
pub use read::Unreadable;
pub use reply::reply;
pub use write::{Wrapping, envelope_id, render_receipt, wrap};

/// The namespace of the envelope.
const NAMESPACE: &str = "urn:oio:medcom:vans-envelope:1.0.4";
/// The name of its root element.
const ROOT: &str = "VANSEnvelope";
/// The element that holds what is sent.
const DATA: &str = "Data";
