//! Taking a file so that nobody else works on it.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::layout::Layout;
use crate::document::{Document, Incoming};
use crate::publish::Unavailable;

/// A file in `work/` that is ours while this value lives.
#[derive(Debug)]
pub(super) struct Claim {
    /// Holds the lock.
    file: File,
    /// Where it stands.
    pub(super) path: PathBuf,
    /// Its name, with the claim's digits in it.
    pub(super) name: String,
    /// Its size in bytes.
    pub(super) length: u64,
}

impl Claim {
    /// Claims a file of `in/`. `None` if somebody else was faster.
    pub(super) fn new(layout: &Layout, incoming: &Path, fresh: [u8; 16]) -> io::Result<Option<Self>> {
        let path = layout.work.join(claimed_name(incoming, fresh));
        match fs::rename(incoming, &path) {
            Ok(()) => Self::of(&path),
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Takes a file of `work/`. `None` if somebody works on it or has put it away.
    pub(super) fn of(path: &Path) -> io::Result<Option<Self>> {
        if !fs::symlink_metadata(path).is_ok_and(|standing| standing.is_file()) {
            return Ok(None);
        }
        let file = match File::open(path) {
            Ok(file) => file,
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // Whoever had the lock before may have put the file away since it was opened.
        let (locked, standing) = (file.metadata()?, fs::symlink_metadata(path));
        let is_standing =
            standing.is_ok_and(|standing| (standing.dev(), standing.ino()) == (locked.dev(), locked.ino()));
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(is_standing.then(|| Self { file, path: path.to_owned(), name, length: locked.len() }))
    }

    /// The document: in memory, or in the file that is begun for it. `None` if it is longer than the limit; then no more
    /// than the limit is read.
    pub(super) fn read(
        &mut self,
        limit: usize,
        begun: Option<Incoming>,
    ) -> io::Result<Option<Result<Document, Unavailable>>> {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        if self.length > limit {
            return Ok(None);
        }
        let mut content = (&self.file).take(limit.saturating_add(1));
        let read = match begun {
            Some(begun) => put_down(&mut content, begun)?,
            None => {
                let mut whole = Vec::with_capacity(usize::try_from(self.length).unwrap_or(0));
                content.read_to_end(&mut whole)?;
                Ok(Bytes::from(whole).into())
            }
        };
        Ok((content.limit() > 0).then_some(read))
    }
}

fn put_down(content: &mut impl io::Read, mut begun: Incoming) -> io::Result<Result<Document, Unavailable>> {
    let mut piece = vec![0; PIECE];
    loop {
        let length = match content.read(&mut piece)? {
            0 => return Ok(begun.complete()),
            length => length,
        };
        if let Err(unavailable) = begun.take(piece.get(..length).unwrap_or_default()) {
            return Ok(Err(unavailable));
        }
    }
}

/// Bytes of a large file that are read at once.
const PIECE: usize = 64 * 1024;

/// The longest part of a name that is kept, in characters; a file name has at most 255 bytes.
const KEPT: usize = 40;

/// `letter.xml` becomes `letter~<16 hexadecimal digits>.xml`.
fn claimed_name(incoming: &Path, fresh: [u8; 16]) -> String {
    let kept = |part: Option<&std::ffi::OsStr>| -> String {
        part.unwrap_or_default().to_string_lossy().chars().take(KEPT).collect()
    };
    let digits: String = fresh.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let extension = kept(incoming.extension());
    let dot = if extension.is_empty() { "" } else { "." };
    format!("{}~{digits}{dot}{extension}", kept(incoming.file_stem()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> (tempfile::TempDir, Layout) {
        let folder = tempfile::tempdir().expect("a folder");
        let layout = Layout::open(folder.path()).expect("folders");
        (folder, layout)
    }

    #[test]
    fn a_claim_keeps_the_name_and_adds_its_digits() {
        let digits = "0707070707070707";
        for (name, claimed) in [
            ("letter.xml", format!("letter~{digits}.xml")),
            ("letter", format!("letter~{digits}")),
            ("a.b.json", format!("a.b~{digits}.json")),
        ] {
            assert_eq!(claimed_name(Path::new(name), [7; 16]), claimed);
        }
        assert!(claimed_name(Path::new(&"æ".repeat(127)), [7; 16]).len() <= 255);
    }

    #[test]
    fn one_of_two_claims_wins_and_a_held_file_is_not_taken() {
        let (_folder, layout) = layout();
        let incoming = layout.incoming.join("a.xml");
        fs::write(&incoming, "x").expect("written");
        let claim = Claim::new(&layout, &incoming, [1; 16]).expect("claimed").expect("ours");
        assert!(Claim::new(&layout, &incoming, [2; 16]).expect("tried").is_none());
        assert!(Claim::of(&claim.path).expect("tried").is_none());
        let path = claim.path.clone();
        drop(claim);
        assert!(Claim::of(&path).expect("tried").is_some(), "left behind, so taken again");
    }

    #[test]
    fn a_file_that_was_put_away_under_the_lock_is_not_taken() {
        let (_folder, layout) = layout();
        let path = layout.work.join("a.xml");
        fs::write(&path, "x").expect("written");
        fs::rename(&path, layout.done.join("a.xml")).expect("moved");
        assert!(Claim::of(&path).expect("tried").is_none());
    }

    #[test]
    fn no_more_than_the_limit_is_read() {
        let (_folder, layout) = layout();
        let path = layout.work.join("a.xml");
        fs::write(&path, "four").expect("written");
        let mut claim = Claim::of(&path).expect("tried").expect("ours");
        let mut read = |limit| {
            let content = claim.read(limit, None).expect("read")?;
            Some(content.expect("in memory").whole().expect("in memory"))
        };
        assert_eq!((read(3), read(4)), (None, Some(Bytes::from_static(b"four"))));
    }
}
