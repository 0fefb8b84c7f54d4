//! Formatted text: mixed content to inline parts, with the white space a reader expects.
//!
//! Standard: MedCom `FormattedText`, `SimpleFormattedText`, `BreakableText`. White space collapses to
//! one space and vanishes at line ends, except in `FixedFont`, where it counts. `Space` never collapses.

use canonical::Personal;
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use canonical::text::{Inline, Text};

use super::collapse::is_space;
use super::markup::{names_markup, style, style_name};
use super::{Node, Reading, Xml};

/// What each element in a text counts beside its characters: about what it takes in memory.
const MARK_BYTES: usize = 64;

/// Whether the element is one of the inline elements of formatted text.
pub(crate) fn is_inline(node: Node<'_, '_>) -> bool {
    node.is_element() && names_markup(node.tag_name().name())
}

/// Reads formatted text. Refuses nested formatting (`formatting-nested`) and text without end (`text-too-long`).
pub(crate) fn formatted(node: Node<'_, '_>, reading: &Reading<'_>) -> Text {
    let room = Some(reading.room());
    let mut flow = Flow { reading, is_strict: true, line: Line::Start, has_gap: false, room };
    let parts = flow.run(node, Level::Formatted, false);
    reading.set_room(flow.room.unwrap_or(0));
    if looks_escaped(&parts) {
        reading.note(node, NoticeCode::RuleTolerated);
    }
    Text(parts)
}

/// Reads text of a letter that has no reader of its own: nothing is refused. Nested formatting is read
/// without its inner styles, and text beyond the room left is only in the original, which is noted.
pub(crate) fn readable(node: Node<'_, '_>, reading: &Reading<'_>) -> Text {
    let room = Some(reading.room());
    let mut flow = Flow { reading, is_strict: false, line: Line::Start, has_gap: false, room };
    let parts = flow.run(node, Level::Formatted, false);
    reading.set_room(flow.room.unwrap_or(0));
    Text(parts)
}

/// What may stand inside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// `BreakableText`: no formatting.
    Breakable,
    /// `FormattedText`: everything.
    Formatted,
    /// `SimpleFormattedText`: everything but `FixedFont`.
    Simple,
}

/// Where the text stands in its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// At its start, where white space vanishes.
    Start,
    /// After a space that was already written.
    Spaced,
    /// After a word.
    Word,
}

struct Flow<'r, 't> {
    reading: &'r Reading<'t>,
    /// Whether what the standard forbids is refused.
    is_strict: bool,
    line: Line,
    /// Whether white space waits to be written before the next word.
    has_gap: bool,
    /// The bytes still allowed; `None` once there were too many.
    room: Option<usize>,
}

impl Flow<'_, '_> {
    /// The parts of one element. Calls itself at most twice: `FixedFont`, then a style.
    fn run(&mut self, node: Node<'_, '_>, level: Level, is_fixed: bool) -> Vec<Inline> {
        let mut parts = Parts::default();
        self.reading.keep_attributes(node);
        for child in node.children() {
            if let Some(text) = child.text().filter(|_| child.is_text()) {
                self.words(node, text, is_fixed, &mut parts);
            } else if child.is_element() {
                self.element(child, level, is_fixed, &mut parts);
            }
        }
        parts.finish()
    }

    fn element(&mut self, child: Node<'_, '_>, level: Level, is_fixed: bool, parts: &mut Parts) {
        let name = child.tag_name().name();
        if !self.has_room(child, MARK_BYTES) {
            return;
        }
        match (name, style(name)) {
            ("Break" | "Space", _) => {
                self.mark(name, parts);
                // It should be empty; what is in it is read as if it followed.
                self.descend(child, is_fixed, parts);
            }
            ("FixedFont", _) if level == Level::Formatted => {
                self.write_gap(parts);
                let inner = self.run(child, Level::Simple, true);
                parts.push(Inline::Fixed(inner));
            }
            (_, Some(style)) if level != Level::Breakable => {
                self.write_gap(parts);
                let inner = self.run(child, Level::Breakable, is_fixed);
                parts.push(Inline::Styled(style, inner));
            }
            ("FixedFont", _) | (_, Some(_)) if self.is_strict => {
                self.reading.refuse(child, RefusalCode::FormattingNested);
            }
            ("FixedFont", _) | (_, Some(_)) => self.descend(child, is_fixed, parts),
            (_, None) => {
                self.reading.note(child, NoticeCode::ElementUnknown);
                self.descend(child, is_fixed, parts);
                self.part_words(is_fixed, parts);
            }
        }
    }

