//! What can go wrong with a server under test.

use std::io;

/// Why a server is not as it was asked to be.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A program is not installed.
    #[error("find {0}: run `cargo xtask install`")]
    Missing(String),
    /// A server ended, or did not answer in time.
    #[error("start {what}: {said}")]
    NotReady {
        /// Which server.
        what: &'static str,
        /// The end of what it wrote.
        said: String,
    },
    /// A server or one of its tools said no.
    #[error("{what}: {said}")]
    Refused {
        /// What was asked.
        what: &'static str,
        /// The answer.
        said: String,
    },
    /// The operating system said no.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: &'static str,
        /// Its answer.
        source: io::Error,
    },
    /// The named server belongs to another process; only its owner can stop it.
    #[error("stop a server that another process started")]
    Theirs,
}

/// Names what the operating system refused.
pub(crate) fn system(what: &'static str) -> impl Fn(io::Error) -> Error {
    move |source| Error::System { what, source }
}
