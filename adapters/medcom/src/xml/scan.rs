//! A cheap look at a document before a tree is made of it: depth, nodes, attributes, DTD.
//!
//! The tree builder is not recursive and refuses a DTD by itself, but it has no limit on depth, and it
//! compares the attributes and namespaces of an element pairwise. So those are counted here first.

use canonical::letter::Limits;
use canonical::refusal::RefusalCode;
use memchr::{memchr, memchr3, memmem};

/// The most attributes one element may have. Letters have none but namespaces and schema locations.
const ATTRIBUTES: usize = 64;

/// Why a document is not read further, and the byte offset of the reason.
pub(crate) type Excess = (RefusalCode, usize);

/// Checks the limits.
///
/// # Errors
/// `xml-malformed` for a version that is none, `dtd-forbidden`, `document-too-deep`, `document-too-complex`.
pub(crate) fn check(text: &str, limits: &Limits) -> Result<(), Excess> {
    if !has_version(text) {
        return Err((RefusalCode::XmlMalformed, 0));
    }
    let mut scan = Scan { text: text.as_bytes(), limits, nodes: 0, scopes: Vec::new(), spread: 0 };
    let mut at = 0;
    while let Some(open) = text.as_bytes().get(at..).and_then(|rest| memchr(b'<', rest)) {
        at = scan.markup(at + open)?;
    }
    Ok(())
}

/// Whether the XML declaration, where there is one, states a version: `1.` and digits.
///
/// The tree builder reads any word. Standard: XML 1.0, productions 23 to 26.
fn has_version(text: &str) -> bool {
    let Some((declaration, _)) = text.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")) else {
        return true;
    };
    let stated = declaration.trim_start().strip_prefix("version").and_then(|rest| rest.trim_start().strip_prefix('='));
    let word = stated.and_then(|rest| rest.trim_start().split(['"', '\'']).nth(1)).unwrap_or_default();
    word.strip_prefix("1.").is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()))
}

struct Scan<'t> {
    text: &'t [u8],
    limits: &'t Limits,
    nodes: usize,
    /// The namespaces in scope of each open element.
    scopes: Vec<usize>,
    /// The sum of namespaces in scope over all elements that declare one.
    spread: usize,
}

/// What a start tag holds.
struct Tag {
    /// The offset after `>`.
    end: usize,
    attributes: usize,
    namespaces: usize,
    is_empty: bool,
}

impl Scan<'_> {
    /// Takes the markup at `open`, and returns where to go on.
    fn markup(&mut self, open: usize) -> Result<usize, Excess> {
        let rest = self.text.get(open + 1..).unwrap_or_default();
        match rest.first() {
            Some(b'/') => {
                self.scopes.pop();
                return Ok(open + 2);
            }
            Some(b'!') if rest.starts_with(b"!--") => return self.skip(open, b"-->", open + 4),
            Some(b'!') if rest.starts_with(b"![CDATA[") => return self.skip(open, b"]]>", open + 9),
            Some(b'!') if rest.starts_with(b"!DOCTYPE") => return Err((RefusalCode::DtdForbidden, open)),
            Some(b'?') => return self.skip(open, b"?>", open + 2),
            _ => {}
        }
        let tag = self.tag(open);
        self.element(open, &tag)?;
        Ok(tag.end)
    }

    /// Takes what is no element, to its end or that of the text.
    fn skip(&mut self, open: usize, end: &[u8], from: usize) -> Result<usize, Excess> {
        self.count(1, open)?;
        let rest = self.text.get(from..).unwrap_or_default();
        Ok(memmem::find(rest, end).map_or(self.text.len(), |at| from + at))
    }

    fn element(&mut self, open: usize, tag: &Tag) -> Result<(), Excess> {
        self.count(1 + tag.attributes, open)?;
        let scope = self.scopes.last().copied().unwrap_or(0) + tag.namespaces;
        if tag.namespaces > 0 {
            self.spread = self.spread.saturating_add(scope);
        }
        if tag.attributes > ATTRIBUTES || scope > ATTRIBUTES || self.spread > self.limits.nodes {
            return Err((RefusalCode::DocumentTooComplex, open));
        }
        if self.scopes.len() >= self.limits.depth {
            return Err((RefusalCode::DocumentTooDeep, open));
        }
        if !tag.is_empty {
            self.scopes.push(scope);
        }
        Ok(())
    }

    fn count(&mut self, nodes: usize, open: usize) -> Result<(), Excess> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > self.limits.nodes { Err((RefusalCode::DocumentTooComplex, open)) } else { Ok(()) }
    }

    /// Reads a start tag to its end, or to the end of the text.
    fn tag(&self, open: usize) -> Tag {
        let mut tag = Tag { end: self.text.len(), attributes: 0, namespaces: 0, is_empty: false };
        let mut rest = self.text.get(open + 1..).unwrap_or_default();
        while let Some((before, mark, after)) = memchr3(b'>', b'"', b'\'', rest).and_then(|at| parts(rest, at)) {
            tag.count(before);
            if mark == b'>' {
                tag.end -= after.len();
                tag.is_empty = before.last() == Some(&b'/');
                break;
            }
            let Some((_, _, after)) = memchr(mark, after).and_then(|at| parts(after, at)) else {
                break;
            };
            rest = after;
        }
        tag
    }
}

