//! What a sender asks for with a document: the method and the address, which the document alone does not say.

use super::kinds::{ResourceKind, kind};
use crate::resources;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// `POST [base]`: take this Bundle.
    Bundle,
    /// `POST [base]/[type]`: take this resource as a new one.
    Create(&'static ResourceKind),
    /// `PUT [base]/[type]/[id]`: take this resource as the one of this id.
    Update(&'static ResourceKind, String),
}

impl Request {
    /// One writing, which [`Request::parse`] reads.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Bundle => "POST".to_owned(),
            Self::Create(kind) => format!("POST {}", kind.name),
            Self::Update(kind, id) => format!("PUT {}/{id}", kind.name),
        }
    }

    /// Reads the method and the address below the base, as a Bundle's entry and [`Request::word`] write them. `None` for
    /// what is not taken.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let Some((method, address)) = word.split_once(' ') else {
            return (word == "POST").then_some(Self::Bundle);
        };
        match (method, address.split_once('/')) {
            ("POST", None) => kind(address).map(Self::Create),
            ("PUT", Some((name, id))) if is_id(id) => kind(name).map(|kind| Self::Update(kind, id.to_owned())),
            _ => None,
        }
    }

    /// The type of the resource it is about.
    #[must_use]
    pub const fn resource_type(&self) -> &'static str {
        match self {
            Self::Bundle => "Bundle",
            Self::Create(kind) | Self::Update(kind, _) => kind.name,
        }
    }
}

/// Whether this may be the id of a resource. Standard: FHIR R4, 2.24.0.1 (id).
#[must_use]
pub fn is_id(text: &str) -> bool {
    resources::is_id(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_reads_back_from_its_word() {
        for word in ["POST", "POST Encounter", "PUT Task/a-1.b"] {
            assert_eq!(Request::parse(word).expect("a request").word(), word);
        }
        for wrong in ["", "PUT", "GET Encounter/1", "POST Patient", "POST Encounter/1", "PUT Task/", "PUT Task/a/b"] {
            assert_eq!(Request::parse(wrong), None, "{wrong}");
        }
    }
}
