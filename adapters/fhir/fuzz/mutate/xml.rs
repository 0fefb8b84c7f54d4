//! The parts of a document in XML.

use super::{Part, Sort};

/// Every element that is closed, and every value of an attribute.
pub(super) fn parts(document: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(start) = find(document, at, b'<') {
        let Some(end) = find(document, start, b'>').map(|end| end + 1) else { break };
        let tag = &document[start..end];
        if tag.starts_with(b"</") {
            if let Some((begin, inner)) = open.pop() {
                parts.push(Part { sort: Sort::Element, whole: begin..end, value: inner..start });
            }
        } else if !tag.starts_with(b"<?") && !tag.starts_with(b"<!") {
            attributes(document, start, end, &mut parts);
            if tag.ends_with(b"/>") {
                parts.push(Part { sort: Sort::Element, whole: start..end, value: end - 2..end - 2 });
            } else {
                open.push((start, end));
            }
        }
        at = end;
    }
    parts
}

fn attributes(document: &[u8], start: usize, end: usize, parts: &mut Vec<Part>) {
    let mut at = start;
    while let Some(open) = find(document, at, b'"').filter(|open| *open < end) {
        let Some(close) = find(document, open + 1, b'"').filter(|close| *close < end) else { return };
        parts.push(Part { sort: Sort::Attribute, whole: open + 1..close, value: open + 1..close });
        at = close + 1;
    }
}

fn find(document: &[u8], from: usize, byte: u8) -> Option<usize> {
    document.get(from..)?.iter().position(|one| *one == byte).map(|at| from + at)
}
