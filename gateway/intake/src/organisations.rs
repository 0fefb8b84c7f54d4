//! The organisations Broen knows: as configured, or as the directory has them now.

use std::sync::Arc;

use canonical::organisation::Organisation;
use tokio::sync::watch;

use crate::directory::Directory;

/// Every organisation Broen knows. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Organisations(Source);

#[derive(Debug, Clone)]
enum Source {
    Fixed(Arc<[Organisation]>),
    Watched(watch::Receiver<Arc<Directory>>),
}

impl Organisations {
    /// As the directory has them, whenever they are asked for.
    #[must_use]
    pub const fn watched(directory: watch::Receiver<Arc<Directory>>) -> Self {
        Self(Source::Watched(directory))
    }

    /// As they are now.
    #[must_use]
    pub fn now(&self) -> Arc<[Organisation]> {
        match &self.0 {
            Source::Fixed(organisations) => Arc::clone(organisations),
            Source::Watched(directory) => Arc::clone(directory.borrow().organisations()),
        }
    }
}

impl From<Arc<[Organisation]>> for Organisations {
    fn from(organisations: Arc<[Organisation]>) -> Self {
        Self(Source::Fixed(organisations))
    }
}

impl From<Vec<Organisation>> for Organisations {
    fn from(organisations: Vec<Organisation>) -> Self {
        Self(Source::Fixed(organisations.into()))
    }
}

impl FromIterator<Organisation> for Organisations {
    fn from_iter<I: IntoIterator<Item = Organisation>>(organisations: I) -> Self {
        Self(Source::Fixed(organisations.into_iter().collect()))
    }
}
