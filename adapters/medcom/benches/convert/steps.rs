//! The steps that are measured.

use std::hint::black_box;
use std::path::Path;

use canonical::Event;
use canonical::letter::{Limits, Opened, Outcome};
use encoding_rs::WINDOWS_1252;
use quick_xml::Reader;

/// The letters, from the cases of this crate: XDIS01, XREF01, XDIS91, each with every field.
pub(crate) const LETTERS: [&str; 3] = ["discharge_letter", "hospital_referral", "clinical_email"];

/// What is measured.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Step {
    /// Reading every event of the text with quick-xml as it comes, names and attributes untouched. The text is decoded already.
    Scan,
    /// Building the tree of the text with roxmltree, which conversion does once.
    Tree,
    /// Bytes to event: open, parse, map.
    Convert,
    /// Event to bytes.
    Encode,
    /// Bytes to bytes.
    Total,
}

impl Step {
    /// The scan first.
    pub(crate) const ALL: [Self; 5] = [Self::Scan, Self::Tree, Self::Convert, Self::Encode, Self::Total];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Scan => "scan",
            Self::Tree => "tree",
            Self::Convert => "convert",
            Self::Encode => "encode",
            Self::Total => "total",
        }
    }
}

/// A letter, and what each step starts with.
pub(crate) struct Work {
    pub(crate) letter: &'static str,
    pub(crate) bytes: Vec<u8>,
    text: String,
    event: Box<Event>,
}

impl Work {
    pub(crate) fn of(letter: &'static str) -> Self {
        let case = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/letters/{letter}/cases/every_field.xml"));
        let bytes = std::fs::read(case).expect("a case");
        // Letters that are no UTF-8 are what most of them are today.
        let text = String::from_utf8(bytes.clone()).unwrap_or_else(|_| WINDOWS_1252.decode(&bytes).0.into_owned());
        let event = event(convert(&bytes));
        Self { letter, bytes, text, event }
    }

    /// Goes one round.
    pub(crate) fn go(&self, step: Step) {
        match step {
            Step::Scan => scan(black_box(&self.text)),
            Step::Tree => drop(black_box(roxmltree::Document::parse(black_box(&self.text)))),
            Step::Convert => drop(black_box(convert(black_box(&self.bytes)))),
            Step::Encode => drop(black_box(wire::encode(black_box(&self.event)))),
            Step::Total => {
                let event = event(convert(black_box(&self.bytes)));
                drop(black_box(wire::encode(&event)));
            }
        }
    }
}

fn convert(bytes: &[u8]) -> Opened {
    medcom::convert(bytes, &Limits::default()).expect("it opens")
}

fn event(opened: Opened) -> Box<Event> {
    match opened.letters.into_iter().next().expect("a letter").outcome {
        Outcome::Event(event) => event,
        Outcome::Receipt(_) | Outcome::Refused(_) => panic!("the letter becomes an event"),
    }
}

fn scan(text: &str) {
    let mut reader = Reader::from_str(text);
    while !matches!(black_box(reader.read_event()).expect("well-formed"), quick_xml::events::Event::Eof) {}
}
