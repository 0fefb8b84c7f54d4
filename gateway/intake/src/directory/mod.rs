//! What the gateways tell about organisations and the letters they take, kept here so that letters can be answered while
//! no gateway is in reach.
//!
//! A [`Directory`] is what was told; a [`DirectoryCache`] keeps the newest one, in memory and on disk, and knows how long
//! ago a gateway has confirmed it. One that is too old decides nothing any more.

mod cache;
mod content;
mod error;
mod file;
mod message;
mod routing;

pub use cache::DirectoryCache;
pub use content::{Directory, Interest, Listed};
pub use error::Error;
pub use routing::refusals;
