//! The text of a CareCommunication as the text of a letter: what the letter has no field for is said in words.

use canonical::Personal;
use canonical::action::Priority;
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Correspondence, Segment, Turn};
use canonical::event::Event;
use canonical::party::Person;
use canonical::text::{Inline, Text};

use super::care_communication::{UNKNOWN_ROLE, URGENT};
use super::letter_files::{MOST_FILES, reference};
use super::times::local;
use super::words::{is_about_referral, leading_number};

/// Standard: mapping CareCommunication, XDIS91, rows "Message status/activity", "Patient id".
const REPLY: &str = "Meddelelsen er en besvarelse.";
const FORWARD: &str = "Meddelelsen er videresendt.";
const MORE_NUMBERS: &str = "Der er modtaget flere end et CPR-nummer i korrespondancemeddelelsen. Derfor er de resterende \
                            medsendte CPR-numre indsat her";

/// The text of the letter.
pub(super) fn written(message: &Event, said: &Correspondence) -> Text {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(turn(said.turn).map(str::to_owned));
    lines.extend(said.from.as_ref().map(|from| format!("Afsender: {}", named(from))));
    lines.extend(said.to.as_ref().map(|to| format!("Modtager: {}", named(to))));
    let segments = chosen(said);
    let is_one = segments.len() == 1;
    let urgent = if is_urgent(message, said) { format!("{URGENT} ") } else { String::new() };
    for (index, segment) in segments.iter().enumerate() {
        if let (false, Some(written)) = (is_one, &segment.written) {
            lines.push(format!("{}:", local(written).written.replace('T', " ")));
        }
        let before = if index == 0 { urgent.as_str() } else { "" };
        lines.push(format!("{before}{}", segment.text.plain()));
        lines.extend(segment.author.as_ref().filter(|author| is_somebody(author)).map(named));
    }
    lines.extend(sent_before(message));
    lines.extend(more_files(message));
    lines.extend(more_numbers(message));
    laid_out(&lines.join("\n"))
}

/// The segments that the letter brings: of a reply what is new, since the others have come before, else all of them.
pub(super) fn chosen(said: &Correspondence) -> Vec<&Segment> {
    let is_new = |segment: &&Segment| segment.is_new == Some(true);
    let all = || said.segments.iter();
    if said.turn == Turn::Reply && all().any(|segment| is_new(&segment)) {
        all().filter(is_new).collect()
    } else {
        all().collect()
    }
}

const fn turn(turn: Turn) -> Option<&'static str> {
    match turn {
        Turn::Forward => Some(FORWARD),
        Turn::Reply => Some(REPLY),
        Turn::New | Turn::Unstated => None,
    }
}

/// Older messages have a priority that is not about a referral.
fn is_urgent(message: &Event, said: &Correspondence) -> bool {
    let is_urgent = message.actions.iter().any(|action| action.priority == Some(Priority::Urgent));
    is_urgent && !is_about_referral(said)
}

/// An author of unknown role stands for an organisation that the letter names as its sender.
fn is_somebody(author: &Person) -> bool {
    author.role.as_deref() != Some(UNKNOWN_ROLE)
}

fn named(person: &Person) -> String {
    match &person.role {
        Some(role) => format!("{}, {role}", person.name.reveal()),
        None => person.name.reveal().clone(),
    }
}

/// Files that an earlier message carried, by their titles.
fn sent_before(message: &Event) -> Option<String> {
    let earlier = message.attachments.iter().filter(|file| file.content == AttachmentContent::Elsewhere);
    let titles: Vec<&str> =
        earlier.map(|file| file.title.as_ref().map_or("uden titel", |title| title.reveal().as_str())).collect();
    (!titles.is_empty()).then(|| format!("Tidligere sendte bilag: {}", titles.join(", ")))
}

/// Files and addresses that the letter has no room to name.
fn more_files(message: &Event) -> Option<String> {
    let named = message.attachments.iter().filter_map(reference).skip(MOST_FILES);
    let words = |file: Attachment| {
        let title = file.title.map(|title| title.reveal().clone()).unwrap_or_default();
        match file.content {
            AttachmentContent::Url(address) => format!("{title} ({})", address.reveal()),
            _ => title,
        }
    };
    let more: Vec<String> = named.map(words).collect();
    (!more.is_empty()).then(|| format!("Yderligere bilag: {}", more.join(", ")))
}

/// Numbers of the patient that the letter has no room for.
fn more_numbers(message: &Event) -> Option<String> {
    let numbers = &message.subject.as_ref()?.identifiers;
    let (_, others) = leading_number(numbers);
    let others: Vec<&str> = others.into_iter().map(canonical::identifier::PatientIdentifier::reveal).collect();
    (!others.is_empty()).then(|| format!("{MORE_NUMBERS}: {}", others.join(", ")))
}

/// Line breaks as they are, and the white space of a line so that XML keeps it.
fn laid_out(plain: &str) -> Text {
    let mut parts = Vec::new();
    for (index, line) in plain.split('\n').enumerate() {
        if index > 0 {
            parts.push(Inline::Break);
        }
        let line = line.trim_end_matches('\r').replace('\t', " ");
        lay_line(&line, &mut parts);
    }
    Text(parts)
}

/// A space between two words is a space; every other one is said to be one.
fn lay_line(line: &str, parts: &mut Vec<Inline>) {
    let mut words = String::new();
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let is_last_of_run = characters.peek().is_some_and(|next| *next != ' ');
        match character {
            ' ' if words.is_empty() || words.ends_with(' ') || !is_last_of_run => {
                close(&mut words, parts);
                parts.push(Inline::Space);
            }
            other => words.push(other),
        }
    }
    close(&mut words, parts);
}

fn close(words: &mut String, parts: &mut Vec<Inline>) {
    if !words.is_empty() {
        parts.push(Inline::Words(Personal::new(std::mem::take(words))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_that_xml_would_lose_is_said() {
        for plain in ["one", "one two", "  two", "one  two", "one   two ", "\n\none\n", " "] {
            let text = laid_out(plain);
            assert_eq!(text.plain(), plain);
            let kept = text.0.iter().all(|part| match part {
                Inline::Words(words) => {
                    *words.reveal() == words.reveal().split_whitespace().collect::<Vec<_>>().join(" ")
                }
                _ => true,
            });
            assert!(kept, "{plain:?}");
        }
        assert_eq!(laid_out("one\ttwo\r\n").plain(), "one two\n");
    }
}
