//! Whatever the bytes are: no panic, the same result twice, and a reason for every refusal.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use canonical::letter::{Limits, Outcome};
use medcom::vans;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::{case_folders, files};

/// The documents that are damaged: every case of the crate.
fn documents() -> Vec<Vec<u8>> {
    let cases = case_folders().into_iter().flat_map(|folder| files(&folder, ".xml"));
    cases.map(|case| std::fs::read(case).expect("a readable case")).collect()
}

/// One damage to a document.
#[derive(Debug, Clone)]
enum Damage {
    /// A byte becomes another.
    Change(Index, u8),
    /// A part is lost.
    Cut(Index, u8),
    /// A part comes twice.
    Double(Index, u8),
    /// Something is put in.
    Insert(Index, &'static str),
    /// The rest is lost.
    End(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let pieces = select(vec![
        "<",
        ">",
        "&",
        "]]>",
        "<!--",
        "<![CDATA[",
        "<Bold>",
        "</Patient>",
        "<Break/>",
        "&#0;",
        "&amp;",
        "\"",
        "\u{feff}",
        "<?xml version='1.0' encoding='UTF-16'?>",
        "<!DOCTYPE a>",
        " xmlns:a='b'",
        "æ",
        "\r",
        "=",
        "<Date/>",
    ]);
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Change(at, byte)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, length)| Damage::Cut(at, length)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, length)| Damage::Double(at, length)),
        (any::<Index>(), pieces).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        any::<Index>().prop_map(Damage::End),
    ]
}

fn apply(mut bytes: Vec<u8>, damage: &Damage) -> Vec<u8> {
    if bytes.is_empty() {
        return bytes;
    }
    let end = |from: usize, length: u8, bytes: &[u8]| from.saturating_add(length.into()).min(bytes.len());
    match damage {
        Damage::Change(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        Damage::Cut(at, length) => {
            let from = at.index(bytes.len());
            bytes.drain(from..end(from, *length, &bytes));
        }
        Damage::Double(at, length) => {
            let from = at.index(bytes.len());
            let part = bytes[from..end(from, *length, &bytes)].to_vec();
            bytes.splice(from..from, part);
        }
        Damage::Insert(at, piece) => {
            let from = at.index(bytes.len());
            bytes.splice(from..from, piece.bytes());
        }
        Damage::End(at) => bytes.truncate(at.index(bytes.len())),
    }
    bytes
}

/// Reads the bytes in every way there is.
fn read(bytes: &[u8]) {
    let limits = Limits::default();
    let opened = medcom::convert(bytes, &limits);
    assert_eq!(opened, medcom::convert(bytes, &limits), "two conversions of the same bytes are equal");
    match opened {
        Ok(opened) => {
            assert!(!opened.letters.is_empty());
            let refused = opened.letters.iter().filter_map(|letter| match &letter.outcome {
                Outcome::Refused(refusals) => Some(refusals),
                Outcome::Event(_) | Outcome::Receipt(_) => None,
            });
            refused.into_iter().for_each(|refusals| assert!(!refusals.is_empty()));
        }
        Err(unreadable) => assert!(!unreadable.refusals.is_empty()),
    }
    if let Some(Err(unreadable)) = vans::open(bytes, &limits) {
        assert!(!unreadable.refusals.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_letters_become_events_or_reasons(
        document in select(documents()),
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        read(&damages.iter().fold(document, apply));
    }

    #[test]
    fn arbitrary_bytes_become_reasons(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes);
    }
}

#[test]
fn hostile_shapes_are_answered_quickly_and_with_their_reason() {
    let letter = |inside: &str| {
        format!(
            "<Emessage xmlns='http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2007/02/01/'><Envelope>\
             <Identifier>E</Identifier></Envelope><LaboratoryReport>{inside}</LaboratoryReport></Emessage>"
        )
    };
    let many = |piece: &str| piece.repeat(200_000);
    let shapes = [
        letter(&many("<a>")),
        letter(&many("<a/>")),
        letter(&many("<a>b</a>")),
        letter(&format!("<x>{}</x>", many("y<Bold>z</Bold>"))),
        letter(&format!("<x>{}</x>", many("<Bold><Italic>z</Italic></Bold>"))),
        letter(&many("<!-- -->")),
        letter(&many("<![CDATA[a]]>")),
        letter(&format!("<a {}/>", (0..50_000).map(|n| format!("b{n}='' ")).collect::<String>())),
        letter(&format!("<a b='{}'/>", many("&lt;"))),
        letter(&many("<a xmlns:b='c'/>")),
        letter(&many("&amp;")),
        many("<Emessage>"),
        many("&"),
        "<".repeat(200_000),
    ];
    for shape in shapes {
        let start = std::time::Instant::now();
        let opened = medcom::convert(shape.as_bytes(), &Limits::default());
        let refused = match &opened {
            Ok(opened) => opened.letters.iter().all(|letter| matches!(letter.outcome, Outcome::Refused(_))),
            Err(_) => true,
        };
        assert!(refused, "{:.80}", shape);
        // Generous, for slow machines and unoptimised builds: anything quadratic takes minutes.
        assert!(start.elapsed().as_secs() < 20, "{:.200} took {:?}", shape, start.elapsed());
    }
}
