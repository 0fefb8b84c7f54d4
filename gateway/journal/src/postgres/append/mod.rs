//! Appending: what is new gets a place, what was there already only another acceptance.
//!
//! Two conversations with the server: the first locks the state and asks for everything that decides, the second writes
//! everything and commits. Between them the batch is planned in memory.

mod acceptances;
mod batch;
mod columns;
mod link_columns;
mod linking;
mod picture;
mod plan;
mod write;

pub(super) use self::batch::Batch;
use self::picture::Picture;
use self::plan::Plan;
use super::lane::{Answers, Shared};
use super::statements::Client;
use crate::Error;
use crate::model::{Appended, NewEvent};

impl Shared for Batch {
    type Answer = Vec<Appended>;

    const WAKES: bool = true;

    fn size(&self) -> usize {
        let content = |event: &NewEvent| event.original.content.as_ref().map_or(0, |content| content.bytes.len());
        self.events.iter().map(|event| 512 + event.body.bytes.len() + content(event)).sum()
    }

    async fn commit(client: &Client, batches: &[Self]) -> Result<Answers<Self>, Error> {
        let picture = Picture::begin(client, batches).await?;
        let mut plan = Plan::new(picture);
        let answers: Answers<Self> = batches.iter().map(|batch| plan.batch(batch)).collect();
        write::commit(client, plan).await?;
        Ok(answers)
    }
}
