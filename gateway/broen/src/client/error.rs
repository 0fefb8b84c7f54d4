//! Why a gateway could not be called.

use std::path::PathBuf;

use crate::exit::Exit;

/// Why a call did not come to an answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The connection broke, or what came back is no HTTP.
    #[error("talk to {address}: {reason}")]
    Broken {
        /// Where.
        address: String,
        /// The library's reason.
        reason: String,
    },
    /// Neither `--as` nor `--server` says who calls.
    #[error("know who calls: name the organisation with --as")]
    CallerUnnamed,
    /// The certificates do not read, or do not fit together.
    #[error("use the certificates: {0}")]
    Certificates(String),
    /// A file that is needed cannot be read.
    #[error("read {path}: {error}{hint}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        error: std::io::Error,
        /// What may help.
        hint: &'static str,
    },
    /// Nobody answers there.
    #[error("reach {address}: {reason}")]
    Unreachable {
        /// Where.
        address: String,
        /// The system's or the TLS library's reason.
        reason: String,
    },
}

impl Error {
    /// The code the program ends with.
    pub(crate) const fn exit(&self) -> Exit {
        match self {
            Self::CallerUnnamed | Self::Certificates(_) => Exit::Configuration,
            Self::File { .. } => Exit::NoInput,
            Self::Broken { .. } | Self::Unreachable { .. } => Exit::Unavailable,
        }
    }
}

/// The innermost cause says most: "connection refused" rather than "transport error".
pub(super) fn innermost(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source()).last().map_or_else(String::new, ToString::to_string)
}
