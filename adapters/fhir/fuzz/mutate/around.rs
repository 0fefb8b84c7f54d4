//! Where the document is in what a target is given: all of it, behind a line, or in an envelope.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use libfuzzer_sys::fuzzer_mutate;

use super::chance::Chance;
use super::changed;

/// A change of an input, which a seed decides.
type Change = fn(&[u8], u32) -> Option<Vec<u8>>;

/// Every second time a change of this sort, else one of single bytes. Gives the new size.
pub fn in_place(change: Change, data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    if seed % 2 == 0
        && let Some(new) = change(&data[..size], seed).filter(|new| new.len() <= max_size)
    {
        data[..new.len()].copy_from_slice(&new);
        return new.len();
    }
    fuzzer_mutate(data, size, max_size)
}

/// Requests that the line before a document may be.
const REQUESTS: [&str; 14] = [
    "POST",
    "POST CarePlan",
    "POST Communication",
    "POST Composition",
    "POST Condition",
    "POST DiagnosticReport",
    "POST DocumentReference",
    "POST Encounter",
    "POST Observation",
    "POST QuestionnaireResponse",
    "POST ServiceRequest",
    "POST Task",
    "PUT Encounter/e1",
    "PUT Task/t1",
];

/// The document behind the first line, or the line.
pub fn requested(data: &[u8], seed: u32) -> Option<Vec<u8>> {
    let at = data.iter().position(|byte| *byte == b'\n')?;
    let (line, document) = (&data[..at], &data[at + 1..]);
    let mut chance = Chance(u64::from(seed) | 1 << 41);
    let line = if chance.below(16) == 0 { chance.one(&REQUESTS)?.as_bytes() } else { line };
    Some([line, b"\n", &changed(document, seed)?].concat())
}

/// What is in the envelope, or the envelope.
pub fn enveloped(data: &[u8], seed: u32) -> Option<Vec<u8>> {
    if seed % 8 < 4 {
        return changed(data, seed);
    }
    let begin = find(data, 0, b"<BinaryContent")?;
    let begin = find(data, begin, b">")? + 1;
    let end = find(data, begin, b"</")?;
    let inner = BASE64_STANDARD.decode(data[begin..end].trim_ascii()).ok()?;
    let inner = BASE64_STANDARD.encode(changed(&inner, seed)?);
    Some([&data[..begin], inner.as_bytes(), &data[end..]].concat())
}

fn find(text: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    text.get(from..)?.windows(word.len()).position(|window| window == word).map(|at| from + at)
}
