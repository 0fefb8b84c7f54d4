//! From a file to the checked configuration.

use std::path::Path;

use super::adapter::Adapter;
use super::folder::Folder;
use super::gateway::Gateway;
use super::model::Config;
use super::problems::Problems;
use super::read::{Any, any};
use super::role::Role;

impl Any {
    /// Reads a configuration file of any role; the certificates and keys it names must be there.
    ///
    /// # Errors
    /// Every problem at once; one if the file cannot be read.
    pub(crate) fn load(file: &Path) -> Result<Self, Problems> {
        load(file, None)
    }

    /// Reads the text of a configuration file that lies in `folder`, without looking at the files it names.
    ///
    /// # Errors
    /// Every problem at once.
    #[cfg(test)]
    pub(crate) fn parse(text: &str, folder: &Path) -> Result<Self, Problems> {
        any(text, Folder { path: folder, look: false }, None)
    }
}

impl Config {
    /// As [`Any::parse`], of a standalone process only.
    #[cfg(test)]
    pub(crate) fn parse(text: &str, folder: &Path) -> Result<Self, Problems> {
        of_standalone(any(text, Folder { path: folder, look: false }, Some(Role::Standalone))?)
    }

    /// The configuration that the first start writes, as it would lie in `folder`.
    pub(crate) fn template(folder: &Path) -> Result<Self, Problems> {
        of_standalone(any(super::TEMPLATE, Folder { path: folder, look: false }, Some(Role::Standalone))?)
    }

    /// As [`Any::load`], of a standalone process only.
    pub(crate) fn load(file: &Path) -> Result<Self, Problems> {
        of_standalone(load(file, Some(Role::Standalone))?)
    }
}

impl Gateway {
    /// As [`Any::load`], of a gateway only.
    pub(crate) fn load(file: &Path) -> Result<Self, Problems> {
        match load(file, Some(Role::Gateway))? {
            Any::Gateway(config) => Ok(*config),
            Any::Adapter(..) | Any::Standalone(_) => Err(another()),
        }
    }
}

impl Adapter {
    /// As [`Any::load`], of an adapter of this role only.
    pub(crate) fn load(file: &Path, role: Role) -> Result<Self, Problems> {
        match load(file, Some(role))? {
            Any::Adapter(_, config) => Ok(*config),
            Any::Gateway(_) | Any::Standalone(_) => Err(another()),
        }
    }
}

fn of_standalone(read: Any) -> Result<Config, Problems> {
    match read {
        Any::Standalone(config) => Ok(*config),
        Any::Adapter(..) | Any::Gateway(_) => Err(another()),
    }
}

/// Reading for one role has refused the others already, with their names.
fn another() -> Problems {
    Problems::of_file("is the configuration of another role")
}

fn load(file: &Path, expected: Option<Role>) -> Result<Any, Problems> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Problems::of_file(format!("cannot read {}: {error}", file.display())))?;
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let path = absolute.parent().unwrap_or(Path::new("."));
    any(&text, Folder { path, look: true }, expected)
}
