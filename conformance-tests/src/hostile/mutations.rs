//! Letters with one thing changed.

use super::chance::Chance;
use super::document::{Fate, Hostile};
use super::oracle::Syntax;

type Mutation = (&'static str, fn(&[u8], &mut Chance) -> Vec<u8>);

const MUTATIONS: [Mutation; 12] = [
    ("a byte changed", byte_changed),
    ("a range removed", range_removed),
    ("a range doubled", range_doubled),
    ("cut off", cut_off),
    ("noise inserted", noise_inserted),
    ("an element removed", element_removed),
    ("an element doubled", element_doubled),
    ("an element emptied", element_emptied),
    ("two elements swapped", elements_swapped),
    ("a text lengthened", text_lengthened),
    ("a digit changed", digit_changed),
    ("an unknown entity", entity_inserted),
];

/// A letter with a mutation that chance chose.
pub(super) fn mutated(name: &str, letter: &[u8], chance: &mut Chance) -> Hostile {
    let (what, mutation) = MUTATIONS[chance.below(MUTATIONS.len())];
    let bytes = mutation(letter, chance);
    // A DTD is refused whatever its syntax; the mutations do not write one, but a letter might.
    let fate = if contains(&bytes, b"<!DOCTYPE") { Fate::Refused } else { Fate::AsTheOracleSays };
    Hostile { name: format!("{name}: {what}"), bytes, syntax: syntax(letter), fate }
}

/// The syntax of a letter, by its first sign.
pub(super) fn syntax(letter: &[u8]) -> Syntax {
    match letter.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => Syntax::Json,
        _ => Syntax::Xml,
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn byte_changed(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = letter.to_vec();
    let at = chance.below(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << chance.below(7);
    }
    bytes
}

fn range(letter: &[u8], chance: &mut Chance) -> (usize, usize) {
    let start = chance.below(letter.len());
    (start, (start + 1 + chance.below(60)).min(letter.len()))
}

fn range_removed(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    let (start, end) = range(letter, chance);
    [&letter[..start], &letter[end..]].concat()
}

fn range_doubled(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    let (start, end) = range(letter, chance);
    [&letter[..end], &letter[start..]].concat()
}

fn cut_off(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    letter[..chance.below(letter.len())].to_vec()
}

fn noise_inserted(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    let at = chance.below(letter.len());
    let noise: Vec<u8> = (0..=chance.below(8)).map(|_| chance.next() as u8).collect();
    [&letter[..at], &noise, &letter[at..]].concat()
}

/// The innermost element or property that begins at or after a place that chance chose: from its first sign to after its last.
fn element(letter: &[u8], chance: &mut Chance) -> Option<(usize, usize)> {
    let from = chance.below(letter.len());
    match syntax(letter) {
        Syntax::Xml => xml_element(letter, from),
        Syntax::Json => json_property(letter, from),
    }
}

/// `<Name>text</Name>` without elements in between.
fn xml_element(letter: &[u8], from: usize) -> Option<(usize, usize)> {
    let close = from + letter.get(from..)?.windows(2).position(|window| window == b"</")?;
    let open = letter[..close].iter().rposition(|byte| *byte == b'<')?;
    let end = close + letter[close..].iter().position(|byte| *byte == b'>')? + 1;
    Some((open, end))
}

/// `"name": "value",` on one line.
fn json_property(letter: &[u8], from: usize) -> Option<(usize, usize)> {
    let start = from + letter.get(from..)?.iter().position(|byte| *byte == b'\n')? + 1;
    let end = start + letter.get(start..)?.iter().position(|byte| *byte == b'\n')?;
    Some((start, end))
}

fn element_removed(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    let Some((start, end)) = element(letter, chance) else { return cut_off(letter, chance) };
    [&letter[..start], &letter[end..]].concat()
}

fn element_doubled(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    let Some((start, end)) = element(letter, chance) else { return cut_off(letter, chance) };
    [&letter[..end], &letter[start..]].concat()
}

fn element_emptied(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    let Some((start, end)) = element(letter, chance) else { return cut_off(letter, chance) };
    let inner = &letter[start..end];
    let (Some(open), Some(close)) = (inner.iter().position(|b| *b == b'>'), inner.iter().rposition(|b| *b == b'<'))
    else {
        return range_removed(letter, chance);
    };
    if open + 1 > close {
        return range_removed(letter, chance);
    }
    [&letter[..=start + open], &letter[start + close..]].concat()
}

fn elements_swapped(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    let (Some(one), Some(other)) = (element(letter, chance), element(letter, chance)) else {
        return cut_off(letter, chance);
    };
    let (first, second) = if one.0 <= other.0 { (one, other) } else { (other, one) };
    if first.1 > second.0 {
        return element_doubled(letter, chance);
    }
    let parts = [
        &letter[..first.0],
        &letter[second.0..second.1],
        &letter[first.1..second.0],
        &letter[first.0..first.1],
        &letter[second.1..],
    ];
    parts.concat()
}

fn text_lengthened(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    let from = chance.below(letter.len());
    let Some(at) = letter[from..].iter().position(u8::is_ascii_alphanumeric).map(|offset| from + offset) else {
        return cut_off(letter, chance);
    };
    [&letter[..at], &vec![b'a'; 1 + chance.below(5000)], &letter[at..]].concat()
}

fn digit_changed(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    let from = chance.below(letter.len());
    let mut bytes = letter.to_vec();
    if let Some(digit) = bytes[from..].iter_mut().find(|byte| byte.is_ascii_digit()) {
        *digit = b"0123456789xZ"[chance.below(12)];
    }
    bytes
}

fn entity_inserted(letter: &[u8], chance: &mut Chance) -> Vec<u8> {
    let from = chance.below(letter.len());
    let Some(at) = letter[from..].iter().position(|byte| *byte == b'>').map(|offset| from + offset + 1) else {
        return cut_off(letter, chance);
    };
    [&letter[..at], b"&nobody;", &letter[at..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutation_takes_every_letter_without_panic_and_the_seed_replays_it() {
        for letter in [&b""[..], b"<", b"<a>1</a>", b"{\n\"a\": 1\n}\n", b"no letter at all"] {
            for seed in 0..200 {
                for (name, mutation) in MUTATIONS {
                    let once = mutation(letter, &mut Chance::new(seed));
                    assert_eq!(once, mutation(letter, &mut Chance::new(seed)), "{name}");
                }
            }
        }
    }
}
