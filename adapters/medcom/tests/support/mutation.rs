//! Changes of a document in every way that schemas are about.

use roxmltree::{Document, Node};

/// The document with one change, the same for the same number.
#[must_use]
pub(crate) fn mutated(text: &str, seed: u64) -> String {
    let document = Document::parse(text).expect("well-formed");
    let elements: Vec<Node<'_, '_>> = document.root_element().descendants().skip(1).filter(Node::is_element).collect();
    let mut chance = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d;
    let mut below = |most: usize| {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        usize::try_from(chance >> 11).unwrap_or(0) % most.max(1)
    };
    let element = elements[below(elements.len())];
    let (range, own) = (element.range(), &text[element.range()]);
    let leaf = !element.children().any(|child| child.is_element());
    let with = |inside: &str| {
        let name = element.tag_name().name();
        format!("<{name}>{inside}</{name}>")
    };
    let words = element.text().unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;");
    let other = match (seed % 13, leaf) {
        (0, _) => String::new(),
        (1, _) => format!("{own}{own}"),
        (2, _) => format!("<Andet>x</Andet>{own}"),
        (3, _) => {
            let name = format!("<{}", element.tag_name().name());
            own.replacen(&name, &format!("{name} a=\"b\""), 1)
        }
        (4, _) => format!("x{own}"),
        (5, true) => with("forkert"),
        (6, true) => with(&"x".repeat(400)),
        (7, true) => with(""),
        (8, true) => with(&format!(" {words} ")),
        (9, true) => with(&format!("{words}Z")),
        (10, true) => with("<Bold>x</Bold>"),
        (11, true) => with("2026-02-30"),
        _ => return swapped(text, element),
    };
    [&text[..range.start], &other, &text[range.end..]].concat()
}

/// The element and the one behind it, the other way round.
fn swapped(text: &str, element: Node<'_, '_>) -> String {
    let Some(next) = element.next_sibling_element() else {
        return text.to_owned();
    };
    let (first, second) = (element.range(), next.range());
    let between = &text[first.end..second.start];
    [&text[..first.start], &text[second.clone()], between, &text[first], &text[second.end..]].concat()
}
