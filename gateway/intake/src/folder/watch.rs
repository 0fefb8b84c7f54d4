//! Looks at a folder again and again, and takes what has settled.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use canonical::organisation::Organisation;
use canonical::refusal::{Place, Refusal, RefusalCode};
use telemetry::occurrences::intake::{DocumentUnreadable, FolderFileClaimed, FolderFileSettled, FolderUnavailable};

use super::claim::Claim;
use super::error::Error;
use super::layout::Layout;
use super::look::{Seen, files};
use super::settle::{follow, settle};
use crate::document::LARGE;
use crate::following::Following;
use crate::publish::Channel;
use crate::receive::Intake;
use crate::reception::Reception;

/// What is watched.
#[derive(Clone)]
pub struct Settings {
    /// The folder that holds `in/`, `work/`, `receipts/`, `done/` and `refused/`.
    pub root: PathBuf,
    /// Whose folder it is: it hands over what lies in it.
    pub organisation: Arc<Organisation>,
    /// How long to wait between two looks.
    pub every: Duration,
    /// Brings receipts that follow, where receivers are asked first.
    pub following: Option<Arc<dyn Following>>,
}

/// Watches one folder.
pub struct Watcher {
    intake: Intake,
    layout: Layout,
    organisation: Arc<Organisation>,
    every: Duration,
    following: Option<Arc<dyn Following>>,
    seen: Seen,
}

/// The longest wait for whoever knows of receipts that follow.
const FOLLOW: Duration = Duration::from_secs(2);

/// What one look at the folder did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scanned {
    /// Files that were answered and put away.
    pub settled: usize,
    /// Files that could not be read or put away; they are tried again.
    pub failed: usize,
}

/// A wish to stop, asked for between two files.
type Drain<'a> = Pin<&'a mut (dyn Future<Output = ()> + Send)>;

impl Watcher {
    /// Makes the folders that are missing. Nothing is taken before the first look.
    ///
    /// # Errors
    /// [`Error::Unreachable`].
    pub fn new(intake: Intake, settings: Settings) -> Result<Self, Error> {
        let Settings { root, organisation, every, following } = settings;
        Ok(Self { intake, layout: Layout::open(&root)?, organisation, every, following, seen: Seen::default() })
    }

    /// Looks at the folder until `drain` is ready. The file under way is settled first.
    pub async fn run(mut self, drain: impl Future<Output = ()> + Send) {
        let mut drain = std::pin::pin!(drain);
        loop {
            match self.scan(drain.as_mut()).await {
                Ok(Ended::Drained) => return,
                Ok(Ended::Finished(_)) => {}
                Err(Error::Unavailable(_)) => {}
                Err(Error::Unreachable { reason }) => self.unavailable(reason),
            }
            // Letters do not wait for receipts.
            tokio::select! {
                biased;
                () = &mut drain => return,
                followed = tokio::time::timeout(FOLLOW, self.follow()) => match followed {
                    Ok(Err(Error::Unreachable { reason })) => self.unavailable(reason),
                    Ok(Ok(()) | Err(Error::Unavailable(_))) | Err(_) => {}
                },
            }
            tokio::select! {
                biased;
                () = &mut drain => return,
                () = tokio::time::sleep(self.every) => {}
            }
        }
    }

    /// Looks at the folder once: takes what was left behind in `work/`, then what has settled in `in/`, oldest first.
    /// A file settles when two looks have found it unchanged.
    ///
    /// # Errors
    /// [`Error::Unreachable`] if the folder cannot be listed; [`Error::Unavailable`] if a letter could not be made
    /// durable: then the files after it wait too, so that they do not overtake it.
    pub async fn scan_once(&mut self) -> Result<Scanned, Error> {
        match self.scan(std::pin::pin!(std::future::pending())).await? {
            Ended::Drained => Ok(Scanned::default()),
            Ended::Finished(scanned) => Ok(scanned),
        }
    }

