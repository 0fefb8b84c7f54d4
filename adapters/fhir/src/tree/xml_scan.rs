//! A first pass over XML text: a DTD, the depth, the size, and what would make the reader behind it slow.
//!
//! That reader compares the attributes of an element with each other and copies namespace declarations
//! downwards, so both are bounded here.

use canonical::letter::Limits;
use canonical::refusal::RefusalCode;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The most attributes of one element; FHIR uses three, a narrative a dozen.
const ATTRIBUTES: usize = 128;

/// Checks the text. An error says what is wrong, and at which byte.
pub(super) fn check(text: &str, limits: &Limits) -> Result<(), (RefusalCode, usize)> {
    let mut reader = Reader::from_str(text);
    let mut scan = Scan { nodes: 0, copies: 0, declared: Vec::new() };
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => scan.see(&event, limits).map_err(|code| (code, at))?,
            Err(_) => return Err((RefusalCode::XmlMalformed, at)),
        }
    }
}

/// `1.` and digits: XML 1.0, production 26.
fn is_version(word: &str) -> bool {
    word.strip_prefix("1.").is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()))
}

struct Scan {
    nodes: usize,
    /// Namespace declarations copied from elements to the declaring elements within them.
    copies: usize,
    /// Declarations in scope, for every open element.
    declared: Vec<usize>,
}

impl Scan {
    fn see(&mut self, event: &Event<'_>, limits: &Limits) -> Result<(), RefusalCode> {
        match event {
            Event::DocType(_) => return Err(RefusalCode::DtdForbidden),
            Event::Start(element) => {
                let in_scope = self.element(element)?;
                self.declared.push(in_scope);
            }
            Event::Empty(element) => {
                self.element(element)?;
            }
            Event::End(_) => {
                self.declared.pop();
            }
            Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::GeneralRef(_) => {
                self.nodes += 1;
            }
            // The tree builder reads any word as a version.
            Event::Decl(declaration) if !declaration.version().is_ok_and(|version| is_version(&version)) => {
                return Err(RefusalCode::XmlMalformed);
            }
            Event::Decl(_) | Event::Eof => {}
        }
        if self.declared.len() > limits.depth {
            return Err(RefusalCode::DocumentTooDeep);
        }
        if self.nodes > limits.nodes || self.copies > limits.nodes {
            return Err(RefusalCode::DocumentTooComplex);
        }
        Ok(())
    }

    /// Counts an element and its attributes; returns the namespace declarations in scope within it.
    fn element(&mut self, element: &BytesStart<'_>) -> Result<usize, RefusalCode> {
        let mut attributes = 0;
        let mut declarations = 0;
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| RefusalCode::XmlMalformed)?;
            attributes += 1;
            declarations += usize::from(attribute.key.as_ref().starts_with("xmlns"));
            if attributes > ATTRIBUTES {
                return Err(RefusalCode::DocumentTooComplex);
            }
        }
        self.nodes += 1 + attributes;
        let outer = self.declared.last().copied().unwrap_or(0);
        if declarations == 0 {
            return Ok(outer);
        }
        self.copies += outer;
        Ok(outer + declarations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<RefusalCode> {
        let limits = Limits { depth: 3, nodes: 20, ..Limits::default() };
        check(text, &limits).err().map(|(code, _)| code)
    }

    #[test]
    fn a_version_that_is_none_is_malformed() {
        assert_eq!(refused("<?xml version='1.0'?><a/>"), None);
        for version in ["1,0", "1.", "2.0", ""] {
            assert_eq!(
                refused(&format!("<?xml version='{version}'?><a/>")),
                Some(RefusalCode::XmlMalformed),
                "{version}"
            );
        }
    }

    #[test]
    fn a_dtd_depth_and_size_are_refused_before_anything_is_built() {
        assert_eq!(refused("<a><b><c/></b></a>"), None);
        assert_eq!(refused("<!DOCTYPE a><a/>"), Some(RefusalCode::DtdForbidden));
        assert_eq!(refused("<a><b><c><d></d></c></b></a>"), Some(RefusalCode::DocumentTooDeep));
        assert_eq!(refused(&format!("<a>{}</a>", "<b/>".repeat(20))), Some(RefusalCode::DocumentTooComplex));
        let attributes: String = (0..200).map(|n| format!(" a{n}=''")).collect();
        assert_eq!(refused(&format!("<a{attributes}/>")), Some(RefusalCode::DocumentTooComplex));
    }
}
