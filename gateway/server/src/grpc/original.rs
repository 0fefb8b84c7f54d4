//! Documents as they were received: who may have one, and how much memory they take on their way out.
//!
//! A document may hold letters to different receivers. It is given only to whoever handed it over, or may see every
//! letter in it.

use std::sync::Arc;
use std::time::Duration;

use journal::{Document, EventRow, Original, Stored};
use tokio::sync::Semaphore;
use tonic::Status;

use super::context::{Asked, Context};
use super::outgoing::Taken;
use super::status::{Reason, journal, status};

/// Documents above this size are read one at a time.
const LARGE: u64 = 256 * 1024;

/// The longest wait for a large document before this one to be sent.
const PATIENCE: Duration = Duration::from_secs(20);

/// The place that a large document is read in, and sent from.
#[derive(Clone)]
pub(crate) struct Desk(Arc<Semaphore>);

impl Default for Desk {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Desk {
    /// Reads a document, and gives the place it takes if it is large. One in the blob store takes none: it stays there.
    pub(crate) async fn read(&self, context: &Context, stored: &Stored) -> Result<(Original, Option<Taken>), Status> {
        let id = stored.row.labels.id;
        let Document { size, is_blob, .. } = context.journal.document(id).await.map_err(missing)?;
        let taken = if size > LARGE && !is_blob { Some(self.take().await?) } else { None };
        let original = context.journal.original(id).await.map_err(missing)?;
        Ok((original, taken))
    }

    async fn take(&self) -> Result<Taken, Status> {
        let free = tokio::time::timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await;
        // The semaphore is never closed.
        let place = free.ok().and_then(Result::ok).ok_or_else(|| status(Reason::Busy))?;
        Ok(Taken::new(place))
    }
}

/// Whether the organisation may have the whole document of an event that it may see.
pub(crate) async fn is_open(context: &Context, asked: &Asked<'_>, stored: &Stored) -> Result<bool, Status> {
    let id = stored.row.labels.id;
    let acceptances = context.journal.acceptances(id).await.map_err(missing)?;
    // The document is kept as it came the first time.
    if acceptances.first().is_some_and(|first| first.submitted_by == asked.organisation.id.as_str()) {
        return Ok(true);
    }
    let Document { sha256: _, size: _, is_blob: _, letters, events } =
        context.journal.document(id).await.map_err(missing)?;
    // What was refused has no event that could be decided about.
    if u32::try_from(events.len()).is_ok_and(|known| known < letters) {
        return Ok(false);
    }
    let patients: Vec<_> = events.iter().flat_map(|event| event.labels.patients.iter().copied()).collect();
    let relations = context.relations(&patients).await.map_err(missing)?;
    let may_see = |event: &EventRow| context.decide(asked, &event.labels, &relations).0.permits();
    Ok(events.iter().all(may_see))
}

fn missing(error: journal::Error) -> Status {
    journal(&error, Reason::EventNotFound)
}