    /// All words of an element, whatever is around them. Words of different elements do not run together:
    /// they may be cells of a row.
    fn descend(&mut self, child: Node<'_, '_>, is_fixed: bool, parts: &mut Parts) {
        let parts_words = |node: Node<'_, '_>| node.is_element() && !is_inline(node);
        for inner in child.descendants() {
            if inner.is_element() && inner != child && !self.has_room(inner, MARK_BYTES) {
                return;
            }
            let name = inner.tag_name().name();
            if parts_words(inner) || inner.prev_sibling().is_some_and(parts_words) {
                self.part_words(is_fixed, parts);
            }
            if let Some(text) = inner.text().filter(|_| inner.is_text()) {
                self.words(child, text, is_fixed, parts);
            } else if inner != child && matches!(name, "Break" | "Space") {
                self.mark(name, parts);
            }
        }
    }

    /// `Break` or `Space`.
    fn mark(&mut self, name: &str, parts: &mut Parts) {
        if name == "Break" {
            return self.line_break(parts);
        }
        self.write_gap(parts);
        parts.push(Inline::Space);
        self.line = Line::Word;
    }

    fn part_words(&mut self, is_fixed: bool, parts: &mut Parts) {
        self.has_gap |= self.line == Line::Word;
        if is_fixed {
            self.write_gap(parts);
        }
    }

    fn words(&mut self, node: Node<'_, '_>, text: &str, is_fixed: bool, parts: &mut Parts) {
        // In fixed text every line end is a mark.
        let marks = if is_fixed { text.bytes().filter(|byte| *byte == b'\n').count() } else { 0 };
        if !self.has_room(node, text.len().saturating_add(marks.saturating_mul(MARK_BYTES))) {
            return;
        }
        parts.words.reserve(text.len());
        if is_fixed { self.fixed(text, parts) } else { self.collapsed(text, parts) }
    }

    /// Takes so much of the room left. Says once that there is none, and is silent from then on.
    fn has_room(&mut self, node: Node<'_, '_>, bytes: usize) -> bool {
        let Some(room) = self.room else {
            return false;
        };
        self.room = room.checked_sub(bytes);
        match (self.room, self.is_strict) {
            (Some(_), _) => {}
            (None, false) => self.reading.note(node, NoticeCode::VerbatimLimit),
            (None, true) => self.reading.refuse(node, RefusalCode::TextTooLong),
        }
        self.room.is_some()
    }

    fn collapsed(&mut self, text: &str, parts: &mut Parts) {
        let mut pieces = text.split(is_space).peekable();
        while let Some(piece) = pieces.next() {
            if !piece.is_empty() {
                self.write_gap(parts);
                parts.words.push_str(piece);
                self.line = Line::Word;
            }
            // Between two pieces stands a space.
            self.has_gap |= pieces.peek().is_some() && self.line == Line::Word;
        }
    }

    fn fixed(&mut self, text: &str, parts: &mut Parts) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.line_break(parts);
            }
            if !line.is_empty() {
                parts.words.push_str(line);
                self.line = Line::Word;
            }
        }
    }

    fn line_break(&mut self, parts: &mut Parts) {
        parts.push(Inline::Break);
        self.line = Line::Start;
        self.has_gap = false;
    }

    fn write_gap(&mut self, parts: &mut Parts) {
        if std::mem::take(&mut self.has_gap) {
            parts.words.push(' ');
            self.line = Line::Spaced;
        }
    }
}

/// Inline parts, with the words not yet written among them.
#[derive(Default)]
struct Parts {
    parts: Vec<Inline>,
    words: String,
}

impl Parts {
    fn push(&mut self, part: Inline) {
        self.flush();
        self.parts.push(part);
    }

    fn flush(&mut self) {
        if !self.words.is_empty() {
            let mut words = std::mem::take(&mut self.words);
            words.shrink_to_fit();
            self.parts.push(Inline::Words(Personal::new(words)));
        }
    }

    fn finish(mut self) -> Vec<Inline> {
        self.flush();
        self.parts.shrink_to_fit();
        self.parts
    }
}

