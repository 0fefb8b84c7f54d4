//! Opens a VANS envelope: as a whole, or while it comes.

use std::io;

use canonical::Personal;
use canonical::digest::Digest;
use canonical::files::Files;
use canonical::letter::Limits;
use canonical::receipt::IncomingReceipt;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::header::Header;
use super::read::{Inside, Unreadable, read};
use super::{DATA, ROOT};
use crate::light::{Lightening, Wanted};

/// How far into a document its root element is looked for.
const START_BYTES: usize = 16 * 1024;
/// `VANSEnvelope/Message` is around the data.
const AROUND_DATA: usize = 2;

/// An opened VANS envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its addressing.
    pub header: Header,
    /// What is inside.
    pub content: Content,
}

/// What a VANS envelope holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A file, decoded: one complete document in its own character set.
    Payload(Personal<Vec<u8>>),
    /// A receipt of the transport. A receipt is never answered.
    Receipt(Box<IncomingReceipt>),
}

/// Opens a VANS envelope. `None` if the document is none; then nothing is said about it.
///
/// # Errors
/// In the result: [`Unreadable`] with `base64-malformed`, `size-mismatch`, or what is wrong with the header.
#[must_use]
pub fn open(bytes: &[u8], limits: &Limits) -> Option<Result<Message, Unreadable>> {
    if !is_envelope(bytes) {
        return None;
    }
    let mut payload = Vec::new();
    let mut opening = Opening::new(|piece: &[u8]| {
        payload.extend_from_slice(piece);
        Ok(())
    });
    // Memory takes every piece.
    let opened = opening.write(bytes).and_then(|()| opening.finish(limits)).ok()?;
    Some(opened.map(|Opened { header, receipt }| {
        let content = receipt.map_or_else(|| Content::Payload(Personal::new(payload)), Content::Receipt);
        Message { header, content }
    }))
}

/// Whether the root element is that of an envelope: a look at the start of a document, before anything is decoded.
#[must_use]
pub fn is_envelope(start: &[u8]) -> bool {
    let start = String::from_utf8_lossy(start.get(..START_BYTES).unwrap_or(start));
    let mut reader = Reader::from_str(&start);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => return start.local_name().as_ref() == ROOT,
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// An envelope that is being opened while it comes: what it holds is decoded and handed on, and never held as a whole.
/// Only at the end it is known whether the envelope is one; until then, what was handed on counts for nothing.
pub struct Opening<P>(Lightening<Payload<P>>);

/// An envelope whose payload was handed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Its addressing.
    pub header: Header,
    /// The receipt it is; then nothing was handed on.
    pub receipt: Option<Box<IncomingReceipt>>,
}

/// Takes the payload, as the one file of an envelope.
struct Payload<P>(P);

impl<P: FnMut(&[u8]) -> io::Result<()>> Files for Payload<P> {
    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0(bytes)
    }

    fn complete(&mut self, _: Digest) -> io::Result<()> {
        Ok(())
    }

    fn dropped(&mut self) {}
}

impl<P: FnMut(&[u8]) -> io::Result<()>> Opening<P> {
    /// An envelope whose payload goes here.
    #[must_use]
    pub const fn new(payload: P) -> Self {
        let wanted = Wanted { name: DATA, depth: Some(AROUND_DATA), most: 1 };
        Self(Lightening::of(wanted, Payload(payload)))
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// Those of whoever takes the payload.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write(bytes)
    }

    /// Ends the document. A payload that was small enough to be held is handed on only here.
    ///
    /// # Errors
    /// Those of whoever takes the payload. In the result: as [`open`].
    pub fn finish(self, limits: &Limits) -> io::Result<Result<Opened, Unreadable>> {
        let (light, Payload(mut payload)) = self.0.finish();
        let (header, inside) = match read(&light, limits) {
            Ok(opened) => opened,
            Err(unreadable) => return Ok(Err(unreadable)),
        };
        let receipt = match inside {
            Inside::HandedOn => None,
            Inside::Payload(bytes) => {
                payload(&bytes)?;
                None
            }
            Inside::Receipt(receipt) => Some(receipt),
        };
        Ok(Ok(Opened { header, receipt }))
    }
}
