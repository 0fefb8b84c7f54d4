//! The canonical event: a header that every body shares, readable text, and one body.

use crate::Moment;
use crate::action::Action;
use crate::attachment::Attachment;
use crate::body::Body;
use crate::code::Code;
use crate::course::Course;
use crate::digest::Digest;
use crate::notice::Notice;
use crate::party::Party;
use crate::subject::Subject;
use crate::text::Section;
use crate::words::words;

/// The canonical fact made from a letter. It never changes, and two conversions of the same bytes are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Derived from the letter's identity and fingerprint.
    pub id: EventId,
    /// The letter this event was made from.
    pub source: Source,
    /// What the sender says about the letter: new, corrected or cancelled.
    pub status: Status,
    /// The patient; `None` for letters that are about nobody.
    pub subject: Option<Subject>,
    /// Who sent it.
    pub sender: Party,
    /// Whom it is addressed to. These, and only these, are addressed in the sense of access and receipts.
    pub receivers: Vec<Party>,
    /// Who is named for information; such a copy travels as a letter of its own.
    pub copy_receivers: Vec<Party>,
    /// The threads it belongs to.
    pub course: Course,
    /// Its clinical and administrative times.
    pub times: Times,
    /// Diagnoses and other codes, in the letter's order.
    pub codes: Vec<Code>,
    /// What is asked of whom.
    pub actions: Vec<Action>,
    /// Everything there is to read, in the letter's order.
    pub narrative: Vec<Section>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Source fields that the model has no place for, kept as they were; bounded in number and size.
    pub verbatim: Vec<Verbatim>,
    /// What was doubtful but not refused.
    pub notices: Vec<Notice>,
    /// The facts of this kind of letter.
    pub body: Body,
}

/// Where an event comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The standard of the letter.
    pub standard: Standard,
    /// The letter's id, unique per sender: MedCom `Letter/Identifier`, FHIR `MessageHeader.id`. Case counts.
    pub letter_id: String,
    /// The letter type: MedCom `TypeCode` (`XDIS01`), or the FHIR event code (`care-communication-message`).
    pub type_code: String,
    /// MedCom `StatisticalCode`, where it says something else than the type.
    pub statistical_code: Option<String>,
    /// The version: MedCom `VersionCode` (`XD0134L`), or the version in the FHIR message's definition, if any.
    pub version_code: Option<String>,
    /// The digest of the letter's content without transmission fields.
    pub fingerprint: Digest,
}

/// The family of standards a letter is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standard {
    /// HL7 FHIR R4, as profiled by MedCom where it has a profile.
    Fhir,
    /// MedCom XML ("den gode XML", OIOXML).
    MedcomXml,
}

/// The status a sender gives a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Takes an earlier letter back.
    Cancelled,
    /// Replaces an earlier letter.
    Corrected,
    /// A new letter.
    Original,
}

/// The times of a letter. When it was accepted is not here: that belongs to its acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Times {
    /// When the clinical fact happened: the discharge, the admission, the death.
    pub occurred: Option<Moment>,
    /// When a professional released the letter.
    pub authored: Option<Moment>,
    /// When the envelope left the sender.
    pub sent: Option<Moment>,
}

/// A source field kept as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verbatim {
    /// Path in the letter, with element names only.
    pub path: String,
    /// The text of the field.
    pub text: crate::Personal<String>,
}

/// The identity of an event: 128 bits of a digest over sender, letter id and fingerprint, written as a UUID.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId([u8; 16]);

/// What makes two letters the same letter: who sent it, and the id that sender gave it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The sender's leading identifier as `scheme:value`, for example `gln:5790999900010`.
    pub sender: String,
    /// The sender's id of the letter.
    pub letter_id: String,
}

impl Event {
    /// The letter's identity. A resend has the same; so has a letter whose sender reused an id.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity::new(&self.sender, &self.source.letter_id)
    }
}

impl Identity {
    /// The identity of a letter from this sender. The GLN leads; without one, the first identifier given.
    #[must_use]
    pub fn new(sender: &Party, letter_id: &str) -> Self {
        let sender = match (sender.gln(), sender.identifiers.first()) {
            (Some(gln), _) => format!("gln:{}", gln.as_str()),
            (None, Some(first)) => format!("{}:{}", first.scheme(), first.value()),
            (None, None) => String::new(),
        };
        Self { sender, letter_id: letter_id.to_owned() }
    }

    /// The digest by which identities are remembered.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of_parts("broen/identity/1", &[self.sender.as_bytes(), self.letter_id.as_bytes()])
    }
}

impl EventId {
    /// The id of the event made from a letter with this identity and content.
    #[must_use]
    pub fn derive(identity: &Identity, fingerprint: Digest) -> Self {
        let parts: [&[u8]; 3] = [identity.sender.as_bytes(), identity.letter_id.as_bytes(), &fingerprint.0];
        let digest = Digest::of_parts("broen/event/1", &parts).0;
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        // RFC 9562, section 5.8: version 8 (custom), variant 10.
        id[6] = (id[6] & 0x0f) | 0x80;
        id[8] = (id[8] & 0x3f) | 0x80;
        Self(id)
    }

    /// The 16 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads 16 bytes that [`EventId::as_bytes`] gave.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads the UUID writing, lower or upper case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed =
            text.len() == 36 && text.is_ascii() && [8, 13, 18, 23].iter().all(|&at| text.as_bytes()[at] == b'-');
        if !well_formed {
            return None;
        }
        let hex: String = text.chars().filter(|c| *c != '-').collect();
        let mut id = [0; 16];
        if hex.len() != 32 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, at) in id.iter_mut().zip((0..32).step_by(2)) {
            *byte = u8::from_str_radix(&hex[at..at + 2], 16).ok()?;
        }
        Some(Self(id))
    }
}

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if [4, 6, 8, 10].contains(&index) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

words!(Standard {
    Fhir => "fhir",
    MedcomXml => "medcom-xml",
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::PartyIdentifier;

    fn identity(letter_id: &str) -> Identity {
        let sender =
            Party { identifiers: vec![PartyIdentifier::from_scheme("gln", "5790999900010")], ..Party::default() };
        Identity::new(&sender, letter_id)
    }

    #[test]
    fn the_same_letter_gives_the_same_id_and_other_content_another() {
        let id = EventId::derive(&identity("LTR1"), Digest::of(b"content"));
        assert_eq!(id, EventId::derive(&identity("LTR1"), Digest::of(b"content")));
        assert_ne!(id, EventId::derive(&identity("LTR1"), Digest::of(b"changed")));
        assert_ne!(id, EventId::derive(&identity("ltr1"), Digest::of(b"content")));
    }

    #[test]
    fn an_id_reads_back_from_its_writing() {
        let id = EventId::derive(&identity("LTR1"), Digest::of(b"content"));
        assert_eq!(EventId::parse(&id.to_string()), Some(id));
        for wrong in ["", "x", &id.to_string()[1..], &id.to_string().replace('-', "0")] {
            assert_eq!(EventId::parse(wrong), None);
        }
    }
}
