//! Bytes to letters that are ready to publish: pure, so that it can run on any thread.

use bytes::Bytes;
use canonical::digest::Digest;
use canonical::event::{EventId, Standard};
use canonical::letter::{Envelope, Format, Letter, LetterHead, Limits, Outcome, Unreadable};
use canonical::organisation::Organisation;
use canonical::receipt::IncomingReceipt;
use canonical::refusal::{Place, Refusal, RefusalCode};

use crate::labels::Labels;
use crate::sender::authorise;
use crate::sniff::{Shape, shape};
use crate::translate::Translators;
use crate::vans::{self, Opening, Vans};

/// A document as far as it could be read.
pub(crate) struct Reading {
    /// The standard it was read as.
    pub(crate) standard: Standard,
    /// The syntax it was read as.
    pub(crate) format: Format,
    /// The envelope around it, if it came in one.
    pub(crate) vans: Option<Vans>,
    /// The addressing around its letters, if that could be opened.
    pub(crate) envelope: Option<Envelope>,
    /// The document that was in the envelope around it, where a receipt will be made of it.
    pub(crate) payload: Option<Bytes>,
    /// Its letters, in their order; empty if it could not be read that far.
    pub(crate) letters: Vec<Prepared>,
    /// Why it could not be read; empty if it could.
    pub(crate) refusals: Vec<Refusal>,
    /// SHA-256 of the document as received; of nothing, if none of its letters is published.
    pub(crate) sha256: Digest,
    /// The media type of the document as received.
    pub(crate) media_type: &'static str,
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
    pub(crate) organisations: &'a [Organisation],
    pub(crate) caller: &'a Organisation,
}

impl Reader<'_> {
    /// Opens, translates, and asks who may send.
    pub(crate) fn read(&self, document: &[u8]) -> Reading {
        let outer = shape(document);
        if document.len() > self.limits.bytes {
            return refused(outer, RefusalCode::DocumentTooLarge);
        }
        match outer {
            Shape::Fhir(_) | Shape::Medcom => self.letters(outer, document),
            Shape::Vans => self.enveloped(document),
        }
        .described(outer, document)
    }

    /// What a `VANSEnvelope` holds. One within another is refused by the translator, as any unknown root.
    fn enveloped(&self, document: &[u8]) -> Reading {
        match vans::open(document, self.limits) {
            Opening::Document(vans, payload) => {
                let inner = shape(&payload);
                let reading = self.letters(inner, &payload);
                // Only a FHIR acknowledgement repeats what intake has not kept.
                let payload = matches!(inner, Shape::Fhir(_)).then(|| Bytes::from(payload));
                Reading { vans: Some(vans), payload, ..reading }
            }
            Opening::NoEnvelope => self.letters(Shape::Medcom, document),
            Opening::Receipt(receipt) => Reading { letters: vec![noted(receipt)], ..empty(Shape::Vans) },
            Opening::Unreadable(vans, refusals) => Reading { vans, refusals, ..empty(Shape::Vans) },
        }
    }

    fn letters(&self, shape: Shape, payload: &[u8]) -> Reading {
        let convert = match shape {
            Shape::Fhir(_) => self.translators.fhir,
            Shape::Medcom | Shape::Vans => self.translators.medcom,
        };
        match convert(payload, self.limits) {
            Ok(opened) => {
                let letters = opened.letters.into_iter().map(|letter| self.prepare(letter, &opened.envelope)).collect();
                Reading { envelope: Some(opened.envelope), letters, ..empty(shape) }
            }
            Err(unreadable) => lost(shape, unreadable),
        }
    }

    fn prepare(&self, letter: Letter, envelope: &Envelope) -> Prepared {
        let Letter { head, outcome } = letter;
        let fate = match outcome {
            Outcome::Event(event) => {
                match authorise(self.caller, self.organisations, envelope.standard, &event.sender) {
                    Ok(()) => {
                        let labels = Box::new(Labels::of(&event));
                        Fate::Publish { id: event.id, event: (self.translators.encode)(&event), labels }
                    }
                    Err(refusal) => Fate::Refused(vec![refusal]),
                }
            }
            Outcome::Receipt(receipt) => Fate::Receipt(receipt),
            Outcome::Refused(refusals) => Fate::Refused(refusals),
        };
        Prepared { head, fate }
    }
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
    /// Adds what storing the document takes, if a letter of it will be stored.
    fn described(mut self, outer: Shape, document: &[u8]) -> Self {
        let published = |prepared: &Prepared| matches!(prepared.fate, Fate::Publish { .. });
        if self.letters.iter().any(published) {
            self.sha256 = Digest::of(document);
        }
        self.media_type = media_type(outer);
        self
    }
}

fn empty(shape: Shape) -> Reading {
    let (standard, format) = match shape {
        Shape::Fhir(format) => (Standard::Fhir, format),
        Shape::Medcom | Shape::Vans => (Standard::MedcomXml, Format::Xml),
    };
    let (sha256, media_type) = (Digest([0; 32]), media_type(shape));
    let (letters, refusals) = (Vec::new(), Vec::new());
    Reading { standard, format, vans: None, envelope: None, payload: None, letters, refusals, sha256, media_type }
}

const fn media_type(shape: Shape) -> &'static str {
    match shape {
        Shape::Fhir(Format::Json) => "application/fhir+json",
        Shape::Fhir(Format::Xml) => "application/fhir+xml",
        Shape::Medcom | Shape::Vans => "application/xml",
    }
}

/// A receipt of the network: it answers an envelope, and no letter of its own is in it.
fn noted(receipt: Box<IncomingReceipt>) -> Prepared {
    let head = LetterHead { type_code: "vans-receipt".to_owned(), ..LetterHead::default() };
    Prepared { head, fate: Fate::Receipt(receipt) }
}
