//! Whatever a document holds, it is answered: no translator breaks, and nothing is silently dropped.
#![allow(clippy::expect_used, reason = "also in what the tests share")]

mod support;

use canonical::refusal::RefusalCode;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseResult, TestRunner};
use support::House;
use support::documents::{emessage, letter, message, vans};

fn documents() -> [String; 2] {
    let plain = emessage(true, &[letter("LTR1", "Hej <Bold>med</Bold> dig"), letter("LTR2", "Og hej")]);
    [plain, message("a1", support::HOSPITAL)]
}

/// A change to a document: at a place given as a fraction of its length, or to one of its values.
#[derive(Debug, Clone)]
enum Change {
    Cut(u16, u8),
    Double(u16, u8),
    Flip(u16, u8),
    Insert(u16, Vec<u8>),
    Value(u16, &'static str),
}

const VALUES: [&str; 8] = ["", "x", "0000000000", "2026-99-99", "-1", "æøå", "rettetbrev", "5790999900065"];
const MARKUP: [&str; 12] = ["<", ">", "&", "\"", "{", "}", "]", "<!--", "]]>", "\u{feff}", "&#0;", "null"];

fn change() -> impl Strategy<Value = Change> {
    let markup = prop::sample::select(&MARKUP[..]).prop_map(|text| text.as_bytes().to_vec());
    let snippet = prop_oneof![prop::collection::vec(any::<u8>(), 1..4), markup];
    prop_oneof![
        1 => (any::<u16>(), 1..40_u8).prop_map(|(at, length)| Change::Cut(at, length)),
        1 => (any::<u16>(), 1..40_u8).prop_map(|(at, length)| Change::Double(at, length)),
        3 => (any::<u16>(), 1..16_u8).prop_map(|(at, bits)| Change::Flip(at, bits)),
        1 => (any::<u16>(), snippet).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        6 => (any::<u16>(), prop::sample::select(&VALUES[..])).prop_map(|(at, value)| Change::Value(at, value)),
    ]
}

fn changed(mut document: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: &u16, length: usize| length * usize::from(*at) / (usize::from(u16::MAX) + 1);
        let piece = |at: &u16, length: &u8| {
            let start = place(at, document.len());
            start..document.len().min(start + usize::from(*length))
        };
        match change {
            Change::Cut(at, length) => drop(document.drain(piece(at, length))),
            Change::Double(at, length) => {
                let piece = piece(at, length);
                let bytes = document[piece.clone()].to_vec();
                document.splice(piece.start..piece.start, bytes);
            }
            Change::Flip(at, bits) => {
                let start = place(at, document.len());
                document.iter_mut().skip(start).take(1).for_each(|found| *found ^= bits);
            }
            Change::Insert(at, bytes) => {
                let start = place(at, document.len());
                document.splice(start..start, bytes.iter().copied());
            }
            Change::Value(at, value) => {
                let values = values(&document);
                if let Some(found) = values.get(place(at, values.len())) {
                    document.splice(found.clone(), value.bytes());
                }
            }
        }
    }
    document
}

/// Where the values stand: between `>` and `<`, or `:"` and `"`.
fn values(document: &[u8]) -> Vec<std::ops::Range<usize>> {
    let value = |start: usize, end: u8| {
        let length = document[start..].iter().position(|byte| *byte == end)?;
        (length > 0).then(|| start..start + length)
    };
    let found = (0..document.len()).filter_map(|at| match document[at..] {
        [b'>', _, ..] => value(at + 1, b'<'),
        [b':', b'"', ..] => value(at + 2, b'"'),
        _ => None,
    });
    found.collect()
}

/// What became of documents: how many letters were accepted, how many refused, how many documents unreadable.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    unreadable: usize,
}

fn is_answered(document: Vec<u8>, tally: &mut Tally) -> TestCaseResult {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let house = House::new();
    let reception = runtime.block_on(house.receive(document));
    prop_assert_ne!(reception.letters.is_empty(), reception.refusals.is_empty());
    let of_letters = reception.letters.iter().flat_map(|letter| letter.outcome.refusals());
    for refusal in reception.refusals.iter().chain(of_letters) {
        prop_assert_ne!(refusal.code, RefusalCode::TranslationFailed);
    }
    let durable = reception.letters.iter().filter(|letter| letter.event_id.is_some()).count();
    prop_assert_eq!(durable, house.ledger.calls().len());
    tally.accepted += durable;
    tally.refused += reception.letters.len() - durable;
    tally.unreadable += usize::from(reception.letters.is_empty());
    Ok(())
}

fn for_all<S: Strategy>(cases: u32, strategy: &S, check: impl Fn(S::Value, &mut Tally) -> TestCaseResult) -> Tally {
    let tally = std::cell::RefCell::new(Tally::default());
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let run = TestRunner::new(config).run(strategy, |value| check(value, &mut tally.borrow_mut()));
    run.unwrap_or_else(|failure| panic!("{failure}"));
    tally.into_inner()
}

#[test]
fn a_changed_document_is_answered() {
    let strategy = (0..2_usize, any::<bool>(), prop::collection::vec(change(), 1..5));
    let tally = for_all(1000, &strategy, |(which, is_wrapped, changes), tally| {
        let document = changed(documents()[which].clone().into_bytes(), &changes);
        is_answered(if is_wrapped { vans(&document, true) } else { document }, tally)
    });
    let Tally { accepted, refused, unreadable } = tally;
    assert!(accepted > 50 && refused > 50 && unreadable > 50, "changes reach every depth: {tally:?}");
}

#[test]
fn a_changed_envelope_of_the_network_is_answered() {
    let strategy = prop::collection::vec(change(), 1..4);
    let envelope = vans(documents()[0].as_bytes(), true);
    let tally = for_all(500, &strategy, |changes, tally| is_answered(changed(envelope.clone(), &changes), tally));
    assert!(tally.accepted > 20 && tally.unreadable > 20, "changes reach every depth: {tally:?}");
}

#[test]
fn any_bytes_are_answered() {
    let tally = for_all(500, &prop::collection::vec(any::<u8>(), 0..200), is_answered);
    assert_eq!(tally.accepted, 0);
}
