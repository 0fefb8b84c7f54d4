//! From a file to the checked configuration.

use std::path::Path;

use super::folder::Folder;
use super::model::Config;
use super::problems::Problems;
use super::read;

impl Config {
    /// Reads the text of a configuration file that lies in `folder`, without looking at the files it names.
    ///
    /// # Errors
    /// Every problem at once.
    #[cfg(test)]
    pub(crate) fn parse(text: &str, folder: &Path) -> Result<Self, Problems> {
        read::config(text, Folder { path: folder, look: false })
    }

    /// Reads a configuration file; the certificates and keys it names must be there.
    ///
    /// # Errors
    /// Every problem at once; one if the file cannot be read.
    pub(crate) fn load(file: &Path) -> Result<Self, Problems> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Problems::of_file(format!("cannot read {}: {error}", file.display())))?;
        let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let path = absolute.parent().unwrap_or(Path::new("."));
        read::config(&text, Folder { path, look: true })
    }
}
