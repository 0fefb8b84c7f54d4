//! Key files: 32 bytes each.

use std::path::{Path, PathBuf};

use broker::{Keyring, OpeningKey};
use journal::LookupKey;

use crate::certificates::read;
use crate::process::Error;

/// The key of the index columns.
pub(super) fn lookup_key(file: &Path) -> Result<LookupKey, Error> {
    bytes(file).map(LookupKey::new)
}

/// The keys that open letters, the one to seal to first.
pub(super) fn keyring(files: &[PathBuf]) -> Result<Keyring, Error> {
    files.iter().map(|file| opening_key(file)).collect::<Result<_, _>>().map(Keyring::new)
}

fn opening_key(file: &Path) -> Result<OpeningKey, Error> {
    OpeningKey::from_bytes(&bytes(file)?)
        .map_err(|_| Error::Key { path: file.to_owned(), what: "it holds no X25519 key" })
}

fn bytes(file: &Path) -> Result<[u8; 32], Error> {
    let content = read(file)?;
    content.as_slice().try_into().map_err(|_| Error::Key { path: file.to_owned(), what: "it must hold 32 bytes" })
}
