//! Nothing is lost on the way: whatever is changed in a letter changes what becomes of it.
//!
//! Every value of every case that becomes an event is replaced in turn by another value of its type.
//! What becomes of it has to differ afterwards, and in more than its digests and notices.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use std::ops::Range;

use roxmltree::{Document, Node};
use support::opening::opened_text;
use support::{case_folders, files};

/// Cases that are about what does not become of a letter.
const UNFIT: [&str; 2] = ["one_good_one_bad.xml", "unknown_fields_without_end.xml"];

/// Values that others in the same document vouch for, or that the schema fixes: a change of one alone is refused.
const VOUCHED_FOR: [&str; 5] = [
    "Letter/TypeCode",
    "Letter/VersionCode",
    "BinaryObject/OriginalObjectSize",
    "Document/SizeInBytes",
    "Reference/SUP",
];

/// The words of closed lists; of a list that depends on the letter, the first other one that is not refused counts.
const WORDS: [(&str, &[&str]); 8] = [
    ("AcknowledgementCode", &["minuspositivkvitt", "pluspositivkvitt"]),
    ("ActionPriorityCode", &["Akut", "Rutine", "Subakut"]),
    ("EpisodeOfCareStatusCode", &["doed", "indlagt", "uoplyst", "inaktiv"]),
    ("Priority", &["akut", "elektiv", "høj_prioritet", "rutine"]),
    ("StatusCode", &["nytbrev", "rettetbrev"]),
    ("TransformMessage", &["false", "true"]),
    ("Type", &["reliable", "unreliable"]),
    ("EndPointType", &["EAN", "VANS"]),
];

#[test]
fn whatever_is_changed_in_a_letter_changes_what_becomes_of_it() {
    let (mut problems, mut count) = (Vec::new(), 0);
    for (name, text) in letters() {
        let before = said(&text);
        let document = Document::parse(&text).expect("well-formed");
        for (path, range, others) in document.descendants().flat_map(|node| values(node, &text)) {
            count += 1;
            let change = |other: &String| [&text[..range.start], other, &text[range.end..]].concat();
            let afters = others.iter().map(&change).map(|text| (said(&text), text));
            let after = afters.into_iter().find(|(after, _)| !after.contains("refused: "));
            // Transmission is no content: what is sent again is the same letter.
            let is_content = path.matches('/').count() > 0 && !path.contains("Envelope");
            let is_other = |(_, after): &(String, String)| prints(after) != prints(&text);
            if after.as_ref().is_some_and(|after| is_other(after) != is_content) {
                problems.push(format!("{name}: {path} counts wrongly as content"));
            }
            let is_vouched_for = VOUCHED_FOR.iter().any(|end| path.ends_with(end));
            match after {
                None if is_vouched_for => {}
                Some((after, _)) if after != before => {}
                None => problems.push(format!("{name}: {path} is refused whatever it is")),
                Some(_) => problems.push(format!("{name}: {path} can be changed without a trace")),
            }
        }
    }
    problems.dedup();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(count > 1500, "only {count} values were changed");
}

/// Every case that becomes an event, as text.
fn letters() -> Vec<(String, String)> {
    let expected = case_folders().into_iter().flat_map(|folder| files(&folder, ".event.txt"));
    let cases = expected.map(|file| file.to_string_lossy().replace(".event.txt", ".xml"));
    // One is about a letter that is refused; the other about fields that are more than an event keeps.
    let is_about_less = |case: &String| UNFIT.iter().any(|name| case.ends_with(name));
    let cases = cases.filter(|case| !is_about_less(case));
    let read = cases.map(|case| (case.clone(), decoded(&std::fs::read(&case).expect("a readable case"))));
    read.filter(|(_, text)| opened_text(text.as_bytes()).contains("event.id: ")).collect()
}

/// The document in UTF-8, without a declaration that says otherwise.
fn decoded(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    };
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.to_owned(),
        None => text,
    }
}

/// What becomes of a document, without what changes anyhow.
fn said(text: &str) -> String {
    let counts = |line: &&str| !["event.id: ", ".fingerprint: ", ".notice: "].iter().any(|name| line.contains(name));
    opened_text(text.as_bytes()).lines().filter(counts).collect::<Vec<_>>().join("\n")
}

/// The digests of the letters.
fn prints(text: &str) -> Vec<String> {
    opened_text(text.as_bytes()).lines().filter(|line| line.contains(".fingerprint: ")).map(str::to_owned).collect()
}

/// The values of a node: where they stand, and what else could stand there.
fn values(node: Node<'_, '_>, text: &str) -> Vec<(String, Range<usize>, Vec<String>)> {
    if node.is_text() {
        let name = node.parent().map_or("", |parent| parent.tag_name().name());
        let range = node.range();
        let written = &text[range.clone()];
        // The payload of an envelope has cases of its own.
        let is_value = !written.trim().is_empty() && name != "Data";
        return is_value.then(|| (path(node), range, others(name, written))).into_iter().collect();
    }
    let is_mark = node.is_element() && ["Break", "Space"].contains(&node.tag_name().name());
    let mark = is_mark.then(|| (path(node), node.range(), vec![String::new()]));
    let attributes = node.attributes().map(|attribute| {
        let range = attribute.range_value();
        let others = others(attribute.name(), &text[range.clone()]);
        (format!("{}/@{}", path(node), attribute.name()), range, others)
    });
    mark.into_iter().chain(attributes.filter(|(path, ..)| !path.ends_with("schemaLocation"))).collect()
}

fn path(node: Node<'_, '_>) -> String {
    let mut steps: Vec<&str> =
        node.ancestors().filter(Node::is_element).map(|element| element.tag_name().name()).collect();
    steps.reverse();
    steps.join("/")
}

/// Other values of the same type.
fn others(name: &str, written: &str) -> Vec<String> {
    if let Some((_, words)) = WORDS.iter().find(|(list, _)| *list == name) {
        return words.iter().filter(|word| **word != written.trim()).map(|word| (*word).to_owned()).collect();
    }
    let fixed = match name {
        "Object_Base64Encoded" => return vec![written.replacen('A', "B", 1)],
        "Date" => "2026-02-03",
        "SentDateTime" => "2026-02-03T04:05:06+01:00",
        "Time" => "04:05",
        "TimeWithSec" => "04:05:06",
        _ => return vec![with_another_character(written)],
    };
    vec![fixed.to_owned()]
}

/// The last character becomes another one; white space and references to characters stay.
fn with_another_character(written: &str) -> String {
    let mut in_reference = false;
    let is_free = |c: char| {
        in_reference = (in_reference || c == '&') && c != ';';
        !in_reference && c != ';' && !c.is_whitespace()
    };
    let free: Vec<bool> = written.chars().map(is_free).collect();
    let last = free.iter().rposition(|is_free| *is_free).expect("a character");
    let other = |c: char| match c {
        '0'..='8' | 'A'..='Y' | 'a'..='y' => char::from(c as u8 + 1),
        '9' => '0',
        _ => 'b',
    };
    written.chars().enumerate().map(|(at, c)| if at == last { other(c) } else { c }).collect()
}
