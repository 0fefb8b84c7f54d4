//! What is taken: the form of a document, its letters, and what became of each of its resources.

use canonical::letter::{Envelope, Letter};
use canonical::notification::Notification;

use super::kinds::kind;
use super::names::Name;
use super::resource::Warning;
use crate::tree::Node;

/// A document that is taken, with its letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What it is.
    pub form: Form,
    /// The addressing around its letters, of which only a message has some.
    pub envelope: Envelope,
    /// Its letters, in its order.
    pub letters: Vec<Letter>,
    /// Its entries, in its order; none of a message.
    pub entries: Vec<Entry>,
    /// What a notification says of its subscription.
    pub notification: Option<Notification>,
}

/// The forms of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A Bundle of resources about one patient: one letter.
    Collection,
    /// A clinical document: one letter.
    Document,
    /// A message, with receipts of its own.
    Message,
    /// What a subscription at another server brings, if anything.
    Notification,
    /// One resource.
    Resource,
    /// Requests that succeed or fail together: a letter for each resource that says something.
    Transaction,
}

impl Form {
    /// Whether all of its letters are taken, or none.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        match self {
            Self::Notification | Self::Transaction => true,
            Self::Collection | Self::Document | Self::Message | Self::Resource => false,
        }
    }
}

/// What became of one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path in the document.
    pub at: String,
    /// The type of the resource.
    pub kind: String,
    /// Its id here; empty if it has none of its own.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Whether it was sent as a new one.
    pub is_new: bool,
    /// Its letter, by place; none if it only tells of others.
    pub letter: Option<usize>,
    /// What its sender should know.
    pub warnings: Vec<Warning>,
}

impl Entry {
    /// The path of what names its sender.
    #[must_use]
    pub fn sender(&self) -> String {
        let elements = kind(&self.kind).and_then(|kind| kind.sender.first().or_else(|| kind.origin.first()));
        format!("{}.{}", self.at, elements.copied().unwrap_or("author"))
    }

    /// The path of its receiver of this place, counted from 0.
    #[must_use]
    pub fn receiver(&self, place: usize) -> String {
        let element = kind(&self.kind).and_then(|kind| kind.receivers.first()).copied().unwrap_or("recipient");
        format!("{}.{element}[{place}]", self.at)
    }
}

/// Letters, and the entries that they were made of.
pub(super) type Parts = (Vec<Letter>, Vec<Entry>);

/// An entry of this resource.
pub(super) fn entry(
    resource: Node<'_>,
    name: Name,
    is_new: bool,
    letter: Option<usize>,
    warnings: Vec<Warning>,
) -> Entry {
    let kind = resource.resource_type().unwrap_or_default().to_owned();
    Entry { at: resource.path(), kind, id: name.id, version: name.version, is_new, letter, warnings }
}
