//! What is read can be written, and reads back as it was: for letters of every type and version, made by chance, for every
//! own case, and for every sample from outside the project.
//!
//! `ROUND_TRIPS` sets how many letters of each version are made, 40 if absent.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use canonical::attachment::AttachmentContent;
use canonical::event::Event;
use canonical::letter::{Letter, Limits, Outcome, Stamp};
use canonical::notice::NoticeCode;
use medcom::render::{candidates, render, render_as};
use medcom::{LETTERS, LetterType, Version};
use support::opening::{opened, opened_text};
use support::specimen::{Fill, specimen};
use support::{case_folders, decoded, files, samples, versions};

fn stamp() -> Stamp {
    Stamp { id: [7; 16], at: "2026-03-12T13:40:00Z".parse().expect("a time") }
}

/// The event of a document with one letter, or what became of it.
fn event(document: &[u8]) -> Result<Event, String> {
    match opened(document).letters.remove(0).outcome {
        Outcome::Event(event) => Ok(*event),
        other => Err(format!("{other:?}")),
    }
}

/// Writes the event in this version and reads it again: nothing may be other than it was, but for the envelope, and for
/// places, which are of the document.
fn goes_round(document: &[u8], letter: &LetterType, version: &'static Version) -> Result<(), String> {
    let written = render_as(&event(document)?, letter, version, &stamp()).map_err(|error| format!("{error:?}"))?;
    let is_content =
        |line: &&str| !line.starts_with("envelope") && !line.contains("sent: ") && !line.contains(".notice: ");
    let lines = |text: &str| text.lines().filter(is_content).map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (lines(&opened_text(document)), lines(&opened_text(&written)));
    if before == after {
        return Ok(());
    }
    let lost = before.iter().filter(|line| !after.contains(line)).map(|line| format!("- {line}"));
    let gained = after.iter().filter(|line| !before.contains(line)).map(|line| format!("+ {line}"));
    let changes: Vec<String> = lost.chain(gained).collect();
    Err(format!("{}\n{}", changes.join("\n"), String::from_utf8_lossy(&written)))
}

#[test]
fn letters_of_every_version_go_round() {
    let many = std::env::var("ROUND_TRIPS").ok().and_then(|many| many.parse().ok()).unwrap_or(40);
    for (letter, version) in versions() {
        let by_chance = (0..many).map(Fill::Random);
        let fills = [Fill::Smallest, Fill::Full(0), Fill::Full(1), Fill::Full(2)].into_iter().chain(by_chance);
        for fill in fills {
            let document = specimen(letter, version, fill);
            let event = event(document.as_bytes()).unwrap_or_else(|outcome| panic!("{outcome}\n{document}"));
            assert!(event.verbatim.is_empty(), "{:?} of\n{document}", event.verbatim);
            if let Err(problem) = goes_round(document.as_bytes(), letter, version) {
                panic!("{} {} {fill:?}\n{document}\n{problem}", letter.element, version.code);
            }
        }
    }
}

#[test]
fn an_event_is_written_as_its_own_type_and_newest_version() {
    for (letter, version) in versions() {
        let document = specimen(letter, version, Fill::Full(0));
        let event = event(document.as_bytes()).expect("an event");
        let (first, newest) = candidates(&event).into_iter().next().expect("a candidate");
        assert_eq!(newest.type_code, version.type_code, "{}", first.element);
    }
}

#[test]
fn letters_of_the_newest_versions_are_written_without_being_told_how() {
    for letter in LETTERS {
        let version = letter.versions.last().expect("a version");
        let document = specimen(letter, version, Fill::Full(0));
        let event = event(document.as_bytes()).expect("an event");
        let (_, version) = candidates(&event).into_iter().next().expect("a candidate");
        let written = render(&event, &stamp()).expect("a letter");
        assert!(String::from_utf8_lossy(&written).contains(version.code), "{}", letter.element);
        assert_eq!(written, render(&event, &stamp()).expect("a letter"));
    }
}

#[test]
fn what_the_newest_version_has_no_place_for_is_written_as_it_came() {
    for (letter, version) in versions().filter(|(_, version)| ["XD1630C", "XD1830C"].contains(&version.code)) {
        let document = specimen(letter, version, Fill::Full(0));
        let event = event(document.as_bytes()).expect("an event");
        let written = render(&event, &stamp()).expect("a letter");
        assert!(String::from_utf8_lossy(&written).contains(version.code), "{}", letter.element);
    }
}

/// Letters that are read and not written as they were, with the reason.
const EXCEPTIONS: [(&str, &str); 7] = [
    (
        "birth_notification/cases/an_interpreter_in_the_earlier_way.xml",
        "the schema allows a need or a language, and the language says more",
    ),
    (
        "clinical_email/cases/both_identifiers.xml",
        "the schema allows one number of a patient, and the CPR number leads",
    ),
    ("notification_of_admission/cases/replacement_number.xml", "the schema allows no replacement number in notices"),
    ("emergency_municipality_letter/cases/signed_with_a_zone.xml", "a day has no time zone"),
    ("out_patient_discharge_letter/cases/usual_spelling.xml", "names are written as the standard spells them"),
    (
        "social_medical_follow_up_request/cases/a_reason_and_a_word_for_it.xml",
        "the schema allows a word or a text for the reason, and the word leads",
    ),
    (
        "social_medical_follow_up_request/cases/a_reason_and_a_word_for_it.strict.xml",
        "the schema allows a word or a text for the reason, and the word leads",
    ),
];

