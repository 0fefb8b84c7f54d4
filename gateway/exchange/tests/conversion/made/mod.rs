//! Correspondences by chance: letters as their reader makes them, and messages as theirs does.

mod letter;
mod message;
mod parts;

pub(crate) use letter::letter;
pub(crate) use message::message;
pub(crate) use parts::{GLNS, Sor, no_file, personal};
