//! Who may call an adapter: the organisations of the directory, by their certificates.

use std::sync::Arc;

use intake::directory::{Directory, DirectoryCache};
use server::Callers;
use tokio::sync::watch;

/// The callers as they are now, and the task that brings them up to date when the directory changes.
pub(super) fn callers(cache: &DirectoryCache) -> (watch::Receiver<Callers>, impl Future<Output = ()> + Send + 'static) {
    let mut directory = cache.watch();
    let first = known(&directory.borrow_and_update()).unwrap_or_default();
    let (tell, callers) = watch::channel(first);
    let follow = async move {
        while directory.changed().await.is_ok() {
            let now = known(&directory.borrow_and_update());
            // A directory in which one certificate names two organisations lets nobody in who was not known before.
            if let Some(now) = now {
                tell.send_replace(now);
            }
        }
    };
    (callers, follow)
}

fn known(directory: &Directory) -> Option<Callers> {
    let known = directory.listed().iter().flat_map(|listed| {
        let organisation = Arc::new(listed.organisation.clone());
        listed.certificates.iter().map(move |certificate| (*certificate, Arc::clone(&organisation)))
    });
    Callers::new(known).ok()
}
