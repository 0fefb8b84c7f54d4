//! From bytes to a tree: which format, which character set, and within the limits.

use std::borrow::Cow;

use canonical::letter::{Format, Limits};
use canonical::refusal::{Place, Refusal, RefusalCode};

use super::node::Tree;
use super::places::Places;
use super::{charset, json, xml};

/// No document is read deeper than this, whatever its limits: the tree is walked by recursion.
const DEEPEST: usize = 128;

/// A document as text, in the format it was found to have.
pub(crate) struct Source<'b> {
    /// The format.
    pub(crate) format: Format,
    text: Cow<'b, str>,
}

/// Why a document could not become a tree.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Flaw(pub(crate) Refusal);

impl<'b> Source<'b> {
    /// Finds the format and decodes the characters.
    pub(crate) fn decode(bytes: &'b [u8], limits: &Limits) -> Result<Self, Flaw> {
        let blank = |code| Err(Flaw(Refusal::new(code, Place::default())));
        if bytes.len() > limits.bytes || u32::try_from(bytes.len().saturating_mul(3)).is_err() {
            return blank(RefusalCode::DocumentTooLarge);
        }
        if bytes.iter().all(|byte| byte.is_ascii_whitespace()) {
            return blank(RefusalCode::DocumentEmpty);
        }
        if looks_like_xml(bytes) {
            return match charset::xml_text(bytes) {
                Ok(text) => Ok(Self { format: Format::Xml, text }),
                Err(code) => blank(code),
            };
        }
        match charset::utf8(bytes) {
            Some(text) => Ok(Self { format: Format::Json, text }),
            None => blank(RefusalCode::CharacterSetUnsupported),
        }
    }

    /// Builds the tree.
    pub(crate) fn tree(&self, limits: &Limits) -> Result<Tree<'_>, Flaw> {
        let limits = Limits { depth: limits.depth.min(DEEPEST), ..*limits };
        let tree = match self.format {
            Format::Json => json::read(&self.text, &limits),
            Format::Xml => xml::read(&self.text, &limits),
        };
        tree.map_err(|(code, at)| {
            let (line, column) = Places::of(&self.text).at(&self.text, at);
            Flaw(Refusal::new(code, Place { line, column, path: String::new() }))
        })
    }
}

/// Whether the first character says XML. UTF-16 counts as such, to be refused for its character set.
pub(crate) fn looks_like_xml(bytes: &[u8]) -> bool {
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    utf16 || bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}
