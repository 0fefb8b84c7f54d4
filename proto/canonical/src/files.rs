//! Where the files of a letter go that are too large to travel in its event.

use std::io;

use crate::digest::Digest;

/// Takes files over, one after another and piece by piece, while their letter is being read.
///
/// Whoever reads a letter knows only at the end of a file whether it is one. What is not complete is dropped.
pub trait Files {
    /// The next piece of the file; the first one begins it.
    ///
    /// # Errors
    /// Whatever keeps the piece from being taken over; the letter is not read on.
    fn piece(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// The file is complete, and this is its SHA-256.
    ///
    /// # Errors
    /// As [`Files::piece`].
    fn complete(&mut self, sha256: Digest) -> io::Result<()>;

    /// What came of the file was no file.
    fn dropped(&mut self);
}

/// Takes nothing over: for those who want the event and not its files.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl Files for Nowhere {
    fn piece(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn complete(&mut self, _: Digest) -> io::Result<()> {
        Ok(())
    }

    fn dropped(&mut self) {}
}
