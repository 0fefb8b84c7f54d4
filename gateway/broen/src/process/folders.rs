//! Watched folders.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use canonical::organisation::Organisation;
use intake::folder::{Settings, Watcher};
use intake::{Following, Intake};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Error;
use super::vital::Vital;

/// Every watched folder, each with a task of its own.
#[derive(Default)]
pub(crate) struct Folders {
    watchers: Vec<JoinHandle<()>>,
    drain: CancellationToken,
}

/// A folder to watch.
pub(crate) struct Watch {
    /// Where it is.
    pub(crate) root: PathBuf,
    /// Whose letters are in it.
    pub(crate) organisation: Arc<Organisation>,
    /// Between two looks.
    pub(crate) every: Duration,
    /// Brings receipts that follow.
    pub(crate) following: Arc<dyn Following>,
}

impl Folders {
    /// Begins to watch one more.
    pub(crate) fn watch(&mut self, watch: Watch, intake: &Intake, vital: &Vital) -> Result<(), Error> {
        let Watch { root, organisation, every, following } = watch;
        let settings = Settings { root: root.clone(), organisation, every, following: Some(following) };
        let watcher = Watcher::new(intake.clone(), settings).map_err(|error| Error::Folder { path: root, error })?;
        self.watchers.push(vital.spawn("folder", watcher.run(self.drain.clone().cancelled_owned())));
        Ok(())
    }

    /// Lets the file under way be settled, and stops.
    pub(crate) async fn drain(self) {
        let Self { watchers, drain } = self;
        drain.cancel();
        for watcher in watchers {
            // Whether it broke was told by whoever watches over it.
            let _ = watcher.await;
        }
    }
}
