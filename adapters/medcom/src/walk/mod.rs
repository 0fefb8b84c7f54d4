//! One walk over the fields of a letter, in the schema's order: it reads them, writes them, or lists them.
//!
//! So what stands where is said once for each letter, and whatever can be read can be written.

mod facet;
mod fields;
mod list;
mod read;
mod write;

pub use facet::Facet;
pub(crate) use fields::{Occurs, Walk};
pub(crate) use list::Lister;
pub use list::{Content, Particle};
pub(crate) use read::Reader;
pub(crate) use write::Writer;
