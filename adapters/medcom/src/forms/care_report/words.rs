//! Typed facts in readable words, in Danish as the letters are.

use canonical::Personal;
use canonical::body::{CareItem, CareService, Medicine};
use canonical::text::{Inline, Section, SectionKind, Text};

/// A list under its heading, a line for each entry; nothing if there is none.
pub(super) fn facts(title: &str, lines: impl Iterator<Item = Vec<Inline>>) -> Option<Section> {
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    let text = Text(lines.join(&Inline::Break));
    let title = Some(title.to_owned());
    (!text.0.is_empty()).then_some(Section { kind: SectionKind::Facts, title, signed: None, text })
}

/// An aid or a treatment: what it is, or else its code.
pub(super) fn item(item: &CareItem) -> Vec<Inline> {
    line([item.text.as_ref().or(item.code.as_ref())], " ")
}

/// A service: its name, and how it is given.
pub(super) fn service(service: &CareService) -> Vec<Inline> {
    let mut parts = line([service.headline.as_ref()], " ");
    if let Some(Text(text)) = service.text.as_ref().filter(|text| !text.is_empty()) {
        parts.extend((!parts.is_empty()).then_some(Inline::Break));
        parts.extend(text.iter().cloned());
    }
    parts
}

/// A medicine, as a label reads.
pub(super) fn medicine(medicine: &Medicine) -> Vec<Inline> {
    let Medicine { name, form, strength, dosage, indication } = medicine;
    line([name, form, strength, dosage, indication].map(Option::as_ref), ", ")
}

/// What is there of these, in one line.
fn line<'w>(words: impl IntoIterator<Item = Option<&'w String>>, between: &str) -> Vec<Inline> {
    let said: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
    if said.is_empty() { Vec::new() } else { vec![Inline::Words(Personal::new(said.join(between)))] }
}
