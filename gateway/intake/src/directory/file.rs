//! The directory on disk: written whole or not at all, and believed only if it is whole.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use canonical::digest::Digest;
use jiff::Timestamp;
use prost::Message as _;
use wire::convert::{instant, timestamp};
use wire::v1;

use super::content::Directory;

/// Replaces the file. It holds the SHA-256 of the rest, then the message by which a gateway would tell the directory.
pub(super) fn write(path: &Path, directory: &Directory, confirmed_at: Timestamp) -> io::Result<()> {
    let message = v1::WatchDirectoryResponse {
        version: directory.version().to_owned(),
        confirmed_at: Some(timestamp(confirmed_at)),
        directory: Some(directory.into()),
    };
    let content = message.encode_to_vec();
    let Digest(digest) = Digest::of(&content);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let unfinished = path.with_extension("tmp");
    let mut file = File::create(&unfinished)?;
    file.write_all(&digest)?;
    file.write_all(&content)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    File::open(folder)?.sync_all()
}

/// What stands on disk. `None` if nothing does, or nothing that can be believed: a gateway will tell it again.
pub(super) fn read(path: &Path) -> io::Result<Option<(Directory, Timestamp)>> {
    match fs::read(path) {
        Ok(content) => Ok(believed(&content)),
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn believed(file: &[u8]) -> Option<(Directory, Timestamp)> {
    let (digest, content) = file.split_at_checked(32)?;
    if Digest::of(content).0 != digest {
        return None;
    }
    let v1::WatchDirectoryResponse { version: _, confirmed_at, directory } =
        v1::WatchDirectoryResponse::decode(content).ok()?;
    Some((Directory::try_from(directory?).ok()?, instant(confirmed_at?).ok()?))
}
