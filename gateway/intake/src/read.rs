//! A document to letters that are ready to publish: what it does is decided by the document, so it can run on any thread.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use blobs::{Staged, Store};
use bytes::Bytes;
use canonical::Event;
use canonical::attachment::{Attachment, AttachmentContent, INLINE_LIMIT};
use canonical::digest::Digest;
use canonical::event::{EventId, Standard};
use canonical::letter::{Envelope, Format, Letter, LetterHead, Limits, Outcome, Unreadable};
use canonical::notice::NoticeCode;
use canonical::organisation::{Organisation, Role};
use canonical::party::Party;
use canonical::receipt::IncomingReceipt;
use canonical::refusal::{Place, Refusal, RefusalCode};
use telemetry::occurrences::intake::LetterDoubted;

use crate::around::Around;
use crate::document::{Document, SBDH};
use crate::labels::Labels;
use crate::payload::{Incoming, Payload};
use crate::reception::Asked;
use crate::sbdh;
use crate::sender::{self, authorise};
use crate::sniff::Shape;
use crate::taking::Taking;
use crate::translate::{Light, Translators, rest};
use crate::vans::{self, Opening};

/// A document as far as it could be read.
pub(crate) struct Reading {
    /// The standard it was read as.
    pub(crate) standard: Standard,
    /// The syntax it was read as.
    pub(crate) format: Format,
    /// The envelope around it, if it came in one.
    pub(crate) around: Option<Around>,
    /// The addressing around its letters, if that could be opened.
    pub(crate) envelope: Option<Envelope>,
    /// Its bytes without the envelope around it, where a receipt will be made of them.
    pub(crate) payload: Option<Bytes>,
    /// Its letters, in their order; empty if it could not be read that far.
    pub(crate) letters: Vec<Prepared>,
    /// Why it could not be read; empty if it could.
    pub(crate) refusals: Vec<Refusal>,
    /// SHA-256 of the document as received; of nothing, if none of its letters is published.
    pub(crate) sha256: Digest,
    /// The media type of the document as received.
    pub(crate) media_type: &'static str,
    /// Its large files, taken in and not kept yet.
    pub(crate) files: Vec<Arc<Staged>>,
    /// What it was besides, if it came as a request.
    pub(crate) asked: Option<Asked>,
}

/// A letter that was read.
pub(crate) struct Prepared {
    /// What is known of it.
    pub(crate) head: LetterHead,
    /// What is to become of it.
    pub(crate) fate: Fate,
}

/// What is to become of a letter.
pub(crate) enum Fate {
    /// It is published.
    Publish {
        /// The event's id.
        id: EventId,
        /// The encoded event.
        event: Bytes,
        /// What routing and order need to know of it.
        labels: Box<Labels>,
        /// The digests of its files that stand in the blob store.
        files: Vec<Digest>,
    },
    /// It is a receipt: handed on, and never answered.
    Receipt(Box<IncomingReceipt>),
    /// It is refused.
    Refused(Vec<Refusal>),
}

/// What reading needs to know.
pub(crate) struct Reader<'a> {
    pub(crate) translators: &'a Translators,
    pub(crate) limits: &'a Limits,
    pub(crate) store: &'a Store,
    pub(crate) organisations: &'a [Organisation],
    pub(crate) caller: &'a Organisation,
}

