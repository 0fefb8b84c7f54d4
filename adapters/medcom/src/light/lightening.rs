//! Takes a document as it comes, and leaves its large files out.

use std::borrow::Cow;
use std::io;

use canonical::files::Files;

use super::markup::{CDATA, Ended, Markup};
use super::part::{Part, Reading};
use super::{FILE, Light, MOST};

/// Bytes looked at between two looks at what is held.
const PIECE: usize = 64 * 1024;
/// Longer than any reference to a character.
const REFERENCE: usize = 16;
/// The longest comment or processing instruction among the characters of a file.
const ASIDE: usize = 4 * 1024;

/// The elements whose characters are files.
pub(crate) struct Wanted {
    /// Their local name.
    pub(crate) name: &'static str,
    /// How many elements are around them, where that is known.
    pub(crate) depth: Option<usize>,
    /// How many of them may be left out.
    pub(crate) most: usize,
}

/// A document of which the large files are being left out. Its bytes may come in pieces of any size.
pub struct Lightening<F> {
    files: F,
    wanted: Wanted,
    light: Vec<u8>,
    total: usize,
    parts: Vec<Part>,
    /// Elements of the wanted name so far.
    count: usize,
    depth: usize,
    state: State,
}

enum State {
    /// In the characters of a file; what is not yet understood of them, and whether they are a CDATA section.
    File { file: Box<Reading>, pending: Vec<u8>, is_cdata: bool },
    /// In markup.
    Markup(Markup),
    /// Anywhere else.
    Text,
}

impl<F: Files> Lightening<F> {
    /// A letter, whose large files go here.
    #[must_use]
    pub const fn new(files: F) -> Self {
        Self::of(Wanted { name: FILE, depth: None, most: usize::MAX }, files)
    }

    pub(crate) const fn of(wanted: Wanted, files: F) -> Self {
        Self { files, wanted, light: Vec::new(), total: 0, parts: Vec::new(), count: 0, depth: 0, state: State::Text }
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// Those of whoever takes the files; the document cannot be read on.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.total = self.total.saturating_add(bytes.len());
        for mut rest in bytes.chunks(PIECE) {
            while !rest.is_empty() && self.light.len() <= MOST {
                rest = match std::mem::replace(&mut self.state, State::Text) {
                    State::File { file, pending, is_cdata } => self.file(file, pending, is_cdata, rest)?,
                    State::Markup(markup) => self.markup(markup, rest),
                    State::Text => self.text(rest),
                };
            }
        }
        Ok(())
    }

    /// Ends the document; gives back whoever took the files.
    pub fn finish(mut self) -> (Light<'static>, F) {
        if let State::File { file, .. } = std::mem::replace(&mut self.state, State::Text) {
            self.broken(*file);
        }
        let Self { files, light, total, parts, .. } = self;
        let is_excess = light.len() > MOST;
        (Light { bytes: Cow::Owned(light), total, is_excess, parts: Some(parts) }, files)
    }

