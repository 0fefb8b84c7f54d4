//! The elements that format text, by their names.

use canonical::text::Style;

/// Whether elements of this name format text.
pub(super) fn names_markup(name: &str) -> bool {
    matches!(name, "Break" | "FixedFont" | "Space") || style(name).is_some()
}

/// The style that elements of this name give.
pub(super) fn style(name: &str) -> Option<Style> {
    match name {
        "Bold" => Some(Style::Bold),
        "Center" => Some(Style::Center),
        "Italic" => Some(Style::Italic),
        "Right" => Some(Style::Right),
        "Underline" => Some(Style::Underline),
        _ => None,
    }
}

/// The name of the elements that give a style.
pub(super) const fn style_name(style: Style) -> &'static str {
    match style {
        Style::Bold => "Bold",
        Style::Center => "Center",
        Style::Italic => "Italic",
        Style::Right => "Right",
        Style::Underline => "Underline",
    }
}
