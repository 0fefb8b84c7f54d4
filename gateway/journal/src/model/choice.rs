//! In which standard a subscriber wants an event that came in both.

use canonical::event::Standard;

use super::PushFormat;

/// What a subscriber says of events that came in both standards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StandardChoice {
    /// Each letter, with its link to the other.
    Both,
    /// Only the FHIR message.
    Fhir,
    /// Only the MedCom XML letter.
    MedcomXml,
    /// Nothing: each letter where the subscriber pulls, else only that in the standard of the push.
    #[default]
    Unstated,
}

impl StandardChoice {
    /// Every choice, in the order of their words.
    pub const ALL: [Self; 4] = [Self::Both, Self::Fhir, Self::MedcomXml, Self::Unstated];

    /// The choice with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }

    /// The stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Fhir => "fhir",
            Self::MedcomXml => "medcom-xml",
            Self::Unstated => "unstated",
        }
    }

    /// The one standard that is chosen, of a subscription whose entries are posted in this format, if they are.
    #[must_use]
    pub fn standard(self, format: Option<PushFormat>) -> Option<Standard> {
        match self {
            Self::Both => None,
            Self::Fhir => Some(Standard::Fhir),
            Self::MedcomXml => Some(Standard::MedcomXml),
            Self::Unstated => format.map(PushFormat::standard),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_chooses_where_the_subscriber_says_nothing() {
        let chosen =
            |choice: StandardChoice| [None, Some(PushFormat::MedcomVans)].map(|format| choice.standard(format));
        assert_eq!(chosen(StandardChoice::Unstated), [None, Some(Standard::MedcomXml)]);
        assert_eq!(chosen(StandardChoice::Both), [None, None]);
        assert_eq!(chosen(StandardChoice::Fhir), [Some(Standard::Fhir); 2]);
        assert_eq!(StandardChoice::Unstated.standard(Some(PushFormat::FhirXml)), Some(Standard::Fhir));
    }
}
