//! The organisations Broen knows and the routes between them: as configured, or as the directory has them now.

use std::sync::Arc;

use access::Route;
use canonical::organisation::Organisation;
use tokio::sync::watch;

use crate::directory::Directory;

/// Every organisation Broen knows. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Organisations(Source);

#[derive(Debug, Clone)]
enum Source {
    Fixed(Arc<[Organisation]>, Arc<[Route]>),
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
            Source::Fixed(organisations, _) => Arc::clone(organisations),
            Source::Watched(directory) => Arc::clone(directory.borrow().organisations()),
        }
    }

    /// What receipts promise between them, as it is now.
    #[must_use]
    pub fn routes(&self) -> Arc<[Route]> {
        match &self.0 {
            Source::Fixed(_, routes) => Arc::clone(routes),
            Source::Watched(directory) => Arc::clone(directory.borrow().routes()),
        }
    }

    /// As configured.
    #[must_use]
    pub const fn fixed(organisations: Arc<[Organisation]>, routes: Arc<[Route]>) -> Self {
        Self(Source::Fixed(organisations, routes))
    }
}

impl From<Arc<[Organisation]>> for Organisations {
    fn from(organisations: Arc<[Organisation]>) -> Self {
        Self::fixed(organisations, Arc::default())
    }
}

impl From<Vec<Organisation>> for Organisations {
    fn from(organisations: Vec<Organisation>) -> Self {
        Self::fixed(organisations.into(), Arc::default())
    }
}

impl FromIterator<Organisation> for Organisations {
    fn from_iter<I: IntoIterator<Item = Organisation>>(organisations: I) -> Self {
        Self::fixed(organisations.into_iter().collect(), Arc::default())
    }
}