impl Tag {
    /// Counts the attributes whose `=` is here, outside quotes.
    fn count(&mut self, part: &[u8]) {
        for (equals, _) in part.iter().enumerate().filter(|(_, byte)| **byte == b'=') {
            let before = part.get(..equals).unwrap_or_default().trim_ascii_end();
            let name = before.rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
            self.attributes += 1;
            self.namespaces += usize::from(name.starts_with(b"xmlns"));
        }
    }
}

/// What is before a byte, the byte, and what is after it.
fn parts(bytes: &[u8], at: usize) -> Option<(&[u8], u8, &[u8])> {
    let (before, rest) = bytes.split_at_checked(at)?;
    let (mark, after) = rest.split_first()?;
    Some((before, *mark, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<RefusalCode> {
        let limits = Limits { depth: 3, nodes: 20, ..Limits::default() };
        check(text, &limits).err().map(|(code, _)| code)
    }

    #[test]
    fn an_ordinary_document_passes() {
        assert_eq!(
            refused("<?xml version='1.0'?><a x='>'><b/><b><c/></b><!-- <d><e><f> --><![CDATA[<g><h><i>]]></a>"),
            None
        );
    }

    #[test]
    fn a_version_that_is_none_is_malformed() {
        assert_eq!(refused("<?xml version=\"1.1\" encoding=\"UTF-8\"?><a/>"), None);
        for version in ["1,0", "1.", "2.0", ""] {
            assert_eq!(
                refused(&format!("<?xml version='{version}'?><a/>")),
                Some(RefusalCode::XmlMalformed),
                "{version}"
            );
        }
    }

    #[test]
    fn each_limit_has_its_code() {
        assert_eq!(refused("<a><b><c><d/></c></b></a>"), Some(RefusalCode::DocumentTooDeep));
        assert_eq!(refused(&format!("<a>{}</a>", "<b/>".repeat(20))), Some(RefusalCode::DocumentTooComplex));
        assert_eq!(refused("<!DOCTYPE a><a/>"), Some(RefusalCode::DtdForbidden));
    }

    #[test]
    fn attributes_and_namespaces_are_counted() {
        let many = |name: &str| (0..65).map(|n| format!(" {name}{n}=''")).collect::<String>();
        let limits = Limits::default();
        for text in [format!("<a{}/>", many("x")), format!("<a{}/>", many("xmlns:x"))] {
            assert_eq!(check(&text, &limits), Err((RefusalCode::DocumentTooComplex, 0)));
        }
        let half: String = (0..40).map(|n| format!(" xmlns:n{n}='u'")).collect();
        for one in ["<b xmlns:m='u'/>", "<b\n\txmlns:m = \"u\" />", "<b x='>' xmlns:m ='u'/>"] {
            let nested = format!("<a{half}>{}</a>", one.repeat(30_000));
            assert_eq!(
                check(&nested, &limits).map_err(|(code, _)| code),
                Err(RefusalCode::DocumentTooComplex),
                "{one}"
            );
        }
    }

    #[test]
    fn broken_markup_ends_the_scan_quietly() {
        for text in ["<", "<a", "<a x='", "<!--", "<![CDATA[", "<?", "</", "</a></a></a>", "<a/><a/></x>"] {
            assert_eq!(refused(text), None, "{text}");
        }
    }
}
