//! The envelope of EHMI (ehmiSBDH): a Standard Business Document around a message, with receipts of its own.
//!
//! A receipt of the envelope says that a file arrived, the message's Acknowledgement that its receiver has taken
//! responsibility: one never stands for the other.
//!
//! Standard: EHMI SBDH 1.0, namespace `http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader`;
//! its receipts are ebBP signals 2.0.

mod elements;
mod header;
mod open;
mod reply;
mod scopes;
mod signal;
mod write;

pub use header::{EndPoint, Header};
pub use open::{Content, Message, Unreadable, is_envelope, open};
pub use reply::reply;
pub use write::{Wrapping, render_receipt, wrap};

/// The namespace of the envelope.
const NAMESPACE: &str = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader";
/// The name of its root element.
const ROOT: &str = "StandardBusinessDocument";
/// The namespace of what it holds.
const BINARY: &str = "http://peppol.eu/xsd/ticc/envelope/1.0";
/// The namespace of its receipts.
const SIGNALS: &str = "http://docs.oasis-open.org/ebxml-bp/ebbp-signals-2.0";
/// What the header of a receipt calls its standard; older samples have the second.
const RECEIPT: [&str; 2] = ["ehmisbdh-acknowledgement", "ebbp-signals"];
