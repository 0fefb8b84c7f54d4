//! Any letter without a body of its own: it still reaches its readers.

use crate::Personal;

/// A letter of a type that has no finer body yet. Its text is in the event's narrative, its bytes in the original.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// The name of the letter's root element or FHIR event, for example `LaboratoryReport`.
    pub name: String,
    /// A title, if the letter has one.
    pub title: Option<Personal<String>>,
}
