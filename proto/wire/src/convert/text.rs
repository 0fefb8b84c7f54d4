//! Structured text.

use canonical::Personal;
use canonical::text::{Inline, Section, Style, Text};

use super::closed::Closed;
use super::part::{each, given, read_each, read_given, read_required};
use crate::{Error, v1};

impl From<&Section> for v1::Section {
    fn from(section: &Section) -> Self {
        let Section { kind, title, signed, text } = section;
        Self {
            kind: kind.number(),
            title: title.clone(),
            signed: given(signed.as_ref()),
            text: Some(text.into()),
            plain: text.plain(),
        }
    }
}

impl TryFrom<v1::Section> for Section {
    type Error = Error;

    fn try_from(message: v1::Section) -> Result<Self, Error> {
        // The plain rendering follows from the text.
        let v1::Section { kind, title, signed, text, plain: _ } = message;
        Ok(Self {
            kind: Closed::read(kind, "Section.kind")?,
            title,
            signed: read_given(signed)?,
            text: read_required(text, "Section.text")?,
        })
    }
}

impl From<&Text> for v1::Text {
    fn from(Text(inlines): &Text) -> Self {
        Self { inlines: each(inlines) }
    }
}

impl TryFrom<v1::Text> for Text {
    type Error = Error;

    fn try_from(message: v1::Text) -> Result<Self, Error> {
        let v1::Text { inlines } = message;
        Ok(Self(read_each(inlines)?))
    }
}

impl From<&Inline> for v1::Inline {
    fn from(inline: &Inline) -> Self {
        let bare = |kind: v1::InlineKind| Self { kind: kind.into(), words: String::new(), inlines: Vec::new() };
        match inline {
            Inline::Break => bare(v1::InlineKind::Break),
            Inline::Fixed(inner) => Self { inlines: each(inner), ..bare(v1::InlineKind::Fixed) },
            Inline::Space => bare(v1::InlineKind::Space),
            Inline::Styled(style, inner) => Self { inlines: each(inner), ..bare(style_kind(*style)) },
            Inline::Words(words) => Self { words: words.reveal().clone(), ..bare(v1::InlineKind::Words) },
        }
    }
}

impl TryFrom<v1::Inline> for Inline {
    type Error = Error;

    /// Recursion is bounded, because the message was: at most 100 deep.
    fn try_from(message: v1::Inline) -> Result<Self, Error> {
        let v1::Inline { kind: number, words, inlines } = message;
        let styled = |style, inlines| Ok(Self::Styled(style, read_each(inlines)?));
        match v1::InlineKind::try_from(number) {
            Ok(v1::InlineKind::Bold) => styled(Style::Bold, inlines),
            Ok(v1::InlineKind::Break) => Ok(Self::Break),
            Ok(v1::InlineKind::Center) => styled(Style::Center, inlines),
            Ok(v1::InlineKind::Fixed) => Ok(Self::Fixed(read_each(inlines)?)),
            Ok(v1::InlineKind::Italic) => styled(Style::Italic, inlines),
            Ok(v1::InlineKind::Right) => styled(Style::Right, inlines),
            Ok(v1::InlineKind::Space) => Ok(Self::Space),
            Ok(v1::InlineKind::Underline) => styled(Style::Underline, inlines),
            Ok(v1::InlineKind::Words) => Ok(Self::Words(Personal::new(words))),
            Ok(v1::InlineKind::Unspecified) | Err(_) => Err(Error::Unlisted { field: "Inline.kind", number }),
        }
    }
}

const fn style_kind(style: Style) -> v1::InlineKind {
    match style {
        Style::Bold => v1::InlineKind::Bold,
        Style::Center => v1::InlineKind::Center,
        Style::Italic => v1::InlineKind::Italic,
        Style::Right => v1::InlineKind::Right,
        Style::Underline => v1::InlineKind::Underline,
    }
}
