//! A batch, as it is handed over.

use crate::model::NewEvent;

/// A batch to append.
pub(in super::super) struct Batch {
    pub(in super::super) epoch: u64,
    pub(in super::super) version: u64,
    pub(in super::super) events: Vec<NewEvent>,
}
