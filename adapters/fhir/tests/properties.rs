//! What holds for any bytes at all: no panic, the same answer twice, and strictness equal to the standard's.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use std::collections::HashSet;
use std::fmt;

use canonical::letter::{Limits, Outcome};
use canonical::refusal::RefusalCode;
use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use support::cases;

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_messages_end_in_an_answer_and_twice_in_the_same(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), change()), 1..12),
    ) {
        let cases = cases::cases();
        let case = &cases[which.index(cases.len())];
        let mut bytes = std::fs::read(case).expect("a case");
        for (at, change) in changes {
            change.apply(&mut bytes, at);
        }
        let answer = fhir::convert(&bytes, &Limits::default());
        prop_assert_eq!(&answer, &fhir::convert(&bytes, &Limits::default()));
        match answer {
            Err(unreadable) => prop_assert!(!unreadable.refusals.is_empty()),
            Ok(opened) => for letter in opened.letters {
                if let Outcome::Refused(refusals) = letter.outcome {
                    prop_assert!(!refusals.is_empty());
                }
            },
        }
    }

    #[test]
    fn json_is_malformed_when_an_independent_reader_says_so(text in json_like()) {
        let ours = fhir::convert(text.as_bytes(), &Limits::default());
        let malformed = matches!(&ours, Err(unreadable) if unreadable.refusals[0].code == RefusalCode::JsonMalformed);
        // RFC 8259, section 8.1: a byte order mark may be ignored, and is.
        let bare = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let theirs = serde_json::from_str::<Strict>(bare);
        // A number too large for that reader's own type is well-formed all the same.
        let too_large = matches!(&theirs, Err(error) if error.to_string().starts_with("number out of range"));
        prop_assume!(!too_large && !text.trim().is_empty() && !bare.trim().is_empty());
        prop_assert_eq!(malformed, theirs.is_err(), "{:?}: {:?}", text, theirs.err());
    }

    #[test]
    fn any_bytes_end_in_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(fhir::convert(&bytes, &Limits::default()).is_err());
        let _ = fhir::looks_like_fhir(&bytes);
    }

    #[test]
    fn any_markup_gives_an_answer(markup in "[<>a-z/!&;#\" -]{0,60}") {
        let message = cases::bytes("unknown_event_with_observations.json");
        let text = String::from_utf8(message).expect("text").replace("<p>Prøvesvar &amp; målinger</p>", &markup.replace('"', "\\\""));
        prop_assert!(fhir::convert(text.as_bytes(), &Limits::default()).is_ok());
    }
}

/// One way to damage a document.
#[derive(Debug, Clone)]
enum Change {
    Cut(usize),
    Insert(Vec<u8>),
    Replace(u8),
    Double(usize),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>, at: prop::sample::Index) {
        if bytes.is_empty() {
            return;
        }
        let at = at.index(bytes.len());
        match self {
            Self::Cut(length) => drop(bytes.drain(at..bytes.len().min(at + length))),
            Self::Double(length) => {
                let part = bytes[at..bytes.len().min(at + length)].to_vec();
                bytes.splice(at..at, part);
            }
            Self::Insert(part) => drop(bytes.splice(at..at, part.clone())),
            Self::Replace(byte) => bytes[at] = *byte,
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let words: Vec<&str> = vec![
        "\"", "{", "}", "[", "]", ",", "null", "1e9", "true", "<", "</", ">", "&#0;", "\\u0000", "value=\"", "\u{e6}",
    ];
    prop_oneof![
        (1usize..200).prop_map(Change::Cut),
        (1usize..400).prop_map(Change::Double),
        prop::sample::select(words).prop_map(|word| Change::Insert(word.as_bytes().to_vec())),
        any::<u8>().prop_map(Change::Replace),
    ]
}

/// Tokens of JSON, and what other dialects allow.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"a\"",
    "\"b\"",
    "\"\\u00e6\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"\\x\"",
    "\"\\'\"",
    "\"\t\"",
    "\"\u{7f}\"",
    "0",
    "-0",
    "01",
    "1.",
    ".5",
    "1.50",
    "1e5",
    "1E+05",
    "1e",
    "-",
    "+1",
    "0x1f",
    "true",
    "false",
    "null",
    "nul",
    "Infinity",
    "NaN",
    "'a'",
    "a",
    "//x",
    "/* */",
    " ",
    "\n",
    "\u{b}",
    "\u{c}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "æ",
    "\"",
];

/// Text that is nearly JSON: tokens of the language, and what other dialects allow.
fn json_like() -> impl Strategy<Value = String> {
    let soup = prop::collection::vec(prop::sample::select(TOKENS), 1..8).prop_map(|tokens| tokens.concat());
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?(0|[1-9][0-9]{0,4})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?",
        "\"([a-zæ ]|\\\\[\"\\\\/bfnrt]|\\\\u00[0-9a-f]{2}){0,6}\"",
    ];
    let value = leaf.prop_recursive(4, 24, 4, |inner| {
        let member = ("\"[a-d]\"", inner.clone()).prop_map(|(name, value)| format!("{name}:{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|values| format!("[{}]", values.join(", "))),
            prop::collection::vec(member, 0..4).prop_map(|members| format!("{{{}}}", members.join(",\n"))),
        ]
    });
    let damaged =
        (value.clone(), any::<prop::sample::Index>(), "[\\[\\]{},:\"0-9a-z'+./ -]").prop_map(|(text, at, by)| {
            let at = at.index(text.chars().count().max(1));
            text.chars().enumerate().map(|(index, c)| if index == at { by.clone() } else { c.to_string() }).collect()
        });
    prop_oneof![soup, value, damaged]
}

/// Any JSON value in which no object has a name twice.
struct Strict;

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }
}

impl fmt::Debug for Strict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("well-formed")
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_unit<E: Error>(self) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Strict, A::Error> {
        while values.next_element::<Strict>()?.is_some() {}
        Ok(Strict)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Strict, A::Error> {
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !names.insert(name) {
                return Err(A::Error::custom("a name stands twice"));
            }
            members.next_value::<Strict>()?;
        }
        Ok(Strict)
    }
}