impl Reader<'_> {
    /// Opens, translates, and asks who may send.
    ///
    /// # Errors
    /// Those of the disk, where the document or a file in it is large.
    pub(crate) fn read(&self, document: &Document, request: Option<&rest::Request>) -> io::Result<Reading> {
        let outer = request.map_or_else(|| document.shape(), |_| Shape::Fhir(document.format()));
        if document.size() > self.limits.bytes as u64 {
            return Ok(refused(outer, RefusalCode::DocumentTooLarge));
        }
        let mut files = Taking::new(self.store.clone());
        let reading = match outer {
            _ if request.is_some() => self.asked(request, document, &mut files)?,
            Shape::Sbdh => self.in_ehmi(document, &mut files)?,
            Shape::Vans => self.enveloped(document, &mut files)?,
            Shape::Fhir(_) | Shape::Medcom => self.bare(outer, document, &mut files)?,
        };
        Ok(Reading { files: files.taken(), ..reading }.described(outer, document))
    }

    /// What a FHIR system asks for.
    fn asked(&self, request: Option<&rest::Request>, document: &Document, files: &mut Taking) -> io::Result<Reading> {
        let (shape, bytes) = (Shape::Fhir(document.format()), document.whole()?);
        let own = || Party {
            identifiers: self.caller.identifiers.clone(),
            organisation: Some(self.caller.name.clone()),
            ..Party::default()
        };
        let caller = self.caller.has(Role::Sender).then(own);
        let request = request.unwrap_or(&rest::Request::Bundle);
        let taken = (self.translators.request)(&bytes, request, caller.as_ref(), self.limits, files)?;
        Ok(match taken {
            Ok(rest::Taken { form, envelope, letters, entries, notification }) => {
                let letters = letters.into_iter().enumerate();
                let prepare = |(index, letter)| self.prepare_asked(letter, &envelope, entry_of(&entries, index));
                let letters: Vec<Prepared> = letters.map(prepare).collect();
                let asked = Some(Asked { form, entries, notification, noted: None });
                whole(Reading { envelope: Some(envelope), letters, payload: Some(bytes), asked, ..empty(shape) })
            }
            Err(unreadable) => Reading { payload: Some(bytes), ..lost(shape, unreadable) },
        })
    }

    /// A resource may be addressed to nobody, and says who sends it in a place of its own.
    fn prepare_asked(&self, letter: Letter, envelope: &Envelope, entry: Option<&rest::Entry>) -> Prepared {
        let Some(entry) = entry else { return self.prepare(letter, envelope) };
        let at_sender = |refusal: Refusal| match refusal.code {
            RefusalCode::SenderNotAuthorised => Refusal { at: Place::path(entry.sender()), ..refusal },
            _ => refusal,
        };
        let Letter { head, outcome } = letter;
        let fate = match self.fate(outcome, envelope) {
            Fate::Refused(refusals) => Fate::Refused(refusals.into_iter().map(at_sender).collect()),
            fate => fate,
        };
        Prepared { head, fate }
    }

    fn bare(&self, shape: Shape, document: &Document, files: &mut Taking) -> io::Result<Reading> {
        let payload = match (shape, document) {
            (Shape::Fhir(format), _) => Payload::Fhir(format, document.whole()?),
            // There is no room for a large file.
            (_, Document::Here(bytes)) if bytes.len() <= INLINE_LIMIT => Payload::Medcom(Light::whole(bytes)),
            (Shape::Medcom | Shape::Sbdh | Shape::Vans, _) => {
                let mut payload = Incoming::begin(shape, files);
                document.pieces(|piece| payload.take(piece))?;
                payload.end()?
            }
        };
        self.letters(payload, files)
    }

    /// What a `VANSEnvelope` holds. One within another is refused by the translator, as any unknown root.
    fn enveloped(&self, document: &Document, files: &mut Taking) -> io::Result<Reading> {
        match vans::open(document, self.limits, files)? {
            Opening::Document(vans, payload) => {
                let reading = self.letters(payload, files)?;
                Ok(Reading { around: Some(Around::Vans(vans)), ..reading })
            }
            Opening::Receipt(receipt) => {
                Ok(Reading { letters: vec![noted("vans-receipt", receipt)], ..empty(Shape::Vans) })
            }
            Opening::Unreadable(vans, refusals) => {
                Ok(Reading { around: vans.map(Around::Vans), refusals, ..empty(Shape::Vans) })
            }
        }
    }

    /// What an envelope of EHMI holds: FHIR, or a receipt. It is read as a whole, and refused where it names another message
    /// than the one it holds.
    fn in_ehmi(&self, document: &Document, files: &mut Taking) -> io::Result<Reading> {
        if document.size() > SBDH as u64 {
            return Ok(refused(Shape::Sbdh, RefusalCode::DocumentTooLarge));
        }
        Ok(match sbdh::open(&document.whole()?, self.limits) {
            sbdh::Opening::Document(sbdh, payload) => {
                let reading = self.letters(payload, files)?;
                // A receipt is taken whatever is around it.
                let letter = reading.letters.iter().find(|letter| matches!(letter.fate, Fate::Publish { .. }));
                let contradictions = match (letter, &reading.envelope) {
                    (Some(letter), Some(envelope)) => sbdh.contradictions(&envelope.id, &letter.head.letter_id),
                    _ => Vec::new(),
                };
                let around = Some(Around::Sbdh(sbdh));
                if contradictions.is_empty() {
                    Reading { around, ..reading }
                } else {
                    Reading { around, letters: Vec::new(), refusals: contradictions, ..reading }
                }
            }
            sbdh::Opening::Receipt(receipt) => {
                Reading { letters: vec![noted("sbdh-receipt", receipt)], ..empty(Shape::Sbdh) }
            }
            sbdh::Opening::Unreadable(sbdh, refusals) => {
                Reading { around: sbdh.map(Around::Sbdh), refusals, ..empty(Shape::Sbdh) }
            }
        })
    }

    fn letters(&self, payload: Payload<'_>, files: &mut Taking) -> io::Result<Reading> {
        let (shape, converted, payload) = match payload {
            Payload::Excess(format) => return Ok(refused(Shape::Fhir(format), RefusalCode::DocumentTooLarge)),
            Payload::Fhir(format, bytes) => {
                let converted = (self.translators.fhir)(&bytes, self.limits, files)?;
                // An acknowledgement repeats what intake has not kept.
                (Shape::Fhir(format), converted, Some(bytes))
            }
            Payload::Medcom(light) => (Shape::Medcom, (self.translators.medcom)(&light, self.limits), None),
        };
        Ok(match converted {
            Ok(opened) => {
                let letters = opened.letters.into_iter().map(|letter| self.prepare(letter, &opened.envelope)).collect();
                Reading { envelope: Some(opened.envelope), letters, payload, ..empty(shape) }
            }
            Err(unreadable) => Reading { payload, ..lost(shape, unreadable) },
        })
    }

    fn prepare(&self, letter: Letter, envelope: &Envelope) -> Prepared {
        let Letter { head, outcome } = letter;
        let fate = match outcome {
            // Only what is addressed to somebody is a letter.
            Outcome::Event(event) if event.receivers.is_empty() => {
                let at = sender::receiver(envelope.standard, 0);
                Fate::Refused(vec![Refusal::new(RefusalCode::ReceiverMissing, at)])
            }
            outcome => self.fate(outcome, envelope),
        };
        Prepared { head, fate }
    }

    fn fate(&self, outcome: Outcome, envelope: &Envelope) -> Fate {
        match outcome {
            Outcome::Event(event) => {
                match authorise(self.caller, self.organisations, envelope.standard, &event.sender) {
                    Ok(()) => {
                        doubt(&event);
                        let (labels, files) = (Box::new(Labels::of(&event)), large_files(&event));
                        Fate::Publish { id: event.id, event: (self.translators.encode)(&event), labels, files }
                    }
                    Err(refusal) => Fate::Refused(vec![refusal]),
                }
            }
            Outcome::Receipt(receipt) => Fate::Receipt(receipt),
            Outcome::Refused(refusals) => Fate::Refused(refusals),
        }
    }
}

