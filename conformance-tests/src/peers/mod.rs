//! The parties around Broen, as programs of their own would be: senders over HTTPS, subscribers over gRPC.

mod folder;
mod https;
mod identity;
mod subscriber;

pub use folder::WatchedFolder;
pub use https::{Answer, Https, read_page};
pub use identity::{Identity, PeerError};
pub use subscriber::{Puller, channel};
