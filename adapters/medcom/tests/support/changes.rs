//! Changes of single values in a document, and what becomes of it.

use std::ops::Range;

use roxmltree::Node;

use super::opening::opened_text;

/// The words of closed lists; of a list that depends on the letter, the first other one that is not refused counts.
const WORDS: [(&str, &[&str]); 15] = [
    ("AcknowledgementCode", &["minuspositivkvitt", "pluspositivkvitt"]),
    ("ActionPriorityCode", &["Akut", "Rutine", "Subakut"]),
    ("BirthStatus1", &["levendefødt", "dødfødt"]),
    ("DosageExemptionReordered", &["0", "1"]),
    ("EpisodeOfCareStatusCode", &["doed", "indlagt", "uoplyst", "inaktiv"]),
    ("InformedRelative", &["0", "1"]),
    ("LunchBox", &["0", "1"]),
    ("PickUpOrDelivery", &["0", "1"]),
    ("Priority", &["akut", "elektiv", "høj_prioritet", "rutine"]),
    ("ShoppingAtDischarge", &["0", "1"]),
    ("StatusCode", &["nytbrev", "rettetbrev"]),
    ("TransformMessage", &["false", "true"]),
    ("VideoConference", &["0", "1"]),
    ("Type", &["reliable", "unreliable"]),
    ("EndPointType", &["EAN", "VANS"]),
];

/// What becomes of a document, without what changes anyhow.
#[must_use]
pub(crate) fn said(text: &str) -> String {
    let counts = |line: &&str| !["event.id: ", ".fingerprint: ", ".notice: "].iter().any(|name| line.contains(name));
    opened_text(text.as_bytes()).lines().filter(counts).collect::<Vec<_>>().join("\n")
}

/// The values of a node: where they stand, and what else could stand there.
pub(crate) fn values(node: Node<'_, '_>, text: &str) -> Vec<(String, Range<usize>, Vec<String>)> {
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
        "AnswerByDate" | "AppointmentByDate" | "CreationDate" | "Date" | "Expire" | "LastModifiedDate" => "2026-02-03",
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