/// Tells what is doubtful of a letter that is taken.
fn doubt(event: &Event) {
    let codes: BTreeSet<NoticeCode> = event.notices.iter().map(|notice| notice.code).collect();
    let codes: Vec<NoticeCode> = codes.into_iter().collect();
    LetterDoubted { event: event.id, codes: &codes }.emit();
}

/// The entry that a letter was made of.
pub(crate) fn entry_of(entries: &[rest::Entry], letter: usize) -> Option<&rest::Entry> {
    entries.iter().find(|entry| entry.letter == Some(letter))
}

/// Requests that succeed or fail together: where one is refused, none is taken.
fn whole(mut reading: Reading) -> Reading {
    let together = reading.asked.as_ref().is_some_and(|asked| asked.form.is_whole());
    let refused = |prepared: &Prepared| matches!(prepared.fate, Fate::Refused(_));
    if together && reading.letters.iter().any(refused) {
        for prepared in reading.letters.iter_mut().filter(|prepared| !refused(prepared)) {
            prepared.fate = Fate::Refused(Vec::new());
        }
    }
    reading
}

fn large_files(event: &Event) -> Vec<Digest> {
    let large = |attachment: &Attachment| match attachment.content {
        AttachmentContent::Original { sha256, .. } => Some(sha256),
        _ => None,
    };
    event.attachments.iter().filter_map(large).collect()
}

