//! Files that hold secrets, and files that are replaced as a whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::Error;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Everybody.
    All,
    /// Only the user that runs the program: mode 0600.
    Owner,
}

/// Replaces a file as a whole: whoever reads it sees the old content or the new one, never a part.
pub(crate) fn replace_file(path: &Path, content: &[u8], readers: Readers) -> Result<(), Error> {
    write_beside(path, content, readers).map_err(|error| Error::File { path: path.to_owned(), error })
}

/// Writes a file that only the user that runs the program may read.
pub(crate) fn secret(path: &Path, content: &[u8]) -> Result<(), Error> {
    replace_file(path, content, Readers::Owner)
}

fn write_beside(path: &Path, content: &[u8], readers: Readers) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let beside = folder.join(name);
    // A file left by a crash may have other permissions; it is made anew.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = open_new(&beside, readers)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    File::open(folder)?.sync_all()
}

#[cfg(unix)]
fn open_new(path: &Path, readers: Readers) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mode = match readers {
        Readers::All => 0o644,
        Readers::Owner => 0o600,
    };
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn open_new(path: &Path, _readers: Readers) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_secret_is_readable_by_its_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/one.key");
        fs::create_dir_all(folder.path().join("deep")).expect("made");
        fs::write(folder.path().join("deep/one.key.tmp"), "left by a crash").expect("written");
        secret(&path, b"secret").expect("written");
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read(&path).expect("readable"), b"secret");
    }
}
