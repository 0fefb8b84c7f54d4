//! Generated events: every field, every body, every value of every list.

mod birth;
mod body;
mod care;
mod header;
mod observed;
mod party;
mod plan;
mod subject;
mod text;
mod value;

pub(crate) use header::event;
