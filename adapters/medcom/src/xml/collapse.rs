//! The white space rules for fields and text runs.

use std::borrow::Cow;

use super::Node;

/// The text of a field: its own characters, without those of elements inside and without surrounding white space.
pub(crate) fn trimmed<'a>(node: Node<'a, '_>) -> Cow<'a, str> {
    let mut texts = node.children().filter(Node::is_text).filter_map(|child| child.text());
    let first = texts.next().unwrap_or_default();
    match texts.next() {
        None => Cow::Borrowed(first.trim_matches(is_space)),
        // A comment or an element splits the characters.
        Some(second) => {
            let whole: String = [first, second].into_iter().chain(texts).collect();
            Cow::Owned(whole.trim_matches(is_space).to_owned())
        }
    }
}

/// White space in the sense of XML 1.0, section 2.3.
pub(crate) const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Whether there are no other characters than white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| is_space(char::from(byte)))
}
