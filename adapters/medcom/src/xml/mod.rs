//! Reading XML: bytes to a checked tree, and a tree to typed fields with places.
//!
//! Everything hostile is met here, before a letter is looked at: size, character set, depth,
//! number of nodes, document type declarations.

mod charset;
mod collapse;
mod document;
mod fields;
mod fingerprint;
mod inline;
mod markup;
mod place;
mod prefixes;
mod reading;
mod scan;
mod write;

pub(crate) use charset::{Decoded, decode};
pub(crate) use collapse::{is_blank, is_space, trimmed};
pub(crate) use document::parse;
pub(crate) use fields::Fields;
pub(crate) use fingerprint::fingerprint;
pub(crate) use inline::{formatted, is_inline, readable, write_text};
pub(crate) use place::Positions;
pub(crate) use prefixes::Prefixes;
pub(crate) use reading::{Findings, Reading};
pub(crate) use write::{Xml, is_allowed};

/// A node of a letter.
pub(crate) type Node<'a, 'i> = roxmltree::Node<'a, 'i>;
