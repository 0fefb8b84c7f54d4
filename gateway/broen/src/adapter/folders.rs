//! Watched folders of an adapter: whose letters are in them is known by the directory.

use std::sync::Arc;
use std::time::Duration;

use canonical::organisation::Organisation;
use intake::directory::{Directory, DirectoryCache};
use intake::folder::{Settings, Watcher};
use intake::{Following, Intake};
use telemetry::occurrences::intake::FolderUnavailable;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::config::Watched;

/// Watches a folder until the drain, as the organisation that the directory has at the time; without one, it waits.
pub(super) async fn watch(
    folder: Watched,
    intake: Intake,
    cache: DirectoryCache,
    every: Duration,
    following: Arc<dyn Following>,
    drain: CancellationToken,
) {
    let mut directory = cache.watch();
    while !drain.is_cancelled() {
        let known = named(&directory.borrow_and_update(), &folder);
        let changed = another(&mut directory, &folder, known.as_ref());
        let stop = async {
            tokio::select! {
                () = drain.cancelled() => {}
                () = changed => {}
            }
        };
        let Some(organisation) = known.clone() else {
            stop.await;
            continue;
        };
        let following = Some(Arc::clone(&following));
        let settings = Settings { root: folder.path.clone(), organisation: Arc::new(organisation), every, following };
        match Watcher::new(intake.clone(), settings) {
            Ok(watcher) => watcher.run(stop).await,
            Err(_) => {
                FolderUnavailable { organisation: folder.organisation.as_str(), reason: std::io::ErrorKind::Other }
                    .emit();
                tokio::select! {
                    () = drain.cancelled() => {}
                    () = tokio::time::sleep(every) => {}
                }
            }
        }
    }
}

fn named(directory: &Directory, folder: &Watched) -> Option<Organisation> {
    directory.organisation(&folder.organisation).map(|listed| listed.organisation.clone())
}

/// Waits until the directory has something else for the folder.
async fn another(directory: &mut watch::Receiver<Arc<Directory>>, folder: &Watched, known: Option<&Organisation>) {
    let is_changed = directory.wait_for(|directory| named(directory, folder).as_ref() != known).await.is_ok();
    if !is_changed {
        // The cache lives as long as the adapter.
        std::future::pending().await
    }
}
