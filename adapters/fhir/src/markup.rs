//! Narrative markup to the text a reader sees.
//!
//! Standard: FHIR R4, 2.4.0 (Narrative): XHTML without scripts, forms or outside content. Markup that is
//! not well formed still gives its words; nothing is refused here.

/// The elements that begin on a line of their own.
const BLOCKS: [&str; 16] = [
    "address",
    "blockquote",
    "br",
    "caption",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "li",
    "p",
    "pre",
    "table",
    "tr",
];

/// The words, with line breaks where blocks begin and ` | ` between the cells of a row.
pub(crate) fn text(markup: &str) -> String {
    let mut reading = Reading { text: String::with_capacity(markup.len() / 4), pending: Pending::Nothing };
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let (words, after) = rest.split_at(at);
        reading.words(words);
        rest = reading.markup(after);
    }
    reading.words(rest);
    reading.text
}

struct Reading {
    text: String,
    pending: Pending,
}

/// What stands between the last word and the next one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pending {
    Nothing,
    Space,
    Cell,
    Break,
}

impl Reading {
    /// Reads one tag, comment or section; returns what follows it.
    fn markup<'m>(&mut self, markup: &'m str) -> &'m str {
        if let Some(comment) = markup.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, after)| after);
        }
        let Some((tag, after)) = markup.split_once('>') else { return "" };
        let name: &str = tag.trim_start_matches(['<', '/']).split([' ', '/', '\t', '\n', '\r']).next().unwrap_or("");
        let name = name.rsplit(':').next().unwrap_or("");
        if BLOCKS.contains(&name) {
            self.wait(Pending::Break);
        } else if matches!(name, "td" | "th") {
            self.wait(Pending::Cell);
        }
        after
    }

    fn wait(&mut self, pending: Pending) {
        self.pending = self.pending.max(pending);
    }

    fn words(&mut self, run: &str) {
        if run.starts_with(is_space) {
            self.wait(Pending::Space);
        }
        for word in run.split(is_space).filter(|word| !word.is_empty()) {
            self.separate();
            unescape(word, &mut self.text);
            self.wait(Pending::Space);
        }
        if !run.ends_with(is_space) && self.pending == Pending::Space {
            self.pending = Pending::Nothing;
        }
    }

    fn separate(&mut self) {
        let between = match self.pending {
            Pending::Nothing => "",
            Pending::Space => " ",
            Pending::Cell => " | ",
            Pending::Break => "\n",
        };
        let begins_line = self.text.is_empty() || (self.text.ends_with('\n') && self.pending != Pending::Nothing);
        if !begins_line {
            self.text.push_str(between);
        }
        self.pending = Pending::Nothing;
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{a0}')
}

/// Resolves the five entities of XML, `&nbsp;`, and character numbers; others stay as written.
fn unescape(word: &str, text: &mut String) {
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        match named(after) {
            Some((character, after)) => {
                text.push(character);
                rest = after;
            }
            None => {
                text.push('&');
                rest = after;
            }
        }
    }
    text.push_str(rest);
}

/// The character an entity names, and what follows it. Names are short, so the search for their end is too.
fn named(after: &str) -> Option<(char, &str)> {
    let end = after.bytes().take(12).position(|byte| byte == b';')?;
    let (name, rest) = after.split_at_checked(end)?;
    Some((entity(name)?, rest.strip_prefix(';')?))
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "apos" => Some('\''),
        "gt" => Some('>'),
        "lt" => Some('<'),
        "nbsp" => Some(' '),
        "quot" => Some('"'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_break_lines_and_cells_are_told_apart() {
        let markup = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Blod<b>tryk</b> målt</p>\n<table><tr><td>130</td>\
                      <td>95</td></tr></table><!-- no --></div>";
        assert_eq!(text(markup), "Blodtryk målt\n130 | 95");
    }

    #[test]
    fn entities_become_characters_and_spaces_one_space() {
        assert_eq!(text("<div>a &lt;  b\n\n c&#230;&amp;&ukendt;</div>"), "a < b cæ&&ukendt;");
        assert_eq!(text("<div>uden ende <"), "uden ende");
    }
}
