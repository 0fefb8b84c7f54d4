//! The directory of one server, and the user it runs as.

use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::error::{Error, system};

/// A directory that is removed with its owner.
#[derive(Debug)]
pub(crate) struct Directory {
    kept: TempDir,
    user: Option<User>,
}

/// Another user than the one we are.
#[derive(Debug, Clone, Copy)]
struct User {
    user: u32,
    group: u32,
}

impl Directory {
    /// A fresh one. Its server runs as `user` if we are root, else as ourselves.
    pub(crate) fn fresh(user: Option<&str>) -> Result<Self, Error> {
        let kept = tempfile::Builder::new().prefix("broen-engine-").tempdir().map_err(system("make a directory"))?;
        let owner = std::fs::metadata(kept.path()).map_err(system("read a directory"))?.uid();
        let user = if owner == 0 { user.map(User::named).transpose()? } else { None };
        if let Some(User { user, group }) = user {
            chown(kept.path(), Some(user), Some(group)).map_err(system("give a directory away"))?;
        }
        Ok(Self { kept, user })
    }

    pub(crate) fn path(&self) -> &Path {
        self.kept.path()
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.kept.path().join(name)
    }

    /// A program that will run as the user of this directory, in it.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path());
        if let Some(User { user, group }) = self.user {
            command.uid(user).gid(group);
        }
        command
    }
}

impl User {
    fn named(name: &str) -> Result<Self, Error> {
        let number = |flag: &str| {
            let output = Command::new("id").args([flag, name]).output().map_err(system("run id"))?;
            let said = String::from_utf8_lossy(&output.stdout);
            said.trim().parse().map_err(|_| Error::Missing(format!("the user {name}")))
        };
        Ok(Self { user: number("-u")?, group: number("-g")? })
    }
}