    fn text<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let end = bytes.iter().position(|byte| *byte == b'<').unwrap_or(bytes.len());
        let (text, rest) = bytes.split_at(end);
        self.light.extend_from_slice(text);
        let Some((open, rest)) = rest.split_first() else { return rest };
        self.light.push(*open);
        self.state = State::Markup(Markup::begin());
        rest
    }

    fn markup<'b>(&mut self, mut markup: Markup, bytes: &'b [u8]) -> &'b [u8] {
        let ended = bytes.iter().enumerate().find_map(|(at, byte)| markup.push(*byte).map(|ended| (at + 1, ended)));
        let Some((length, ended)) = ended else {
            self.light.extend_from_slice(bytes);
            self.state = State::Markup(markup);
            return &[];
        };
        let (own, rest) = bytes.split_at(length);
        self.light.extend_from_slice(own);
        match ended {
            Ended::Element => self.depth = self.depth.saturating_sub(1),
            Ended::Empty(name) => _ = self.number(&name),
            Ended::Nothing => {}
            Ended::Started(name) => self.start(&name),
        }
        rest
    }

    fn start(&mut self, name: &[u8]) {
        let depth = self.depth;
        self.depth = depth.saturating_add(1);
        let Some(number) = self.number(name) else { return };
        if self.wanted.depth.is_none_or(|wanted| wanted == depth) && self.parts.len() < self.wanted.most {
            let file = Box::new(Reading::begin(number, self.light.len()));
            self.state = State::File { file, pending: Vec::new(), is_cdata: false };
        }
    }

    /// The number of this element among those of the wanted name, if it is one: also those without content count.
    fn number(&mut self, name: &[u8]) -> Option<usize> {
        let number = self.count;
        let is_wanted = name == self.wanted.name.as_bytes();
        self.count += usize::from(is_wanted);
        is_wanted.then_some(number)
    }

    /// Goes on with a file: the next run of its characters, or one byte of what is not yet understood.
    fn file<'b>(
        &mut self,
        mut file: Box<Reading>,
        mut pending: Vec<u8>,
        mut is_cdata: bool,
        bytes: &'b [u8],
    ) -> io::Result<&'b [u8]> {
        let Self { light, files, .. } = self;
        let rest = if pending.is_empty() {
            let stops = |byte: &u8| if is_cdata { *byte == b']' } else { matches!(byte, b'<' | b'&') };
            let (run, rest) = bytes.split_at(bytes.iter().position(stops).unwrap_or(bytes.len()));
            file.stands(run, light);
            file.means(run, light, files)?;
            let (stop, rest) = rest.split_at(rest.len().min(1));
            pending.extend_from_slice(stop);
            rest
        } else {
            let (next, rest) = bytes.split_at(1);
            pending.extend_from_slice(next);
            match understood(&pending, is_cdata) {
                Understood::Not => {}
                Understood::Byte(meant) => {
                    file.stands(&std::mem::take(&mut pending), light);
                    file.means(&[meant], light, files)?;
                }
                Understood::Other => {
                    file.fail();
                    file.stands(&std::mem::take(&mut pending), light);
                    file.means(&[], light, files)?;
                }
                Understood::Aside => file.stands(&std::mem::take(&mut pending), light),
                Understood::Section => {
                    is_cdata = !is_cdata;
                    file.stands(&std::mem::take(&mut pending), light);
                }
                Understood::Markup => return self.leave(*file, &pending, rest),
            }
            rest
        };
        self.state = State::File { file, pending, is_cdata };
        Ok(rest)
    }

    /// Markup ends the characters of a file. Only an end tag leaves them a file.
    fn leave<'b>(&mut self, file: Reading, markup: &[u8], rest: &'b [u8]) -> io::Result<&'b [u8]> {
        let is_whole = markup == b"</";
        let part = file.end(is_whole, &mut self.light, &mut self.files)?;
        self.parts.extend(part);
        let mut begun = Markup::begin();
        let (first, others) = markup.split_at(1);
        self.light.extend_from_slice(first);
        for byte in others {
            self.light.push(*byte);
            // So little of it ends nowhere but in what is not well-formed.
            if begun.push(*byte).is_some() {
                return Ok(rest);
            }
        }
        self.state = State::Markup(begun);
        Ok(rest)
    }

    /// The document ends within a file.
    fn broken(&mut self, file: Reading) {
        let part = file.end(false, &mut self.light, &mut self.files);
        // Nothing is handed on, so nothing fails.
        self.parts.extend(part.ok().flatten());
    }
}

/// What stands in the characters of a file beside them.
enum Understood {
    /// A comment or a processing instruction.
    Aside,
    /// A reference to a character.
    Byte(u8),
    /// Markup that is none of the characters.
    Markup,
    /// More has to be seen.
    Not,
    /// Something that is no character of base64.
    Other,
    /// A CDATA section begins or ends.
    Section,
}

fn understood(pending: &[u8], is_cdata: bool) -> Understood {
    match pending {
        b"]]>" if is_cdata => Understood::Section,
        b"]]" if is_cdata => Understood::Not,
        _ if is_cdata => Understood::Other,
        [b'&', .., b';'] => character(pending).map_or(Understood::Other, Understood::Byte),
        [b'&', .., b'<'] => Understood::Other,
        [b'&', ..] if pending.len() < REFERENCE => Understood::Not,
        [b'&', ..] => Understood::Other,
        CDATA => Understood::Section,
        [b'<', b'!', b'-', b'-', rest @ ..] if rest.ends_with(b"-->") => Understood::Aside,
        [b'<', b'?', rest @ ..] if rest.ends_with(b"?>") => Understood::Aside,
        b"<!-" | [b'<', b'!', b'-', b'-', ..] | [b'<', b'?', ..] if pending.len() < ASIDE => Understood::Not,
        _ if CDATA.starts_with(pending) => Understood::Not,
        _ => Understood::Markup,
    }
}

/// The character that a numeric reference stands for, as far as base64 knows it. Line ends are often written so.
///
/// Standard: XML 1.0, production 66.
fn character(reference: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(reference).ok()?.strip_prefix("&#")?.strip_suffix(';')?;
    let (digits, radix) = digits.strip_prefix('x').map_or((digits, 10), |digits| (digits, 16));
    let are_digits = digits.chars().all(|digit| digit.is_digit(radix));
    u8::from_str_radix(digits, radix).ok().filter(|_| are_digits)
}