/// A document that is refused as a whole, for a reason that has no place in it.
pub(crate) fn refused(shape: Shape, code: RefusalCode) -> Reading {
    Reading { refusals: vec![Refusal::new(code, Place::default())], ..empty(shape) }
}

fn lost(shape: Shape, unreadable: Unreadable) -> Reading {
    let Unreadable { envelope, refusals } = unreadable;
    Reading { envelope, refusals, ..empty(shape) }
}

impl Reading {
    /// Whether it is a message of FHIR, whose Bundle is its envelope and holds nothing else.
    pub(crate) fn is_message(&self) -> bool {
        let is_request = self.asked.as_ref().is_some_and(|asked| asked.form != rest::Form::Message);
        self.standard == Standard::Fhir && !is_request
    }

    /// The place of a receiver of one of its letters.
    pub(crate) fn receiver(&self, letter: usize, receiver: usize) -> Place {
        let entry = self.asked.as_ref().and_then(|asked| entry_of(&asked.entries, letter));
        entry.map_or_else(|| sender::receiver(self.standard, receiver), |entry| Place::path(entry.receiver(receiver)))
    }

    /// Adds what storing the document takes, if a letter of it will be stored.
    fn described(mut self, outer: Shape, document: &Document) -> Self {
        let published = |prepared: &Prepared| matches!(prepared.fate, Fate::Publish { .. });
        if self.letters.iter().any(published) {
            self.sha256 = document.sha256();
        }
        self.media_type = media_type(outer);
        self
    }
}

fn empty(shape: Shape) -> Reading {
    let (standard, format) = match shape {
        Shape::Fhir(format) => (Standard::Fhir, format),
        Shape::Sbdh => (Standard::Fhir, Format::Xml),
        Shape::Medcom | Shape::Vans => (Standard::MedcomXml, Format::Xml),
    };
    let (sha256, media_type) = (Digest([0; 32]), media_type(shape));
    let (letters, refusals) = (Vec::new(), Vec::new());
    let (around, envelope, payload, files, asked) = (None, None, None, Vec::new(), None);
    Reading { standard, format, around, envelope, payload, letters, refusals, sha256, media_type, files, asked }
}

const fn media_type(shape: Shape) -> &'static str {
    match shape {
        Shape::Fhir(Format::Json) => "application/fhir+json",
        Shape::Fhir(Format::Xml) => "application/fhir+xml",
        Shape::Medcom | Shape::Sbdh | Shape::Vans => "application/xml",
    }
}

/// A receipt of the network: it answers an envelope, and no letter of its own is in it.
fn noted(name: &str, receipt: Box<IncomingReceipt>) -> Prepared {
    let head = LetterHead { type_code: name.to_owned(), ..LetterHead::default() };
    Prepared { head, fate: Fate::Receipt(receipt) }
}
