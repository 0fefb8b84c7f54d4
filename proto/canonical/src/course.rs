//! How a letter belongs to a course of care: the identifiers that tie letters together.

use crate::Moment;
use crate::identifier::PartyIdentifier;
use crate::party::Party;

/// The threads a letter is part of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    /// Episode-of-care identifiers (da. forløbs-id), all that were given.
    pub episodes: Vec<Episode>,
    /// The notification chain of an admission or discharge notice (MedCom `NotificationIdentifier`).
    pub notification: Option<String>,
    /// The conversation of a correspondence (FHIR `Communication.identifier`).
    pub conversation: Option<String>,
    /// The sender's identifier of the referral this letter answers (MedCom `Referral/Identifier`).
    pub referral: Option<String>,
    /// Earlier letters this one says it follows, newest first.
    pub follows: Vec<Follows>,
    /// The messages before this one, as it repeats them (FHIR `Provenance`), in its order.
    pub hops: Vec<Hop>,
}

/// One episode-of-care identifier.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Episode {
    /// The naming system, if given.
    pub system: Option<String>,
    /// The identifier; UUIDs as 32 lower-case hexadecimal digits, because the standards write them differently.
    pub value: String,
}

/// What a letter says about an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follows {
    /// How it follows.
    pub relation: Relation,
    /// The organisation that sent the earlier letter, if named.
    pub sender: Option<PartyIdentifier>,
    /// The earlier letter's id.
    pub letter_id: String,
}

/// The ways a letter follows another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// It answers the earlier letter.
    Answers,
    /// It takes the earlier letter back.
    Cancels,
    /// It continues the course of the earlier letter.
    Continues,
    /// It replaces the earlier letter.
    Corrects,
    /// It hands the earlier letter on to somebody else.
    Forwards,
}

/// A message before this one, as it is repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Its id.
    pub letter_id: String,
    /// What it did: a code of `medcom-messaging-activityCodes`, an open list.
    pub activity: String,
    /// When it was sent, for people.
    pub occurred: Option<Moment>,
    /// When it was sent, for machines.
    pub recorded: Option<Moment>,
    /// Who sent it, by identifiers and name.
    pub sender: Option<Box<Party>>,
    /// What it is about, in the letter's order.
    pub entities: Vec<HopEntity>,
}

/// An earlier letter that a hop is about, or something that it added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HopEntity {
    /// What it is to the hop.
    pub role: HopRole,
    /// Which one.
    pub what: HopWhat,
}

/// The two ways to name what a hop is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HopWhat {
    /// The id of a letter.
    Letter(String),
    /// An identifier as it is written: of what was added, or `[lokationsnummer]#[brevid]` of a letter of an older standard.
    Identifier(String),
}

/// What an entity is to its hop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HopRole {
    /// It is taken back.
    Removal,
    /// It is followed, answered, corrected or handed on.
    Revision,
    /// It was added.
    Source,
}

impl Episode {
    /// Normalises a UUID in any writing (hyphens, capitals, `urn:uuid:`) to 32 hexadecimal digits;
    /// anything else is kept as it is.
    #[must_use]
    pub fn new(system: Option<String>, written: &str) -> Self {
        let bare = written.trim().strip_prefix("urn:uuid:").unwrap_or(written.trim());
        let hex: String = bare.chars().filter(|c| *c != '-').collect();
        let is_uuid = hex.len() == 32 && hex.chars().all(|c| c.is_ascii_hexdigit());
        let value = if is_uuid { hex.to_ascii_lowercase() } else { written.trim().to_owned() };
        Self { system, value }
    }
}

#[cfg(test)]
mod tests {
    use super::Episode;

    #[test]
    fn both_standards_write_the_same_episode() {
        let xml = Episode::new(None, "5b0c7e1f9a3d4c2e8f6071b2c3d4e5f6");
        let fhir = Episode::new(None, "urn:uuid:5B0C7E1F-9A3D-4C2E-8F60-71B2C3D4E5F6");
        assert_eq!(xml, fhir);
        assert_eq!(Episode::new(None, " LOKAL-7 ").value, "LOKAL-7");
    }
}
