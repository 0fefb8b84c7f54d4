//! Large files, kept under their SHA-256 in a directory that processes may share.
//!
//! A file is written once: [`Store::stage`] takes it in, digests it, and forgets it unless it is kept;
//! [`Staged::keep`] makes it durable under its digest, and [`Store::find`] finds it there. What has the same bytes is
//! the same file. Nothing here is asynchronous: callers have threads for it.
//!
//! The directory holds `ab/cdef…` for the file whose digest is `abcdef…`, and below `staged/` a directory of each process
//! with what it is taking in. What a process left there that is no more is removed when the next one opens the store.

mod error;
mod staged;
mod staging;
mod store;

pub use error::Error;
pub use staged::Staged;
pub use staging::Staging;
pub use store::{Blob, Store};
