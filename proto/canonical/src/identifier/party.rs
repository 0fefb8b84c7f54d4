//! Identifiers of organisations and units.

/// One identifier of an organisation, a unit or a clinic. Kept as the sender wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PartyIdentifier {
    /// Business registration number (da. CVR-nummer), eight digits.
    Cvr(String),
    /// Global location number (da. lokationsnummer, EAN).
    Gln(Gln),
    /// Municipality code (da. kommunekode).
    Municipality(MunicipalityCode),
    /// An identifier in a system that is not one of these.
    Other {
        /// The naming system: a URI, or MedCom's `IdentifierCode` word.
        system: String,
        /// The identifier.
        value: String,
    },
    /// Provider number (da. ydernummer), six digits with leading zeros.
    Provider(String),
    /// Hospital classification code (da. SHAK, sygehus-afdelingsnummer), four to seven digits.
    Shak(String),
    /// Code of the national organisation registry SOR, `urn:oid:1.2.208.176.1.1`.
    Sor(String),
}

impl PartyIdentifier {
    /// The word for this kind of identifier in configuration, labels and the public contract.
    #[must_use]
    pub fn scheme(&self) -> &str {
        match self {
            Self::Cvr(_) => "cvr",
            Self::Gln(_) => "gln",
            Self::Municipality(_) => "municipality",
            Self::Other { system, .. } => system,
            Self::Provider(_) => "provider",
            Self::Shak(_) => "shak",
            Self::Sor(_) => "sor",
        }
    }

    /// The identifier itself.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::Gln(gln) => gln.as_str(),
            Self::Municipality(code) => code.as_str(),
            Self::Cvr(value) | Self::Provider(value) | Self::Shak(value) | Self::Sor(value) => value,
            Self::Other { value, .. } => value,
        }
    }

    /// Builds an identifier from its scheme word, as configuration and the public contract write it.
    #[must_use]
    pub fn from_scheme(scheme: &str, value: &str) -> Self {
        match scheme {
            "cvr" => Self::Cvr(value.to_owned()),
            "gln" => Self::Gln(Gln::new(value)),
            "municipality" => Self::Municipality(MunicipalityCode::new(value)),
            "provider" => Self::Provider(value.to_owned()),
            "shak" => Self::Shak(value.to_owned()),
            "sor" => Self::Sor(value.to_owned()),
            other => Self::Other { system: other.to_owned(), value: value.to_owned() },
        }
    }
}

/// A global location number, 13 digits; VANS mailboxes write other words in the same place.
///
/// Standard: GS1 General Specifications, GLN; FHIR systems `https://www.gs1.org/gln`,
/// `http://www.gs1.org/gln` and `urn:oid:1.3.88` all mean this.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gln(String);

impl Gln {
    /// Keeps what the sender wrote; see [`Gln::is_valid`].
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The number as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Thirteen digits with a right check digit. A wrong one is a warning: published test letters have many.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let digits: Vec<u32> = self.0.chars().filter_map(|c| c.to_digit(10)).collect();
        if self.0.len() != 13 || digits.len() != 13 {
            return false;
        }
        let sum: u32 = digits.iter().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
        sum.is_multiple_of(10)
    }
}

/// A municipality code, kept as three digits (`461`); registries write four (`0461`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MunicipalityCode(String);

impl MunicipalityCode {
    /// Drops the registry's leading zero, so that both writings are equal.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let short = text.strip_prefix('0').filter(|rest| rest.len() == 3);
        Self(short.unwrap_or(text).to_owned())
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_decides_whether_a_gln_is_valid() {
        assert!(Gln::new("5790999900010").is_valid());
        assert!(!Gln::new("5790999900011").is_valid());
        assert!(!Gln::new("DKKMDKMDNET").is_valid());
        assert!(!Gln::new("57909999000").is_valid());
    }

    #[test]
    fn both_writings_of_a_municipality_are_equal() {
        assert_eq!(MunicipalityCode::new("0461"), MunicipalityCode::new("461"));
    }

    #[test]
    fn every_scheme_word_reads_back() {
        for scheme in ["cvr", "gln", "municipality", "provider", "shak", "sor", "urn:oid:9.9"] {
            assert_eq!(PartyIdentifier::from_scheme(scheme, "123").scheme(), scheme);
        }
    }
}
