//! Documents that are kept while the broker is away, on disk, so that their senders need not come again.
//!
//! What is kept is the document as it was received, with who handed it over. Draining hands it to intake again: a
//! translation gives the same letters however often it is made. While a patient has a document here, later documents of
//! that patient come here too, so that none passes an earlier one.
//!
//! A file waits in its folder and a message in its queue; only what comes over HTTPS and gRPC is kept here.

mod answered;
mod answers;
mod drain;
mod error;
mod handle;
mod head;
mod keeper;
mod level;
mod settings;
mod shelf;

pub use answered::{Answered, Found, known_media_type};
pub use drain::drain;
pub use error::Error;
pub use handle::Spool;
pub use level::Level;
pub use settings::Settings;
