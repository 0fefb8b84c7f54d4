//! Whatever a document holds, it is answered: no translator breaks, and nothing is silently dropped.

mod support;

use canonical::refusal::RefusalCode;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use support::House;
use support::documents::{emessage, letter, message, vans};

fn documents() -> Vec<Vec<u8>> {
    let plain = emessage(true, &[letter("LTR1", "Hej <Bold>med</Bold> dig"), letter("LTR2", "Og hej")]);
    vec![
        vans(&plain, true),
        vans(&message("a1", support::HOSPITAL), true),
        plain.into_bytes(),
        message("a1", support::HOSPITAL).into_bytes(),
    ]
}

/// A change to a document: at a place given as a fraction of its length.
#[derive(Debug, Clone)]
enum Change {
    Cut(u16, u8),
    Double(u16, u8),
    Flip(u16, u8),
    Insert(u16, Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    let snippet = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..8),
        prop::sample::select(vec![
            "<", ">", "&", "\"", "{", "}", "]", "</", "<!--", "]]>", "\u{feff}", "æ", "&#0;", "null"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop_oneof![
        any::<(u16, u8)>().prop_map(|(at, length)| Change::Cut(at, length)),
        any::<(u16, u8)>().prop_map(|(at, length)| Change::Double(at, length)),
        any::<(u16, u8)>().prop_map(|(at, byte)| Change::Flip(at, byte)),
        (any::<u16>(), snippet).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
    ]
}

fn changed(mut document: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: &u16| document.len() * usize::from(*at) / (usize::from(u16::MAX) + 1);
        match change {
            Change::Cut(at, length) => {
                let start = place(at);
                document.drain(start..document.len().min(start + usize::from(*length)));
            }
            Change::Double(at, length) => {
                let start = place(at);
                let piece = document[start..document.len().min(start + usize::from(*length))].to_vec();
                document.splice(start..start, piece);
            }
            Change::Flip(at, byte) => {
                let start = place(at);
                document.iter_mut().skip(start).take(1).for_each(|found| *found ^= byte);
            }
            Change::Insert(at, bytes) => {
                let start = place(at);
                document.splice(start..start, bytes.iter().copied());
            }
        }
    }
    document
}

fn is_answered(document: Vec<u8>) -> TestCaseResult {
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
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_document_is_answered(which in 0..4_usize, changes in prop::collection::vec(change(), 1..6)) {
        let document = documents().swap_remove(which);
        is_answered(changed(document, &changes))?;
    }

    #[test]
    fn any_bytes_are_answered(document in prop::collection::vec(any::<u8>(), 0..200)) {
        is_answered(document)?;
    }
}
