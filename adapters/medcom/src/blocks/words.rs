//! Typed facts in readable words: lines, and what stands under one heading.

use canonical::Personal;
use canonical::text::{Inline, Section, SectionKind, Text};

/// A list under its heading, a line for each entry; nothing if there is none.
pub(crate) fn headed(title: &str, lines: impl Iterator<Item = Vec<Inline>>) -> Option<Section> {
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    let text = Text(lines.join(&Inline::Break));
    let title = Some(title.to_owned());
    (!text.0.is_empty()).then_some(Section { kind: SectionKind::Facts, title, signed: None, text })
}

/// A question with its answer.
pub(crate) fn answer(name: &str, flag: Option<bool>) -> Option<String> {
    flag.map(|flag| format!("{name}: {}", if flag { "ja" } else { "nej" }))
}

/// A line, and text below it.
pub(crate) fn with_text(mut line: Vec<Inline>, text: Option<&Text>) -> Vec<Inline> {
    if let Some(Text(text)) = text.filter(|text| !text.is_empty()) {
        line.extend((!line.is_empty()).then_some(Inline::Break));
        line.extend(text.iter().cloned());
    }
    line
}

/// What is there of these, in one line.
pub(crate) fn line<'w>(words: impl IntoIterator<Item = Option<&'w String>>, between: &str) -> Vec<Inline> {
    let said: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
    if said.is_empty() { Vec::new() } else { vec![Inline::Words(Personal::new(said.join(between)))] }
}
