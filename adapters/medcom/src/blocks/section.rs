//! Texts of a letter as sections of an event's narrative, and back.

use canonical::event::Event;
use canonical::text::{Section, SectionKind, Text};

/// A text without a time of its own, as a section; nothing if there is none.
pub(crate) fn section(kind: SectionKind, text: Option<Text>) -> Option<Section> {
    text.map(|text| Section { kind, title: None, signed: None, text })
}

/// The first text of this kind.
pub(crate) fn text_of(event: &Event, kind: SectionKind) -> Option<Text> {
    sections_of(event, kind).next().map(|section| section.text.clone())
}

/// The sections of this kind, in their order.
pub(crate) fn sections_of(event: &Event, kind: SectionKind) -> impl Iterator<Item = &Section> {
    event.narrative.iter().filter(move |section| section.kind == kind)
}
