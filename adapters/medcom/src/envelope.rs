//! `Envelope`: the addressing around letters, and what can be saved of a document that is no XML.

use canonical::Moment;
use canonical::event::Standard;
use canonical::letter::{Envelope, Format, Letter, Opened, Outcome, Unreadable};
use canonical::notice::{Notice, NoticeCode};
use canonical::refusal::{Refusal, RefusalCode};

use crate::blocks::date_time;
use crate::head::child;
use crate::rescue::{Saved, save};
use crate::version::ANY;
use crate::walk::{Facet, Lister, Occurs, Particle, Reader, Walk};
use crate::xml::{Fields, Findings, Node, Positions, Reading, trimmed};

/// The word of `AcknowledgementCode`, a closed list, that asks for a positive receipt.
const WANTS_RECEIPT: &str = "pluspositivkvitt";

/// An envelope that was read.
pub(crate) struct Read {
    /// The envelope.
    pub(crate) envelope: Envelope,
    /// What is wrong with it: reasons to refuse each of its letters, so that each is answered.
    pub(crate) refusals: Vec<Refusal>,
}

/// Reads the envelope of a document.
///
/// # Errors
/// [`Unreadable`] where there is none, or it has no identifier to answer.
#[allow(clippy::result_large_err, reason = "rare, and moved once")]
pub(crate) fn read(root: Node<'_, '_>, guessed: bool, positions: &Positions<'_>) -> Result<Read, Unreadable> {
    let reading = Reading::new(positions);
    if guessed {
        reading.note(root, NoticeCode::CharacterSetGuessed);
    }
    let Some(node) = child(root, "Envelope") else {
        reading.refuse_child(root, "Envelope", RefusalCode::ElementMissing);
        return Err(Unreadable { envelope: None, refusals: reading.finish().refusals });
    };
    note_surroundings(root, node, &reading);
    let mut fields = EnvelopeFields::default();
    let mut reader = Reader::new(Fields::of(node, &reading), &ANY);
    fields.walk(&mut reader);
    reader.close();
    let EnvelopeFields { sent, id, acknowledgement } = fields;
    let Findings { refusals, notices, verbatim: _ } = reading.finish();
    match id {
        Some(id) => {
            let wants_receipt = acknowledgement.as_deref() == Some(WANTS_RECEIPT);
            Ok(Read { envelope: envelope(id, sent, wants_receipt, notices), refusals })
        }
        None => Err(Unreadable { envelope: None, refusals }),
    }
}

/// The fields of an envelope.
#[derive(Default)]
struct EnvelopeFields {
    sent: Option<Moment>,
    id: Option<String>,
    acknowledgement: Option<String>,
}

impl EnvelopeFields {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        date_time(walk, "Sent", Occurs::Required, &mut self.sent);
        walk.field("Identifier", Occurs::Required, Facet::text(14), &mut self.id);
        let words = Facet::closed(&["minuspositivkvitt", WANTS_RECEIPT]);
        walk.field("AcknowledgementCode", Occurs::Required, words, &mut self.acknowledgement);
    }
}

/// What an envelope may hold, in the schema's order.
pub(crate) fn particles() -> Vec<Particle> {
    let mut lister = Lister::new(&ANY);
    EnvelopeFields::default().walk(&mut lister);
    lister.finish()
}

/// A second envelope leaves open which one holds; characters between letters belong to none of them.
fn note_surroundings(root: Node<'_, '_>, envelope: Node<'_, '_>, reading: &Reading<'_>) {
    let is_second = |node: &Node<'_, '_>| node.is_element() && node.tag_name() == envelope.tag_name();
    for second in envelope.next_siblings().skip(1).filter(is_second) {
        reading.refuse(second, RefusalCode::ElementRepeated);
    }
    if !trimmed(root).is_empty() {
        reading.note(root, NoticeCode::ElementUnknown);
    }
}

fn envelope(id: String, sent: Option<Moment>, wants_receipt: bool, notices: Vec<Notice>) -> Envelope {
    Envelope { standard: Standard::MedcomXml, format: Format::Xml, id, sent, wants_receipt, notices }
}

/// Makes of a document that is no tree what can be answered: its envelope and its first letter's head.
///
/// # Errors
/// [`Unreadable`] where not even that can be read.
#[allow(clippy::result_large_err, reason = "rare, and moved once")]
pub(crate) fn rescue(text: &str, refusal: Refusal) -> Result<Opened, Unreadable> {
    match save(text) {
        Some(Saved { envelope_id, head: Some(head) }) => {
            let letters = vec![Letter { head, outcome: Outcome::Refused(vec![refusal]) }];
            Ok(Opened { envelope: envelope(envelope_id, None, false, Vec::new()), letters })
        }
        Some(Saved { envelope_id, head: None }) => {
            let envelope = Some(envelope(envelope_id, None, false, Vec::new()));
            Err(Unreadable { envelope, refusals: vec![refusal] })
        }
        None => Err(Unreadable { envelope: None, refusals: vec![refusal] }),
    }
}