/// Writes formatted text.
pub(crate) fn write_text(parts: &[Inline], xml: &mut Xml) {
    for part in parts {
        match part {
            Inline::Break => xml.empty("Break"),
            Inline::Fixed(inner) => xml.element("FixedFont", |xml| write_text(inner, xml)),
            Inline::Space => xml.empty("Space"),
            Inline::Styled(style, inner) => xml.element(style_name(*style), |xml| write_text(inner, xml)),
            Inline::Words(words) => xml.text(words.reveal()),
        }
    }
}

/// Some senders escape the markup by mistake. It is kept as they wrote it, and noted.
fn looks_escaped(parts: &[Inline]) -> bool {
    const TAGS: [&str; 4] = ["<Break/>", "<Bold>", "<Italic>", "<FixedFont>"];
    let escaped = |words: &str| words.contains('<') && TAGS.iter().any(|tag| words.contains(tag));
    parts.iter().any(|part| matches!(part, Inline::Words(words) if escaped(words.reveal())))
}

#[cfg(test)]
mod tests {
    use super::super::Positions;
    use super::super::reading::TEXT_BYTES;
    use super::*;

    fn read(xml: &str) -> (Text, Vec<RefusalCode>) {
        let document = roxmltree::Document::parse(xml).expect("well-formed");
        let positions = Positions::new(xml, Vec::new());
        let reading = Reading::new(&positions);
        let text = formatted(document.root_element(), &reading);
        (text, reading.finish().refusals.into_iter().map(|refusal| refusal.code).collect())
    }

    #[test]
    fn white_space_collapses_and_vanishes_at_line_ends() {
        assert_eq!(read("<t>\n  one\n\ttwo <Break/>  three\n</t>").0.plain(), "one two\nthree");
    }

    #[test]
    fn a_space_between_styles_stays_and_only_one() {
        assert_eq!(read("<t><Bold>a</Bold> <Bold> b</Bold> c</t>").0.plain(), "a b c");
        assert_eq!(read("<t><Bold>a </Bold>b</t>").0.plain(), "a b");
        assert_eq!(read("<t>a<Space/><Space/>b</t>").0.plain(), "a  b");
    }

    #[test]
    fn fixed_text_keeps_every_character() {
        assert_eq!(read("<t>x <FixedFont> a   b\n  c</FixedFont></t>").0.plain(), "x  a   b\n  c");
    }

    #[test]
    fn nested_formatting_is_refused_but_a_style_in_fixed_text_is_not() {
        assert_eq!(read("<t><Bold>a<Italic>b</Italic></Bold></t>").1, [RefusalCode::FormattingNested]);
        assert_eq!(read("<t><FixedFont>a<Bold>b</Bold></FixedFont></t>").1, []);
        assert_eq!(read("<t><FixedFont><FixedFont/></FixedFont></t>").1, [RefusalCode::FormattingNested]);
    }

    #[test]
    fn words_of_unknown_elements_are_kept_apart() {
        assert_eq!(read("<t><tr><td>5</td><td>10</td></tr>mg<p>a<Break/>b</p></t>").0.plain(), "5 10 mg a\nb");
        assert_eq!(read("<t>a<x>1<y>2</y>3</x>b</t>").0.plain(), "a 1 2 3 b");
        assert_eq!(read("<t><FixedFont>a<x>1</x>b</FixedFont></t>").0.plain(), "a 1 b");
    }

    #[test]
    fn words_in_a_mark_that_should_be_empty_are_kept() {
        assert_eq!(read("<t>a<Break>b</Break>c<Space>d</Space></t>").0.plain(), "a\nbc d");
    }

    #[test]
    fn a_comment_in_the_middle_of_a_word_is_nothing() {
        assert_eq!(read("<t>wo<!-- x -->rd</t>").0.plain(), "word");
    }

    #[test]
    fn text_without_end_is_refused_once() {
        let long = format!("<t>{}<Bold>{}</Bold>x</t>", "a".repeat(TEXT_BYTES), "b".repeat(9));
        assert_eq!(read(&long).1, [RefusalCode::TextTooLong]);
        let marks = TEXT_BYTES / MARK_BYTES + 1;
        assert_eq!(read(&format!("<t>{}</t>", "<Break/>".repeat(marks))).1, [RefusalCode::TextTooLong]);
        assert_eq!(
            read(&format!("<t><FixedFont>{}</FixedFont></t>", "\n".repeat(marks))).1,
            [RefusalCode::TextTooLong]
        );
    }
}
