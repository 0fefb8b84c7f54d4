//! Which files are there to be taken: pure but for listing a folder.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{fs, io};

/// What the last look at a folder saw.
#[derive(Debug, Default)]
pub(super) struct Seen(HashMap<OsString, Sighting>);

/// A file at one moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sighting {
    modified: SystemTime,
    length: u64,
}

impl Seen {
    /// The files that have not changed since the last look, oldest first. A file that is new or has grown may
    /// still be written to, and waits for the next look.
    pub(super) fn settled(&mut self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let present = sightings(folder)?;
        let unchanged = |(name, sighting): &(OsString, Sighting)| self.0.get(name) == Some(sighting);
        let settled = present.iter().filter(|found| unchanged(found)).map(|(name, _)| folder.join(name)).collect();
        self.0 = present.into_iter().collect();
        Ok(settled)
    }
}

/// All files of a folder that are nobody's unfinished work, oldest first.
pub(super) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(sightings(folder)?.into_iter().map(|(name, _)| folder.join(name)).collect())
}

fn sightings(folder: &Path) -> io::Result<Vec<(OsString, Sighting)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // Does not follow links: a link is not a file. A file that is gone by now is somebody else's.
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        let name = entry.file_name();
        if metadata.is_file() && is_finished(&name) {
            found.push((name, Sighting { modified: metadata.modified()?, length: metadata.len() }));
        }
    }
    found.sort_by(|(name, sighting), (other_name, other)| (sighting, name).cmp(&(other, other_name)));
    Ok(found)
}

fn is_finished(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let unfinished = [".tmp", ".part", ".filepart", "~"];
    !name.starts_with('.') && !unfinished.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_plain_files_are_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b.xml", "a.xml", ".hidden", "c.tmp", "d.part", "e.xml~", "f.filepart"] {
            fs::write(folder.path().join(name), "x").expect("written");
        }
        fs::create_dir(folder.path().join("sub")).expect("made");
        std::os::unix::fs::symlink("a.xml", folder.path().join("link.xml")).expect("linked");
        let mut names: Vec<_> = files(folder.path()).expect("listed");
        names.sort();
        assert_eq!(names, [folder.path().join("a.xml"), folder.path().join("b.xml")]);
    }

    #[test]
    fn a_file_waits_until_it_has_stopped_growing() {
        let folder = tempfile::tempdir().expect("a folder");
        let letter = folder.path().join("a.xml");
        let mut seen = Seen::default();
        fs::write(&letter, "<Eme").expect("written");
        assert!(seen.settled(folder.path()).expect("listed").is_empty());
        fs::write(&letter, "<Emessage/>").expect("written");
        assert!(seen.settled(folder.path()).expect("listed").is_empty());
        assert_eq!(seen.settled(folder.path()).expect("listed"), [letter]);
    }
}
