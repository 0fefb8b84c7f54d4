//! What reading a message found: every refusal at once, and every doubt.

use canonical::notice::{Notice, NoticeCode};
use canonical::refusal::{Place, Refusal, RefusalCode};

use crate::tree::{Kind, Node};

/// The most refusals, and the most doubts, that are told of one message.
const MOST: usize = 100;

/// The longest name, role or identifier, in bytes. One that is named again and again is repeated as often.
const LONGEST_LABEL: usize = 1024;

/// Refusals and doubts, collected while a message is read.
#[derive(Default)]
pub(crate) struct Findings {
    refusals: Vec<Refusal>,
    notices: Vec<Notice>,
}

impl Findings {
    /// Refuses the message for this node.
    pub(crate) fn refuse(&mut self, code: RefusalCode, at: Node<'_>) {
        self.refuse_at(code, || at.place());
    }

    /// Refuses the message for a child that this node does not have.
    pub(crate) fn refuse_missing(&mut self, code: RefusalCode, parent: Node<'_>, name: &str) {
        self.refuse_at(code, || parent.place_of_child(name));
    }

    fn refuse_at(&mut self, code: RefusalCode, place: impl FnOnce() -> Place) {
        if self.refusals.len() < MOST {
            self.refusals.push(Refusal::new(code, place()));
        }
    }

    /// Doubts this node.
    pub(crate) fn doubt(&mut self, code: NoticeCode, at: Node<'_>) {
        if self.notices.len() < MOST {
            self.notices.push(Notice { code, at: at.place() });
        }
    }

    /// Refuses what a profile's version forbids, or doubts it where an older version is read.
    pub(crate) fn object(&mut self, strict: bool, code: RefusalCode, parent: Node<'_>, name: &str) {
        if strict {
            self.refuse_missing(code, parent, name);
        } else if self.notices.len() < MOST {
            let at = parent.place_of_child(name);
            self.notices.push(Notice { code: NoticeCode::RuleTolerated, at });
        }
    }

    /// The same, of what is there.
    pub(crate) fn judge(&mut self, strict: bool, code: RefusalCode, at: Node<'_>) {
        if strict { self.refuse(code, at) } else { self.doubt(NoticeCode::RuleTolerated, at) }
    }

    /// The one child of this name; its absence or repetition refuses the message.
    pub(crate) fn required<'a>(&mut self, parent: Node<'a>, name: &'a str) -> Option<Node<'a>> {
        let found = self.single(parent, name);
        if found.is_none() {
            self.refuse_missing(RefusalCode::ElementMissing, parent, name);
        }
        found
    }

    /// The one child of this name, if there is any; its repetition refuses the message.
    pub(crate) fn single<'a>(&mut self, parent: Node<'a>, name: &'a str) -> Option<Node<'a>> {
        let mut found = parent.all(name);
        let first = found.next()?;
        if let Some(second) = found.next() {
            self.refuse(RefusalCode::ElementRepeated, second);
        }
        Some(first)
    }

    /// The primitive text of the one child of this name, with its node.
    pub(crate) fn required_text<'a>(&mut self, parent: Node<'a>, name: &'a str) -> Option<(Node<'a>, &'a str)> {
        let node = self.required(parent, name)?;
        self.written(node).map(|text| (node, text))
    }

    /// The primitive text of the one child of this name, if there is any.
    pub(crate) fn text<'a>(&mut self, parent: Node<'a>, name: &'a str) -> Option<&'a str> {
        let node = self.single(parent, name)?;
        self.written(node)
    }

    /// The same, of a short text: a name, a role, an identifier. A longer one refuses the message.
    pub(crate) fn label<'a>(&mut self, parent: Node<'a>, name: &'a str) -> Option<&'a str> {
        let node = self.single(parent, name)?;
        let text = self.written(node)?;
        self.short(text, node)
    }

    /// A text, unless it is too long to be the name of anything.
    pub(crate) fn short<T: AsRef<str>>(&mut self, text: T, at: Node<'_>) -> Option<T> {
        if text.as_ref().len() > LONGEST_LABEL {
            self.refuse(RefusalCode::TextTooLong, at);
            return None;
        }
        Some(text)
    }

    /// The text of a primitive of a textual type. FHIR R4, 2.24.0.1: a string is never empty.
    pub(crate) fn written<'a>(&mut self, node: Node<'a>) -> Option<&'a str> {
        match (node.kind(), node.value()) {
            (Kind::Written | Kind::Markup, Some(text)) if !text.is_empty() => Some(text),
            (Kind::Written | Kind::Markup | Kind::Complex, _) => {
                self.refuse(RefusalCode::ElementEmpty, node);
                None
            }
            (Kind::Boolean | Kind::Number | Kind::Resource, _) => {
                self.refuse(RefusalCode::ValueMalformed, node);
                None
            }
        }
    }

    /// The boolean of the one child of this name, if there is any.
    pub(crate) fn boolean<'a>(&mut self, parent: Node<'a>, name: &'a str) -> Option<bool> {
        let node = self.single(parent, name)?;
        let typed = node.kind() == Kind::Boolean || node.format() == canonical::letter::Format::Xml;
        match node.value().filter(|_| typed) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                self.refuse(RefusalCode::ValueMalformed, node);
                None
            }
        }
    }

    /// The number of the one child of this name, exactly as written, if there is any.
    pub(crate) fn decimal<'a>(&mut self, parent: Node<'a>, name: &'a str) -> Option<&'a str> {
        let node = self.single(parent, name)?;
        let is_xml = node.format() == canonical::letter::Format::Xml;
        let typed = node.kind() == Kind::Number || (node.kind() == Kind::Written && is_xml);
        let number = node.value().filter(|text| typed && is_decimal(text));
        if number.is_none() {
            self.refuse(RefusalCode::NumberMalformed, node);
        }
        number
    }

    /// Whether nothing refuses the message so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.refusals.is_empty()
    }

    /// Every refusal at once, or what was read with its doubts.
    ///
    /// `make` answers `None` only where a refusal was recorded before, so the last branch is for the type.
    pub(crate) fn finish<T>(mut self, make: impl FnOnce() -> Option<T>) -> Result<(T, Vec<Notice>), Vec<Refusal>> {
        if self.is_clean() {
            match make() {
                Some(made) => return Ok((made, self.notices)),
                None => self.refusals.push(Refusal::new(RefusalCode::RuleBroken, Place::path("Bundle"))),
            }
        }
        self.refusals.sort_by_key(|refusal| (refusal.at.line, refusal.at.column));
        self.refusals.dedup();
        Err(self.refusals)
    }
}

/// FHIR R4, 2.24.0.1: the writing of a `decimal`.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(one, other)| (one, Some(other)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(one, other)| (one, Some(other)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let has_no_leading_zero = whole == "0" || !whole.starts_with('0');
    let exponent = exponent.map(|text| text.strip_prefix(['+', '-']).unwrap_or(text));
    digits(whole) && has_no_leading_zero && fraction.is_none_or(digits) && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::is_decimal;

    #[test]
    fn a_decimal_is_written_as_json_writes_it() {
        for right in ["0", "-0.10", "38.7", "1.10", "1e5", "2.5E-3", "120"] {
            assert!(is_decimal(right), "{right}");
        }
        for wrong in ["", "-", ".5", "5.", "007", "+1", "1e", "1,5", "NaN", "1.2.3", "5 "] {
            assert!(!is_decimal(wrong), "{wrong}");
        }
    }
}
