//! What came of a document, as lines.

use canonical::letter::{Envelope, Letter, LetterHead, Limits, Opened, Outcome, Unreadable};
use canonical::receipt::{AnsweredLetter, IncomingReceipt, Reason};
use canonical::refusal::Refusal;
use medcom::vans;

use super::Lines;
use super::event::{event, notices};
use super::parts::{identifier, moment};

/// Converts, and renders whatever came of it.
#[must_use]
pub(crate) fn opened_text(bytes: &[u8]) -> String {
    let mut lines = Lines::default();
    match vans::open(bytes, &Limits::default()) {
        Some(opened) => vans_lines(&mut lines, opened),
        None => convert(&mut lines, medcom::convert(bytes, &Limits::default())),
    }
    lines.finish()
}

/// Converts as a strict intake does, and renders whatever came of it.
#[must_use]
pub(crate) fn strictly_opened_text(bytes: &[u8]) -> String {
    let mut lines = Lines::default();
    convert(&mut lines, medcom::convert_strictly(bytes, &Limits::default()));
    lines.finish()
}

/// Opens a document that must open.
#[must_use]
pub(crate) fn opened(bytes: &[u8]) -> Opened {
    medcom::convert(bytes, &Limits::default()).expect("a document that opens")
}

fn convert(lines: &mut Lines, opened: Result<Opened, Unreadable>) {
    match opened {
        Ok(Opened { envelope, letters }) => {
            lines.within("envelope", |lines| self::envelope(lines, &envelope));
            lines.each("letter", &letters, letter);
        }
        Err(Unreadable { envelope, refusals }) => {
            if let Some(envelope) = envelope {
                lines.within("envelope", |lines| self::envelope(lines, &envelope));
            }
            refused(lines, &refusals);
        }
    }
}

fn vans_lines(lines: &mut Lines, opened: Result<vans::Message, vans::Unreadable>) {
    let vans::Message { header, content } = match opened {
        Ok(message) => message,
        Err(vans::Unreadable { header, refusals }) => {
            if let Some(header) = header {
                lines.within("vans", |lines| self::header(lines, &header));
            }
            return refused(lines, &refusals);
        }
    };
    lines.within("vans", |lines| self::header(lines, &header));
    match content {
        vans::Content::Payload(bytes) => convert(lines, medcom::convert(bytes.reveal(), &Limits::default())),
        vans::Content::Receipt(receipt) => lines.within("receipt", |lines| incoming(lines, &receipt)),
    }
}

fn header(lines: &mut Lines, header: &vans::Header) {
    let vans::Header { sender, receiver, envelope_id, sent, message } = header;
    lines.line("sender", format!("{} {}", sender.kind.word(), sender.id));
    lines.line("receiver", format!("{} {}", receiver.kind.word(), receiver.id));
    lines.line("envelope_id", envelope_id);
    lines.maybe("sent", sent.as_ref().map(moment));
    let Some(message) = message else {
        return;
    };
    let vans::MessageInformation { id, format, name, version, size, is_reliable, may_transform, tags } = message;
    lines.line("message_id", id);
    lines.line("document", format!("{format} {name} {} {size} bytes", version.as_deref().unwrap_or("-")));
    lines.line("type_code", message.type_code());
    lines.line("is_reliable", is_reliable);
    lines.maybe("may_transform", *may_transform);
    for vans::ServiceTag { name, value } in tags {
        lines.line("tag", format!("{name} = {value}"));
    }
}

fn envelope(lines: &mut Lines, envelope: &Envelope) {
    let Envelope { standard, format, id, sent, wants_receipt, notices } = envelope;
    lines.line("standard", format!("{} {format:?}", standard.word()));
    lines.line("id", id);
    lines.maybe("sent", sent.as_ref().map(moment));
    lines.line("wants_receipt", wants_receipt);
    self::notices(lines, notices);
}

fn letter(lines: &mut Lines, letter: &Letter) {
    let Letter { head, outcome } = letter;
    match outcome {
        Outcome::Event(made) => lines.within("event", |lines| event(lines, made)),
        Outcome::Receipt(receipt) => lines.within("receipt", |lines| incoming(lines, receipt)),
        Outcome::Refused(refusals) => {
            let LetterHead { letter_id, type_code, version_code, sender, receivers } = head;
            let parties = [sender].into_iter().chain(receivers);
            let parties: Vec<_> = parties.flat_map(|party| &party.identifiers).map(identifier).collect();
            let version = version_code.as_deref().unwrap_or_default();
            lines.line("head", format!("{letter_id} {type_code} {version} {}", parties.join(", ")));
            refused(lines, refusals);
        }
    }
}

fn refused(lines: &mut Lines, refusals: &[Refusal]) {
    for refusal in refusals {
        lines.line("refused", refusal);
    }
}

fn incoming(lines: &mut Lines, receipt: &IncomingReceipt) {
    let IncomingReceipt {
        fingerprint,
        form,
        verdict,
        receipt_id,
        sender,
        envelope_id,
        message_id,
        letters,
        reasons,
        original_sender,
        original_receiver,
    } = receipt;
    lines.line("fingerprint", fingerprint);
    lines.line("form", form.word());
    lines.line("verdict", format!("{verdict:?}"));
    lines.maybe("receipt_id", receipt_id.as_ref());
    lines.maybe("sender", sender.as_ref().map(identifier));
    lines.maybe("envelope_id", envelope_id.as_ref());
    lines.maybe("message_id", message_id.as_ref());
    for AnsweredLetter { letter_id, or_letter_id: _, reasons } in letters {
        lines.line("letter", letter_id);
        reasons.iter().for_each(|reason| self::reason(lines, reason));
    }
    reasons.iter().for_each(|reason| self::reason(lines, reason));
    lines.maybe("original_sender", original_sender.as_ref().map(identifier));
    lines.maybe("original_receiver", original_receiver.as_ref().map(identifier));
}

fn reason(lines: &mut Lines, Reason { code, text }: &Reason) {
    lines.maybe("code", code.as_ref());
    lines.maybe("text", text.as_ref().map(|text| format!("{:?}", text.reveal())));
}
