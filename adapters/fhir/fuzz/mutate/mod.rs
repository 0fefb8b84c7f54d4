//! Changes documents where they have joints: values, members and elements are removed, doubled, swapped, or taken from
//! other documents seen before. Changing single bytes mostly ends where the syntax does.

mod around;
mod chance;
mod json;
mod words;
mod xml;

use std::cell::RefCell;
use std::ops::Range;

pub use around::{enveloped, in_place, requested};
use chance::Chance;
use words::WORDS;

/// A part of a document that can be moved as a whole.
#[derive(Clone)]
struct Part {
    /// What sort of part: only parts of one sort take each other's place.
    sort: Sort,
    /// All of it, with its name.
    whole: Range<usize>,
    /// What it says.
    value: Range<usize>,
}

/// The sorts of parts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// The value of an attribute, without its quotation marks.
    Attribute,
    /// An element of XML.
    Element,
    /// A value in a list of JSON.
    Item,
    /// A named value of JSON.
    Member,
}

/// The most parts that are remembered, and the longest.
const POOL: (usize, usize) = (4096, 3000);

thread_local! {
    /// Parts of documents seen before: their sort, where their value begins, and their text.
    static SEEN: RefCell<Vec<(Part, Vec<u8>)>> = const { RefCell::new(Vec::new()) };
}

/// One change, or `None` where the document has no joints.
pub fn changed(document: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut chance = Chance(u64::from(seed) | 1 << 40);
    let is_json = document.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let mut document = document.to_vec();
    for _ in 0..=chance.below(3) {
        let parts = if is_json { json::parts(&document) } else { xml::parts(&document) };
        if parts.is_empty() {
            return None;
        }
        remember(&document, &parts, &mut chance);
        document = once(&document, &parts, &mut chance)?;
    }
    Some(document)
}

fn once(document: &[u8], parts: &[Part], chance: &mut Chance) -> Option<Vec<u8>> {
    let part = chance.one(parts)?;
    let other = chance.one(parts)?;
    match chance.below(10) {
        0 => Some(without(document, part)),
        1 => Some(inserted(document, part, &document[part.whole.clone()])),
        2 if part.sort == other.sort => Some(inserted(document, part, &document[other.whole.clone()])),
        3 if part.sort == other.sort => Some(replaced(document, &part.whole, &document[other.whole.clone()])),
        4 => Some(replaced(document, &part.value, &document[other.value.clone()])),
        5 => {
            let (_, whole) = seen(part.sort, chance)?;
            Some(if chance.below(2) == 0 {
                inserted(document, part, &whole)
            } else {
                replaced(document, &part.whole, &whole)
            })
        }
        6 => {
            let (from, whole) = seen(part.sort, chance)?;
            Some(replaced(document, &part.value, &whole[from]))
        }
        _ => Some(worded(document, part, chance)),
    }
}

/// A word in place of a value, or in the midst of it.
fn worded(document: &[u8], part: &Part, chance: &mut Chance) -> Vec<u8> {
    let word = chance.one(&WORDS).copied().unwrap_or_default();
    let value = &document[part.value.clone()];
    let is_text =
        part.sort == Sort::Attribute || (value.len() > 1 && value.starts_with(b"\"") && value.ends_with(b"\""));
    let quoted = part.sort != Sort::Attribute && is_text;
    let inner = if quoted { part.value.start + 1..part.value.end - 1 } else { part.value.clone() };
    match chance.below(3) {
        0 if is_text => {
            let at = inner.start + chance.below(inner.len() + 1);
            replaced(document, &(at..at), word.as_bytes())
        }
        1 if is_text && !inner.is_empty() => {
            let at = inner.start + chance.below(inner.len());
            replaced(document, &(at..inner.end.min(at + 1 + chance.below(8))), b"")
        }
        _ if is_text => replaced(document, &inner, word.as_bytes()),
        2 => replaced(document, &part.value, word.as_bytes()),
        _ => replaced(document, &part.value, format!("\"{word}\"").as_bytes()),
    }
}

fn replaced(document: &[u8], range: &Range<usize>, with: &[u8]) -> Vec<u8> {
    [&document[..range.start], with, &document[range.end..]].concat()
}

/// Something more before this part.
fn inserted(document: &[u8], part: &Part, what: &[u8]) -> Vec<u8> {
    let between: &[u8] = match part.sort {
        Sort::Item | Sort::Member => b",",
        Sort::Element | Sort::Attribute => b"",
    };
    let at = part.whole.start;
    [&document[..at], what, between, &document[at..]].concat()
}

/// Without this part, and without the comma that parted it from the next, or from the one before.
fn without(document: &[u8], part: &Part) -> Vec<u8> {
    let Range { start, end } = part.whole.clone();
    let is_json = matches!(part.sort, Sort::Item | Sort::Member);
    let (start, end) = match (document.get(end), start.checked_sub(1).and_then(|before| document.get(before))) {
        (Some(b','), _) if is_json => (start, end + 1),
        (_, Some(b',')) if is_json => (start - 1, end),
        _ => (start, end),
    };
    [&document[..start], &document[end..]].concat()
}

fn remember(document: &[u8], parts: &[Part], chance: &mut Chance) {
    if chance.below(8) != 0 {
        return;
    }
    SEEN.with_borrow_mut(|pool| {
        for _ in 0..4 {
            let Some(part) = chance.one(parts).filter(|part| part.whole.len() <= POOL.1) else { continue };
            let start = part.whole.start;
            let within = Part { value: part.value.start - start..part.value.end - start, ..part.clone() };
            let entry = (within, document[part.whole.clone()].to_vec());
            if pool.len() < POOL.0 {
                pool.push(entry);
            } else {
                let at = chance.below(POOL.0);
                pool[at] = entry;
            }
        }
    });
}

fn seen(sort: Sort, chance: &mut Chance) -> Option<(Range<usize>, Vec<u8>)> {
    SEEN.with_borrow(|pool| {
        (0..16).find_map(|_| {
            let (part, whole) = chance.one(pool)?;
            (part.sort == sort).then(|| (part.value.clone(), whole.clone()))
        })
    })
}