    async fn scan(&mut self, mut drain: Drain<'_>) -> Result<Ended, Error> {
        let mut scanned = Scanned::default();
        for found in self.look().await? {
            let is_draining = tokio::select! {
                biased;
                () = &mut drain => true,
                () = std::future::ready(()) => false,
            };
            if is_draining {
                return Ok(Ended::Drained);
            }
            match self.take(found).await {
                Ok(true) => scanned.settled += 1,
                Ok(false) => {}
                Err(Error::Unreachable { reason }) => {
                    scanned.failed += 1;
                    self.unavailable(reason);
                }
                Err(unavailable @ Error::Unavailable(_)) => return Err(unavailable),
            }
        }
        Ok(Ended::Finished(scanned))
    }

    /// Writes the receipts that have followed.
    ///
    /// # Errors
    /// [`Error::Unreachable`] if they cannot be written; [`Error::Unavailable`] if it cannot be told which there are. Then they are
    /// written later.
    pub async fn follow(&self) -> Result<(), Error> {
        let Some(following) = &self.following else { return Ok(()) };
        let organisation = &self.organisation.id;
        let due = following.due(organisation, Channel::Folder).await?;
        if due.is_empty() {
            return Ok(());
        }
        let numbers: Vec<u64> = due.iter().map(|follows| follows.number).collect();
        let layout = self.layout.clone();
        blocking(move || follow(&layout, &due)).await?;
        Ok(following.taken(organisation, &numbers).await?)
    }

    async fn look(&mut self) -> Result<Vec<Found>, Error> {
        let (layout, mut seen) = (self.layout.clone(), std::mem::take(&mut self.seen));
        let looking = move || {
            let left_behind = files(&layout.work)?.into_iter().map(Found::LeftBehind);
            let settled = seen.settled(&layout.incoming)?.into_iter().map(Found::Settled);
            Ok((left_behind.chain(settled).collect(), seen))
        };
        let (found, seen) = blocking(looking).await?;
        self.seen = seen;
        Ok(found)
    }

    /// Claims a file, has it received, and puts it away. `false` if somebody else has it.
    async fn take(&self, found: Found) -> Result<bool, Error> {
        let (layout, fresh) = (self.layout.clone(), self.intake.fresh());
        let claiming = move || match found {
            Found::LeftBehind(path) => Claim::of(&path),
            Found::Settled(path) => Claim::new(&layout, &path, fresh),
        };
        let Some(mut claim) = blocking(claiming).await? else {
            return Ok(false);
        };
        let _room = self.intake.room(claim.length).await?;
        let (limit, is_large) = (self.intake.limits().bytes, claim.length > LARGE as u64);
        let begun = if is_large { Some(self.intake.incoming()?) } else { None };
        let (claim, content) = blocking(move || claim.read(limit, begun).map(|content| (claim, content))).await?;
        FolderFileClaimed { organisation: self.organisation.id.as_str(), bytes: claim.length }.emit();
        let reception = match content {
            Some(document) => self.intake.receive(&self.organisation, Channel::Folder, document?).await?,
            None => too_large(),
        };
        let layout = self.layout.clone();
        let outcome = blocking(move || settle(&layout, &claim, &reception)).await?;
        FolderFileSettled { organisation: self.organisation.id.as_str(), outcome }.emit();
        Ok(true)
    }

    fn unavailable(&self, reason: std::io::ErrorKind) {
        FolderUnavailable { organisation: self.organisation.id.as_str(), reason }.emit();
    }
}

/// A file to take.
enum Found {
    /// In `work/`, unless somebody works on it.
    LeftBehind(PathBuf),
    /// In `in/`, and not written to any more.
    Settled(PathBuf),
}

/// How a look at the folder ended.
enum Ended {
    Drained,
    Finished(Scanned),
}

/// A file beyond the limit is refused without having been read.
fn too_large() -> Reception {
    let refusals = vec![Refusal::new(RefusalCode::DocumentTooLarge, Place::default())];
    DocumentUnreadable { standard: None, codes: &[RefusalCode::DocumentTooLarge] }.emit();
    let (standard, format) = (canonical::event::Standard::MedcomXml, canonical::letter::Format::Xml);
    Reception { standard, format, letters: Vec::new(), refusals, receipts: Vec::new(), later: None, asked: None }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(Error::Unreachable { reason: std::io::ErrorKind::Interrupted }),
    }
}
