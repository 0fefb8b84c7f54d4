//! Structured text as the narrative of a section, with its emphasis and its line breaks.
//!
//! Standard: FHIR R4, 2.4.0 (Narrative).

use std::io;

use canonical::text::{Inline, Style, Text};
use quick_xml::Writer;
use quick_xml::events::{BytesText, Event};

/// The text between these lines, as markup.
pub(super) fn division(before: &[String], text: &Text, after: &[String]) -> String {
    let mut writer = Writer::new(Vec::new());
    let division = writer.create_element("div").with_attribute(("xmlns", "http://www.w3.org/1999/xhtml"));
    let written = division.write_inner_content(|writer| {
        before.iter().try_for_each(|line| paragraph(writer, line))?;
        if !text.0.is_empty() {
            writer.create_element("p").write_inner_content(|writer| parts(writer, &text.0))?;
        }
        after.iter().try_for_each(|line| paragraph(writer, line))
    });
    // Writing to memory does not fail.
    drop(written);
    String::from_utf8_lossy(&writer.into_inner()).into_owned()
}

fn paragraph(writer: &mut Writer<Vec<u8>>, line: &str) -> io::Result<()> {
    writer.create_element("p").write_inner_content(|writer| words(writer, line))?;
    Ok(())
}

/// The reader that made the text bounded its depth.
fn parts(writer: &mut Writer<Vec<u8>>, all: &[Inline]) -> io::Result<()> {
    for part in all {
        match part {
            Inline::Break => drop(writer.create_element("br").write_empty()?),
            Inline::Fixed(inner) => within(writer, "pre", None, inner)?,
            Inline::Space => words(writer, "\u{a0}")?,
            Inline::Styled(style, inner) => {
                let (name, class) = match style {
                    Style::Bold => ("b", None),
                    Style::Center => ("span", Some("text-align: center")),
                    Style::Italic => ("i", None),
                    Style::Right => ("span", Some("text-align: right")),
                    Style::Underline => ("span", Some("text-decoration: underline")),
                };
                within(writer, name, class, inner)?;
            }
            Inline::Words(text) => words(writer, text.reveal())?,
        }
    }
    Ok(())
}

fn within(writer: &mut Writer<Vec<u8>>, name: &str, style: Option<&str>, inner: &[Inline]) -> io::Result<()> {
    // A monospaced run stands within a paragraph, where blocks may not.
    let (name, style) = if name == "pre" { ("code", Some("white-space: pre")) } else { (name, style) };
    let element = writer.create_element(name).with_attributes(style.map(|style| ("style", style)));
    element.write_inner_content(|writer| parts(writer, inner))?;
    Ok(())
}

fn words(writer: &mut Writer<Vec<u8>>, text: &str) -> io::Result<()> {
    let is_writable = |character: &char| !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}');
    let text: String =
        text.chars().map(|one| if one == '\n' || one == '\t' { ' ' } else { one }).filter(is_writable).collect();
    writer.write_event(Event::Text(BytesText::new(&text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use canonical::Personal;

    #[test]
    fn emphasis_and_breaks_stay() {
        let said = |text: &str| Inline::Words(Personal::new(text.to_owned()));
        let text = Text(vec![
            Inline::Styled(Style::Bold, vec![said("Forløb")]),
            Inline::Break,
            Inline::Fixed(vec![said("a < b"), Inline::Space]),
        ]);
        assert_eq!(
            division(&["først".to_owned()], &text, &[]),
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>først</p><p><b>Forløb</b><br/>\
             <code style=\"white-space: pre\">a &lt; b\u{a0}</code></p></div>"
        );
    }
}
