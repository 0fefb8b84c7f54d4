//! A document as it was received: in memory while it is small, in a file when it is not.

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::sync::Arc;

use blobs::{Staged, Staging, Store};
use bytes::Bytes;
use canonical::digest::Digest;
use canonical::letter::Format;

use crate::sniff::{PROLOGUE, Shape, is_xml, shape};
use crate::translate::is_envelope;
use crate::unavailable::{Unavailable, beside, unavailable};

/// A document above this size is not held in memory: 1 MiB.
pub const LARGE: usize = 1024 * 1024;
/// Bytes of a large document that are read at once.
const PIECE: usize = 64 * 1024;
/// The most that is held in memory of a letter that is read while it comes: what its large files leave of it. 8 MiB.
const LETTER: usize = 8 * 1024 * 1024;
/// The most that an envelope may hold of FHIR, which is read as a whole: 32 MiB.
pub(crate) const FHIR: usize = 32 * 1024 * 1024;
/// The largest envelope of EHMI, which is read as a whole too: room for as much FHIR as base64.
pub(crate) const SBDH: usize = FHIR / 3 * 4 + LARGE;

/// A document. Clones share it.
#[derive(Clone)]
pub enum Document {
    /// Its bytes.
    Here(Bytes),
    /// A file, which goes to the blob store with the first letter that is published.
    Large(Large),
}

/// A document in a file. Clones share it; the last one takes it away, unless it was kept.
#[derive(Debug, Clone)]
pub struct Large {
    file: Arc<Staged>,
    shape: Shape,
}

/// A large document that is coming in. It is gone when it is dropped before it is complete.
pub struct Incoming {
    staging: Staging,
    /// As much as tells what it is.
    start: Vec<u8>,
}

impl Document {
    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::Here(bytes) => bytes.len() as u64,
            Self::Large(large) => large.size(),
        }
    }

    /// SHA-256 of it.
    pub(crate) fn sha256(&self) -> Digest {
        match self {
            Self::Here(bytes) => Digest::of(bytes),
            Self::Large(large) => large.sha256(),
        }
    }

    /// What it looks like.
    pub(crate) fn shape(&self) -> Shape {
        match self {
            Self::Here(bytes) => looks(bytes),
            Self::Large(large) => large.shape,
        }
    }

    /// The syntax of a document that is FHIR.
    pub(crate) fn format(&self) -> Format {
        match self {
            Self::Here(bytes) if is_xml(bytes) => Format::Xml,
            Self::Large(Large {
                shape: Shape::Fhir(Format::Xml) | Shape::Medcom | Shape::Sbdh | Shape::Vans, ..
            }) => Format::Xml,
            Self::Here(_) | Self::Large(_) => Format::Json,
        }
    }

    /// What reading and answering it takes of the memory that work on documents shares, in bytes.
    #[must_use]
    pub fn weight(&self) -> usize {
        let weight = match (self, self.shape()) {
            // FHIR is read as a whole.
            // What is in it is decoded beside it.
            (_, Shape::Sbdh) => self.size().min(SBDH as u64).saturating_mul(2),
            (Self::Here(_), _) | (_, Shape::Fhir(_)) => self.size(),
            (Self::Large(_), Shape::Medcom) => self.size().min(LETTER as u64),
            // What is in it is not known yet.
            (Self::Large(_), Shape::Vans) => self.size().min(FHIR as u64),
        };
        usize::try_from(weight).unwrap_or(usize::MAX)
    }

    /// Hands it on piece by piece.
    ///
    /// # Errors
    /// Those of the disk, and those of whoever takes the pieces.
    pub(crate) fn pieces<E: From<io::Error>>(&self, mut take: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let large = match self {
            Self::Here(bytes) => return take(bytes),
            Self::Large(large) => large,
        };
        let (mut file, mut piece) = (large.file.open()?, vec![0; PIECE]);
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(()),
                length => take(piece.get(..length).unwrap_or_default())?,
            }
        }
    }

    /// All of it in memory.
    ///
    /// # Errors
    /// Those of the disk.
    pub(crate) fn whole(&self) -> io::Result<Bytes> {
        if let Self::Here(bytes) = self {
            return Ok(bytes.clone());
        }
        let mut whole = Vec::with_capacity(usize::try_from(self.size()).unwrap_or(0));
        self.pieces(|piece| -> io::Result<()> {
            whole.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(whole.into())
    }
}

impl From<Bytes> for Document {
    fn from(bytes: Bytes) -> Self {
        Self::Here(bytes)
    }
}

impl From<String> for Document {
    fn from(text: String) -> Self {
        Self::Here(text.into())
    }
}

impl From<Vec<u8>> for Document {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Here(bytes.into())
    }
}

impl Large {
    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.file.size()
    }

    /// SHA-256 of it.
    #[must_use]
    pub fn sha256(&self) -> Digest {
        self.file.sha256()
    }

    /// The file.
    pub(crate) const fn file(&self) -> &Arc<Staged> {
        &self.file
    }
}

impl Incoming {
    pub(crate) fn begin(store: &Store) -> Result<Self, Unavailable> {
        let staging = store.stage().map_err(unavailable)?;
        Ok(Self { staging, start: Vec::new() })
    }

    /// Takes the next bytes. Writes to disk: it has to be called where that is no harm.
    ///
    /// # Errors
    /// [`Unavailable`] if there is no room for them.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), Unavailable> {
        let missing = PROLOGUE.saturating_sub(self.start.len()).min(bytes.len());
        self.start.extend_from_slice(bytes.get(..missing).unwrap_or_default());
        self.staging.write_all(bytes).map_err(|error| unavailable(error.into()))
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`Unavailable`] if there is no room for it.
    pub fn complete(self) -> Result<Document, Unavailable> {
        let Self { staging, start } = self;
        let file = Arc::new(staging.finish().map_err(unavailable)?);
        Ok(Document::Large(Large { file, shape: looks(&start) }))
    }

    /// Takes the next bytes beside the other tasks.
    ///
    /// # Errors
    /// As [`Incoming::take`].
    pub async fn push(mut self, bytes: Bytes) -> Result<Self, Unavailable> {
        beside(move || self.take(&bytes).map(|()| self)).await
    }

    /// Ends it beside the other tasks.
    ///
    /// # Errors
    /// As [`Incoming::complete`].
    pub async fn end(self) -> Result<Document, Unavailable> {
        beside(move || self.complete()).await
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} bytes)", self.size())
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incoming({} bytes of its start)", self.start.len())
    }
}

/// What looks like an envelope and is none is a letter that cannot be read.
fn looks(start: &[u8]) -> Shape {
    match shape(start) {
        Shape::Vans if !is_envelope(start) => Shape::Medcom,
        shape => shape,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_says_nothing_of_its_content() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("a store");
        let document = Document::from("<a>Testrup</a>".to_owned());
        assert_eq!(format!("{document:?}"), "Document(14 bytes)");
        let mut incoming = Incoming::begin(&store).expect("room");
        incoming.take(b"<a>Testrup</a>").expect("room");
        assert_eq!(format!("{incoming:?}"), "Incoming(14 bytes of its start)");
        assert_eq!(format!("{:?}", incoming.complete().expect("room")), "Document(14 bytes)");
    }
}
