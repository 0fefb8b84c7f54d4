//! The watched folders of the configuration.

use std::sync::Arc;

use intake::Intake;
use intake::folder::{Settings, Watcher};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Error;
use super::vital::Vital;
use crate::config::Config;

/// Every watched folder, each with a task of its own.
pub(super) struct Folders {
    watchers: Vec<JoinHandle<()>>,
    drain: CancellationToken,
}

impl Folders {
    /// Begins to watch.
    pub(super) fn watch(config: &Config, intake: &Intake, vital: &Vital) -> Result<Self, Error> {
        let (mut watchers, drain) = (Vec::new(), CancellationToken::new());
        for member in &config.organisations {
            let Some(root) = member.folder.clone() else { continue };
            let settings = Settings {
                root: root.clone(),
                organisation: Arc::new(member.organisation.clone()),
                every: config.timing.folder,
            };
            let watcher =
                Watcher::new(intake.clone(), settings).map_err(|error| Error::Folder { path: root, error })?;
            watchers.push(vital.spawn("folder", watcher.run(drain.clone().cancelled_owned())));
        }
        Ok(Self { watchers, drain })
    }

    /// Lets the file under way be settled, and stops.
    pub(super) async fn drain(self) {
        let Self { watchers, drain } = self;
        drain.cancel();
        for watcher in watchers {
            // Whether it broke was told by whoever watches over it.
            let _ = watcher.await;
        }
    }
}