#[test]
fn own_cases_and_samples_are_written_as_they_were() {
    let cases = case_folders().into_iter().flat_map(|folder| files(&folder, ".xml"));
    let (mut problems, mut count) = (Vec::new(), 0);
    for file in cases.chain(samples()) {
        let text = decoded(&std::fs::read(&file).expect("a readable document"));
        let Ok(opened) = medcom::convert(text.as_bytes(), &Limits::default()) else {
            continue;
        };
        let [Letter { outcome: Outcome::Event(event), .. }] = opened.letters.as_slice() else {
            continue;
        };
        let is_own = |version: &Version| {
            Some(version.code) == event.source.version_code.as_deref() && text.contains(version.namespace())
        };
        let Some((letter, version)) = versions().find(|(_, version)| is_own(version)) else {
            continue;
        };
        if EXCEPTIONS.iter().any(|(name, _)| file.ends_with(name)) {
            continue;
        }
        match render_as(event, letter, version, &stamp()) {
            Ok(written) if event.verbatim.iter().all(|kept| kept.path.ends_with("Referrer/IdentifierCode")) => {
                count += 1;
                let (before, after) = (said(&text), said(&String::from_utf8(written).expect("UTF-8")));
                let lost = before.iter().filter(|line| !after.contains(line)).map(|line| format!("- {line}"));
                let gained = after.iter().filter(|line| !before.contains(line)).map(|line| format!("+ {line}"));
                let changes: Vec<String> = lost.chain(gained).collect();
                problems.extend((before != after).then(|| format!("{}: {changes:#?}", file.display())));
            }
            // What was only tolerated, and files that are too large for an event, are not written.
            Ok(_) => {}
            Err(_) if is_tolerated(event) || has_large_files(event) => {}
            Err(error) => problems.push(format!("{}: {error:?}", file.display())),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(count > 90, "only {count} letters");
}

fn is_tolerated(event: &Event) -> bool {
    let harmless = |code| matches!(code, NoticeCode::PatientId(_) | NoticeCode::GlnCheckDigit);
    event.notices.iter().any(|notice| !harmless(notice.code))
}

fn has_large_files(event: &Event) -> bool {
    event.attachments.iter().any(|one| matches!(one.content, AttachmentContent::Original { .. }))
}

/// What a letter says, a line for each value, where the following counts for nothing; it is all that writing changes:
/// the envelope; comments, prefixes, schema locations; the order of elements, and empty ones; white space;
/// hyphens and capitals of UUIDs; signs and zeros before sizes; the zero before a municipality's number; the code of no
/// identifier; a line feed in fixed text, which is written as `Break`.
fn said(text: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(text).expect("well-formed");
    let letters =
        document.root_element().children().filter(|node| node.is_element() && node.tag_name().name() != "Envelope");
    let values = letters.flat_map(|letter| letter.descendants().filter(roxmltree::Node::is_element)).filter_map(value);
    let mut said: Vec<String> = values.collect();
    said.sort();
    said
}

/// The elements of formatted text.
const INLINE: [&str; 8] = ["Bold", "Break", "Center", "FixedFont", "Italic", "Right", "Space", "Underline"];

fn value(node: roxmltree::Node<'_, '_>) -> Option<String> {
    let name = node.tag_name().name();
    let is_inline = |node: &roxmltree::Node<'_, '_>| INLINE.contains(&node.tag_name().name());
    let has_fields = node.children().any(|child| child.is_element() && !is_inline(&child));
    if is_inline(&node) || has_fields {
        return None;
    }
    let sibling =
        |name: &str| node.parent()?.children().find(|node| node.has_tag_name(name) || node.tag_name().name() == name);
    if name == "IdentifierCode" && sibling("Identifier").is_none_or(|identifier| words(identifier).is_empty()) {
        return None;
    }
    let written = words(node);
    let hex = written.replace('-', "").to_lowercase();
    let is_uuid = hex.len() == 32 && hex.chars().all(|c| c.is_ascii_hexdigit());
    let is_municipality = sibling("IdentifierCode").is_some_and(|code| words(code) == "kommunenummer");
    let value = match name {
        _ if is_uuid => hex,
        "OriginalObjectSize" => written.trim_start_matches(['+', '0']).to_owned(),
        "Identifier" if is_municipality => {
            written.strip_prefix('0').filter(|rest| rest.len() == 3).unwrap_or(&written).to_owned()
        }
        _ => written,
    };
    let path: Vec<&str> =
        node.ancestors().filter(|node| node.is_element()).map(|node| node.tag_name().name()).collect();
    (!value.is_empty()).then(|| format!("{}: {value}", path.into_iter().rev().collect::<Vec<_>>().join("/")))
}

/// The characters of a value, with the marks of its text.
fn words(node: roxmltree::Node<'_, '_>) -> String {
    let pieces =
        node.descendants().filter(|inner| *inner != node).map(|inner| match inner.text().filter(|_| inner.is_text()) {
            Some(text) => {
                let is_fixed = inner.ancestors().any(|around| around.tag_name().name() == "FixedFont");
                let text = if is_fixed { text.replace('\n', "<Break>") } else { text.to_owned() };
                text.split_whitespace().collect::<String>()
            }
            None if inner.is_element() => format!("<{}>", inner.tag_name().name()),
            None => String::new(),
        });
    pieces.collect()
}
