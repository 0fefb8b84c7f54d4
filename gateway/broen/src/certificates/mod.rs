//! Certificates: the site's own, or those made for development.
//!
//! The first start without `[tls]` makes an authority, a certificate for the server and one for every organisation;
//! later starts use them again, and organisations that came to the configuration get theirs.

mod authority;
mod development;
mod files;
mod load;

pub(crate) use development::Development;
pub(crate) use files::{Readers, replace_file, secret};
pub(crate) use load::{Identities, known, load, read, server_files};

use std::path::PathBuf;

/// Why certificates are not at hand.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A certificate could not be made.
    #[error("make a certificate: {0}")]
    Making(#[from] rcgen::Error),
    /// A file could not be read or written.
    #[error("use {path}: {error}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        error: std::io::Error,
    },
    /// A file holds no certificate.
    #[error("find a certificate in {path}", path = .0.display())]
    NoCertificate(PathBuf),
    /// The server cannot use what it was given.
    #[error("{0}")]
    Unusable(#[from] server::Error),
}
