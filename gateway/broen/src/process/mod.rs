//! What a process of any role is made of: a directory of its own, doors, tasks that must not break, and an end.

mod data;
mod doors;
mod error;
mod folders;
mod ground;
mod lifetime;
mod posting;
mod remote;
mod vital;

pub(crate) use data::Directory;
pub(crate) use doors::{Doors, Places, limits, limits_without_bodies};
pub(crate) use error::Error;
pub(crate) use folders::{Folders, Watch};
pub(crate) use ground::{Ground, open_blobs};
pub(crate) use lifetime::{Running, until_the_end};
pub(crate) use posting::{Own, Posting, settings as posting_settings};
pub(crate) use remote::{broker, journal, watch_fitness};
pub(crate) use vital::Vital;
