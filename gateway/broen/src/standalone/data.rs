//! The data directory: what is in it, and what the first start puts there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use journal::LookupKey;
use rustls::crypto::SecureRandom;

use crate::certificates::{Development, Readers, replace_file, secret};
use crate::config::{Config, Problems, TEMPLATE};
use crate::process::{Directory, Error};

/// The directory of a standalone process.
#[derive(Debug)]
pub(super) struct Data(Directory);

impl Data {
    /// Makes the directory if it is not there, and takes it.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        Directory::open(path).map(Self)
    }

    /// The directory itself.
    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The directory as any process has one.
    pub(super) const fn directory(&self) -> &Directory {
        &self.0
    }

    /// Where the journal lives.
    pub(super) fn journal(&self) -> PathBuf {
        self.path().join("journal")
    }

    /// Where large files live, unless the configuration says otherwise.
    pub(super) fn blobs(&self) -> PathBuf {
        self.path().join("blobs")
    }

    /// Certificates made for development.
    pub(super) fn development(&self) -> Development {
        Development::new(self.path())
    }

    /// Reads the configuration: the file that is named, or `broen.toml` here, which the first start writes.
    pub(super) fn config(&self, named: Option<&Path>) -> Result<(PathBuf, Config), Error> {
        let file = named.map_or_else(|| self.path().join("broen.toml"), Path::to_owned);
        if named.is_none() && !file.exists() {
            replace_file(&file, TEMPLATE.as_bytes(), Readers::All)?;
        }
        match Config::load(&file) {
            Ok(config) => Ok((file, config)),
            Err(problems) => Err(Error::Configuration { file, problems }),
        }
    }

    /// The secret of the keyed hashes, from `lookup.key`, which the first start makes.
    ///
    /// A journal without its key would find no patient again, so the key is not made anew beside one.
    pub(super) fn lookup_key(&self, random: &dyn SecureRandom) -> Result<LookupKey, Error> {
        let file = self.path().join("lookup.key");
        match fs::read(&file) {
            Ok(bytes) => <[u8; 32]>::try_from(bytes.as_slice())
                .map(LookupKey::new)
                .map_err(|_| self.key_problem(&file, "must hold 32 bytes")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.make_lookup_key(&file, random),
            Err(error) => Err(Error::Data { path: file, error }),
        }
    }

    fn make_lookup_key(&self, file: &Path, random: &dyn SecureRandom) -> Result<LookupKey, Error> {
        if self.journal().exists() {
            return Err(self.key_problem(file, "is missing, and the journal beside it cannot be read without it"));
        }
        let mut bytes = [0; 32];
        random
            .fill(&mut bytes)
            .map_err(|_| self.key_problem(file, "cannot be made: the system gives no random bytes"))?;
        secret(file, &bytes)?;
        Ok(LookupKey::new(bytes))
    }

    fn key_problem(&self, file: &Path, what: &str) -> Error {
        Error::Configuration { file: file.to_owned(), problems: Problems::of_file(what) }
    }
}

#[cfg(test)]
mod tests {
    use rustls::crypto::ring::default_provider;

    use super::*;

    fn data() -> (tempfile::TempDir, Data) {
        let folder = tempfile::tempdir().expect("a folder");
        let data = Data::open(&folder.path().join("new")).expect("made");
        (folder, data)
    }

    #[test]
    fn the_first_start_writes_a_configuration_and_later_ones_read_it() {
        let (_folder, data) = data();
        let (file, first) = data.config(None).expect("the template is right");
        let changed = fs::read_to_string(&file).expect("written").replace("TEST", "Prøve");
        fs::write(&file, changed).expect("written");
        let (_, second) = data.config(None).expect("still right");
        assert_ne!(first, second);
    }

    #[test]
    fn the_lookup_key_is_made_once_and_never_beside_a_journal() {
        let (_folder, data) = data();
        let random = default_provider().secure_random;
        let patient = "1402389992";
        let key = |data: &Data| data.lookup_key(random).map(|key| key.lane("patient", patient));
        let first = key(&data).expect("made");
        assert_eq!(first, key(&data).expect("read"));
        fs::create_dir(data.journal()).expect("made");
        fs::remove_file(data.path().join("lookup.key")).expect("removed");
        assert!(key(&data).is_err());
    }
}
