//! Why a process did not start.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::certificates;
use crate::config::{Problems, report};
use crate::exit::Exit;
use crate::output::Terminal;

/// What kept it from starting.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The store of large files cannot be used.
    #[error("use the blob store in {path}: {error}", path = path.display())]
    Blobs {
        /// Its directory.
        path: PathBuf,
        /// Why.
        error: blobs::Error,
    },
    /// The broker is not as it must be, or does not let the process in.
    #[error("{0}")]
    Broker(#[from] broker::Error),
    /// Certificates or keys are not at hand.
    #[error("{0}")]
    Certificates(#[from] certificates::Error),
    /// The configuration, or a key file, is wrong.
    #[error("read {file}:\n{problems}", file = file.display())]
    Configuration {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        problems: Problems,
    },
    /// The data directory cannot be used.
    #[error("use {path}: {error}", path = path.display())]
    Data {
        /// The file or directory.
        path: PathBuf,
        /// The system's reason.
        error: std::io::Error,
    },
    /// A watched folder cannot be used.
    #[error("watch {path}: {error}", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The reason.
        error: intake::folder::Error,
    },
    /// The journal cannot be opened.
    #[error("open the journal: {0}")]
    Journal(#[from] journal::Error),
    /// An address is taken, or not of this machine.
    #[error("listen on {address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        error: std::io::Error,
    },
    /// The directory that was kept cannot be read.
    #[error("{0}")]
    Directory(#[from] intake::directory::Error),
    /// A key file holds no key.
    #[error("use {path}: {what}", path = path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What it must be.
        what: &'static str,
    },
    /// The certificates for posting do not fit.
    #[error("{0}")]
    Posting(#[from] push::TlsError),
    /// The machine gives no random bits.
    #[error("draw random bits")]
    Random,
    /// The server cannot be made.
    #[error("{0}")]
    Server(#[from] server::Error),
    /// The spool cannot be used.
    #[error("{0}")]
    Spool(#[from] intake::spool::Error),
}

impl Error {
    /// Tells it, and gives the code the program ends with.
    pub(crate) fn report(self, terminal: Terminal) -> Exit {
        match self {
            Self::Configuration { file, problems } => {
                report(terminal, &file, &problems);
                Exit::Configuration
            }
            error => {
                terminal.failure(error.to_string());
                error.exit()
            }
        }
    }

    /// The code the program ends with.
    const fn exit(&self) -> Exit {
        match self {
            Self::Broker(broker::Error::Unfit { .. })
            | Self::Certificates(_)
            | Self::Configuration { .. }
            | Self::Key { .. }
            | Self::Posting(_)
            | Self::Server(_) => Exit::Configuration,
            Self::Blobs { .. }
            | Self::Broker(_)
            | Self::Data { .. }
            | Self::Directory(_)
            | Self::Folder { .. }
            | Self::Journal(_)
            | Self::Listen { .. }
            | Self::Random
            | Self::Spool(_) => Exit::Unavailable,
        }
    }
}
