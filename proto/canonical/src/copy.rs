//! Ids of copies: what an event is called where it is passed on in another standard.
//!
//! They follow from the event, so that a copy that is made twice is one copy, and one that comes back is known.

use crate::digest::Digest;
use crate::event::{EventId, Standard};

/// What is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyOf {
    /// The conversation that the letter opens.
    Conversation,
    /// The files of the letter, which travel in a letter of their own.
    Files,
    /// The letter itself.
    Letter,
    /// The text of the letter.
    Text,
}

/// A UUID of version 4 that follows from a purpose and its parts.
///
/// Standard: RFC 9562, section 5.4, but for chance: the standards ask for this version.
#[must_use]
pub fn uuid(purpose: &str, parts: &[&[u8]]) -> [u8; 16] {
    let digest = Digest::of_parts(purpose, parts).0;
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    id[6] = (id[6] & 0x0f) | 0x40;
    id[8] = (id[8] & 0x3f) | 0x80;
    id
}

/// The UUID as 32 lower-case hexadecimal digits.
#[must_use]
pub fn bare(uuid: &[u8; 16]) -> String {
    uuid.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The letter id of a copy in this standard: a UUID in FHIR, fourteen letters and digits in MedCom XML.
#[must_use]
pub fn letter_id(of: CopyOf, event: EventId, standard: Standard) -> String {
    let id = named(of, event);
    match standard {
        Standard::Fhir => {
            let bare = bare(&id);
            [&bare[..8], &bare[8..12], &bare[12..16], &bare[16..20], &bare[20..]].join("-")
        }
        Standard::MedcomXml => short(&id),
    }
}

/// The UUID of a copy, or of a part of it.
#[must_use]
pub fn named(of: CopyOf, event: EventId) -> [u8; 16] {
    let part: &[u8] = match of {
        CopyOf::Conversation => b"conversation",
        CopyOf::Files => b"files",
        CopyOf::Letter => b"letter",
        CopyOf::Text => b"text",
    };
    uuid("broen/copy/1", &[part, event.as_bytes()])
}

/// Fourteen letters and digits that are not taken for each other: 70 bits.
fn short(id: &[u8; 16]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digest = Digest::of_parts("broen/copy/short/1", &[id]).0;
    digest.iter().take(14).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(byte: u8) -> EventId {
        EventId::from_slice(&[byte; 16]).expect("16 bytes")
    }

    #[test]
    fn a_copy_has_an_id_of_its_own_in_each_standard() {
        let fhir = letter_id(CopyOf::Letter, event(1), Standard::Fhir);
        assert_eq!(fhir.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(fhir.chars().nth(14), Some('4'), "the version");
        let xml = letter_id(CopyOf::Letter, event(1), Standard::MedcomXml);
        assert!(xml.len() == 14 && xml.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{xml}");
        assert_ne!(xml, letter_id(CopyOf::Files, event(1), Standard::MedcomXml));
        assert_ne!(xml, letter_id(CopyOf::Letter, event(2), Standard::MedcomXml));
        assert_eq!(xml, letter_id(CopyOf::Letter, event(1), Standard::MedcomXml));
    }
}
