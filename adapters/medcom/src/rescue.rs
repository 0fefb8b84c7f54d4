//! What can be saved of a document that is not well-formed: enough to tell its sender.
//!
//! Reads from the start to the first error, and keeps the handful of fields an answer needs.

use canonical::identifier::{Gln, PartyIdentifier};
use canonical::letter::LetterHead;
use canonical::party::Party;
use quick_xml::Reader;
use quick_xml::events::Event;

/// How many markup events are looked at: heads of letters are near the start.
const EVENTS: usize = 500;
/// How deep the fields of a head lie.
const DEPTH: usize = 16;
/// The longest field that is taken over.
const CHARACTERS: usize = 35;

/// What was saved.
pub(crate) struct Saved {
    /// `Envelope/Identifier`.
    pub(crate) envelope_id: String,
    /// The head of the first letter, if its identifier, sender and receiver were found.
    pub(crate) head: Option<LetterHead>,
}

/// Reads as far as it goes. `None` if there is no envelope with an identifier.
pub(crate) fn save(text: &str) -> Option<Saved> {
    let mut found = Found::default();
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    for _ in 0..EVENTS {
        match reader.read_event() {
            Ok(Event::Start(start)) if path.len() < DEPTH => {
                path.push(start.local_name().as_ref().to_owned());
            }
            Ok(Event::End(_)) => {
                path.pop();
            }
            Ok(Event::Text(words)) => found.take(&path, words.trim()),
            Ok(Event::Start(_) | Event::DocType(_) | Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    found.saved()
}

#[derive(Default)]
struct Found {
    envelope_id: Option<String>,
    letter_id: Option<String>,
    type_code: Option<String>,
    version_code: Option<String>,
    sender: Option<String>,
    receiver: Option<String>,
}

impl Found {
    fn take(&mut self, path: &[String], words: &str) {
        if words.is_empty() || words.chars().count() > CHARACTERS {
            return;
        }
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let field = match path.as_slice() {
            ["Emessage", "Envelope", "Identifier"] => &mut self.envelope_id,
            ["Emessage", _, "Letter", "Identifier"] => &mut self.letter_id,
            ["Emessage", _, "Letter", "TypeCode"] => &mut self.type_code,
            ["Emessage", _, "Letter", "VersionCode"] => &mut self.version_code,
            ["Emessage", _, "Receiver", "EANIdentifier"] => &mut self.receiver,
            ["Emessage", _, "Sender", "EANIdentifier"] => &mut self.sender,
            _ => return,
        };
        field.get_or_insert_with(|| words.to_owned());
    }

    fn saved(self) -> Option<Saved> {
        let Self { envelope_id, letter_id, type_code, version_code, sender, receiver } = self;
        let party = |gln: String| Party { identifiers: vec![PartyIdentifier::Gln(Gln::new(gln))], ..Party::default() };
        let head = letter_id.zip(sender).zip(receiver).map(|((letter_id, sender), receiver)| LetterHead {
            letter_id,
            type_code: type_code.unwrap_or_default(),
            version_code,
            sender: party(sender),
            receivers: vec![party(receiver)],
        });
        envelope_id.map(|envelope_id| Saved { envelope_id, head })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "<Emessage><Envelope><Identifier>E1</Identifier></Envelope><ClinicalEmail>\
        <Letter><Identifier>L1</Identifier><VersionCode>XD9134L</VersionCode></Letter>\
        <Sender><EANIdentifier>5790999900010</EANIdentifier></Sender>";

    #[test]
    fn a_letter_that_breaks_off_can_still_be_answered() {
        let text = format!("{START}<Receiver><EANIdentifier>5790999900034</EANIdentifier></Receiver><Patient><b></c>");
        let saved = save(&text).expect("an envelope");
        let head = saved.head.expect("a head");
        assert_eq!((saved.envelope_id.as_str(), head.letter_id.as_str()), ("E1", "L1"));
        assert_eq!(head.receivers.len(), 1);
    }

    #[test]
    fn without_a_receiver_only_the_envelope_is_saved() {
        assert!(save(START).expect("an envelope").head.is_none());
    }

    #[test]
    fn nothing_is_nothing() {
        for text in ["", "<", "<Emessage>", "<!DOCTYPE x><Emessage><Envelope><Identifier>E1</Identifier>", "text"] {
            assert!(save(text).is_none(), "{text}");
        }
    }
}
