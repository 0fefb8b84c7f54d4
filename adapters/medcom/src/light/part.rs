//! A file on its way out of a document: read as base64, digested, and handed on once it is known to be large.

use std::io;

use canonical::attachment::{AttachmentContent, INLINE_LIMIT};
use canonical::digest::Digest;
use canonical::files::Files;
use canonical::refusal::RefusalCode;
use sha2::{Digest as _, Sha256};

use crate::base64::Decoder;

/// Characters of what is no file that are left in the document.
const MALFORMED: usize = 2 * INLINE_LIMIT;

/// What was left out of a document.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Which of the document's elements of this name, counted from 0.
    pub(crate) number: usize,
    /// Where it was: an offset in what remains.
    pub(crate) at: usize,
    /// What its characters add to the line and the column of what follows.
    pub(crate) extent: Extent,
    /// The file; or why it is none.
    pub(crate) content: Result<AttachmentContent, RefusalCode>,
}

/// Line ends of a piece of text, and the characters after the last one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Extent {
    pub(crate) lines: u32,
    pub(crate) characters: u32,
    is_after_return: bool,
}

impl Extent {
    /// Counts on. A line ends with a line feed, a return, or both.
    pub(super) fn add(&mut self, text: &[u8]) {
        for byte in text {
            match byte {
                b'\n' if self.is_after_return => {}
                b'\n' | b'\r' => {
                    self.lines = self.lines.saturating_add(1);
                    self.characters = 0;
                }
                // A character of UTF-8 is counted once.
                0x80..0xc0 => {}
                _ => self.characters = self.characters.saturating_add(1),
            }
            self.is_after_return = *byte == b'\r';
        }
    }
}

/// A file that is being read.
pub(super) struct Reading {
    number: usize,
    /// Where its characters begin in what remains.
    start: usize,
    decoder: Decoder,
    /// What was decoded while the file was small.
    held: Vec<u8>,
    hasher: Sha256,
    size: u64,
    /// What its characters add, once they are left out.
    extent: Option<Extent>,
}

impl Reading {
    pub(super) fn begin(number: usize, start: usize) -> Self {
        let (decoder, held, hasher) = (Decoder::default(), Vec::new(), Sha256::new());
        Self { number, start, decoder, held, hasher, size: 0, extent: None }
    }

    /// Takes characters as they stand, for the document that remains or for the places after them.
    pub(super) fn stands(&mut self, raw: &[u8], light: &mut Vec<u8>) {
        match &mut self.extent {
            Some(extent) => extent.add(raw),
            None => light.extend_from_slice(raw),
        }
    }

    /// Takes characters as they are meant.
    pub(super) fn means(&mut self, text: &[u8], light: &mut Vec<u8>, files: &mut impl Files) -> io::Result<()> {
        let Self { decoder, held, hasher, size, extent, .. } = self;
        decoder.push(text, |piece| take(piece, held, hasher, size, extent.is_some(), files))?;
        self.lift(light, files)
    }

    /// Something else than characters of base64 stands here.
    pub(super) const fn fail(&mut self) {
        self.decoder.fail();
    }

    /// Leaves the characters out if they are too many.
    fn lift(&mut self, light: &mut Vec<u8>, files: &mut impl Files) -> io::Result<()> {
        let characters = light.len().saturating_sub(self.start);
        let is_large = self.held.len() > INLINE_LIMIT || (self.decoder.is_malformed() && characters > MALFORMED);
        if self.extent.is_some() || !is_large {
            return Ok(());
        }
        let mut extent = Extent::default();
        extent.add(light.get(self.start..).unwrap_or_default());
        light.truncate(self.start);
        self.extent = Some(extent);
        files.piece(&std::mem::take(&mut self.held))
    }

    /// Ends the file. `None` if it stays in the document.
    pub(super) fn end(
        mut self,
        is_whole: bool,
        light: &mut Vec<u8>,
        files: &mut impl Files,
    ) -> io::Result<Option<Part>> {
        if is_whole {
            let Self { decoder, held, hasher, size, extent, .. } = &mut self;
            decoder.finish(|piece| take(piece, held, hasher, size, extent.is_some(), files))?;
            self.lift(light, files)?;
        } else {
            self.fail();
        }
        let Self { number, decoder, hasher, size, extent, .. } = self;
        let Some(extent) = extent else { return Ok(None) };
        let content = if decoder.is_malformed() {
            files.dropped();
            Err(RefusalCode::Base64Malformed)
        } else {
            let sha256 = Digest(hasher.finalize().into());
            files.complete(sha256)?;
            Ok(AttachmentContent::Original { size, sha256 })
        };
        Ok(Some(Part { number, at: light.len(), extent, content }))
    }
}

/// Digests what was decoded, and holds it or hands it on.
fn take(
    piece: &[u8],
    held: &mut Vec<u8>,
    hasher: &mut Sha256,
    size: &mut u64,
    is_large: bool,
    files: &mut impl Files,
) -> io::Result<()> {
    hasher.update(piece);
    *size = size.saturating_add(piece.len() as u64);
    if is_large {
        return files.piece(piece);
    }
    held.extend_from_slice(piece);
    Ok(())
}
