//! The same letter in every character set in use, declared rightly, wrongly, or not at all.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use canonical::event::Event;
use canonical::letter::{Limits, Outcome};
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use support::home;

/// How the letter is written down.
#[derive(Clone, Copy)]
enum Bytes {
    Marked,
    Utf8,
    Western,
}

/// A letter with Danish letters, a dash, an apostrophe and a euro, without its declaration.
fn letter() -> String {
    let file = home().join("src/letters/clinical_email/cases/every_field.xml");
    let bytes = std::fs::read(file).expect("a readable case");
    let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned();
    let (_, text) = text.split_once("?>").expect("a declaration");
    assert!(text.contains('ø') && text.contains('–') && text.contains('’') && text.contains('€'));
    text.to_owned()
}

fn written(declaration: &str, bytes: Bytes) -> Vec<u8> {
    let text = format!("{declaration}{}", letter());
    match bytes {
        Bytes::Marked => format!("\u{feff}{text}").into_bytes(),
        Bytes::Utf8 => text.into_bytes(),
        Bytes::Western => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
    }
}

fn read(declaration: &str, bytes: Bytes) -> Result<Event, RefusalCode> {
    let refusal = |refusals: Vec<canonical::refusal::Refusal>| refusals.first().map(|r| r.code).expect("a reason");
    let opened = medcom::convert(&written(declaration, bytes), &Limits::default());
    let opened = opened.map_err(|unreadable| refusal(unreadable.refusals))?;
    match opened.letters.into_iter().next().expect("a letter").outcome {
        Outcome::Event(event) => Ok(*event),
        Outcome::Refused(refusals) => Err(refusal(refusals)),
        Outcome::Receipt(_) => panic!("a letter became a receipt"),
    }
}

fn xml(encoding: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>")
}

#[test]
fn every_way_of_writing_a_letter_down_gives_the_same_event() {
    let plain = read("", Bytes::Utf8).expect("an event");
    let ways = [
        (xml("windows-1252"), Bytes::Western, false),
        (xml("Windows-1252"), Bytes::Western, false),
        (xml("ISO-8859-1"), Bytes::Western, false),
        (xml("iso-8859-1").replace('"', "'"), Bytes::Western, false),
        (xml("ISO-8859-1").replace("?>", " standalone='yes'?>"), Bytes::Western, false),
        (xml("UTF-8"), Bytes::Utf8, false),
        (xml("utf-8"), Bytes::Marked, false),
        (xml("windows-1252"), Bytes::Marked, false),
        ("<?xml version='1.0'?>".to_owned(), Bytes::Utf8, false),
        (String::new(), Bytes::Marked, false),
        (String::new(), Bytes::Western, true),
        ("<?xml version='1.0'?>".to_owned(), Bytes::Western, true),
        (xml("ISO-8859-1"), Bytes::Utf8, true),
        (xml("windows-1252"), Bytes::Utf8, true),
    ];
    for (declaration, bytes, is_guessed) in ways {
        let event = read(&declaration, bytes).expect("an event");
        let is_doubt = |code| code == NoticeCode::CharacterSetGuessed;
        assert_eq!(event.notices.iter().any(|notice| is_doubt(notice.code)), is_guessed, "{declaration}");
        assert_eq!((&event.body, &event.narrative), (&plain.body, &plain.narrative), "{declaration}");
        assert_eq!((&event.id, &event.subject), (&plain.id, &plain.subject), "{declaration}");
    }
}

#[test]
fn what_cannot_be_what_it_says_is_refused() {
    assert_eq!(read(&xml("UTF-8"), Bytes::Western).err(), Some(RefusalCode::XmlMalformed));
    for encoding in ["ISO-8859-15", "UTF-16", "IBM865", "nothing"] {
        for bytes in [Bytes::Utf8, Bytes::Western] {
            assert_eq!(read(&xml(encoding), bytes).err(), Some(RefusalCode::CharacterSetUnsupported), "{encoding}");
        }
    }
}
