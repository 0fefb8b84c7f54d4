//! Nothing is lost on the way: whatever is changed in a letter changes what becomes of it.
//!
//! Every value of every case that becomes an event is replaced in turn by another value of its type.
//! What becomes of it has to differ afterwards, and in more than its digests and notices.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use std::path::PathBuf;

use roxmltree::Document;
use support::changes::{said, values};
use support::opening::opened_text;
use support::{case_folders, decoded, files};

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
    // Cases that were made of what a version may hold have their own test, which writes down what becomes of each value.
    let is_made = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("every_field_x") || name.starts_with("the_least_x")
    };
    let expected = case_folders().into_iter().flat_map(|folder| files(&folder, ".event.txt"));
    let expected = expected.filter(|file| !is_made(file));
    let cases = expected.map(|file| file.to_string_lossy().replace(".event.txt", ".xml"));
    // One is about a letter that is refused; the other about fields that are more than an event keeps.
    let is_about_less = |case: &String| UNFIT.iter().any(|name| case.ends_with(name));
    let cases = cases.filter(|case| !is_about_less(case));
    let read = cases.map(|case| (case.clone(), decoded(&std::fs::read(&case).expect("a readable case"))));
    read.filter(|(_, text)| opened_text(text.as_bytes()).contains("event.id: ")).collect()
}

/// The digests of the letters.
fn prints(text: &str) -> Vec<String> {
    opened_text(text.as_bytes()).lines().filter(|line| line.contains(".fingerprint: ")).map(str::to_owned).collect()
}
