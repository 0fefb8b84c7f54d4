//! Bytes to text: byte order mark, XML declaration, or a guess that is noted.
//!
//! Standard: XML 1.0, section 4.3.3. ISO-8859-1 is read as windows-1252, because letters so declared
//! carry its dashes and quotation marks.

use std::borrow::Cow;

use canonical::letter::Limits;
use canonical::refusal::{Place, Refusal, RefusalCode};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::memchr;

use super::place::{Cut, Positions};
use crate::light::{Light, Part};

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// How far into a document its XML declaration is looked for.
const DECLARATION_BYTES: usize = 256;

/// How much is decoded at once.
const PIECE_BYTES: usize = 16 * 1024;

/// A document as text.
pub(crate) struct Decoded<'b> {
    /// The text, without a byte order mark. Places count in it.
    pub(crate) text: Cow<'b, str>,
    /// Whether the bytes are not in the character set that is declared, or implied, and the other one fitted:
    /// windows-1252 where nothing was declared, UTF-8 where a western one was.
    pub(crate) guessed: bool,
    /// Where large files were left out.
    pub(crate) cuts: Vec<Cut>,
}

/// Reads the bytes in the character set they declare.
///
/// # Errors
/// `document-too-large`, `document-empty`, `character-set-unsupported`, and `xml-malformed` where
/// bytes that declare UTF-8 are not.
pub(crate) fn decode<'l>(light: &'l Light<'_>, limits: &Limits) -> Result<Decoded<'l>, Refusal> {
    let whole = |code| Refusal::new(code, Place::default());
    if light.total > limits.bytes || light.is_excess {
        return Err(whole(RefusalCode::DocumentTooLarge));
    }
    let bytes: &[u8] = &light.bytes;
    let (bytes, marked) = match bytes.strip_prefix(MARK) {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let Some(first) = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        return Err(whole(RefusalCode::DocumentEmpty));
    };
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.iter().take(4).any(|byte| *byte == 0) {
        return Err(whole(RefusalCode::CharacterSetUnsupported));
    }
    // Nothing else can begin a document, and text that is none need not be decoded to know it.
    if *first != b'<' {
        return Err(Refusal::new(RefusalCode::XmlMalformed, Place { line: 1, column: 1, path: String::new() }));
    }
    let left_out = LeftOut { parts: light.parts(), before: light.bytes.len() - bytes.len() };
    match declared(bytes) {
        Some(Some(encoding)) if encoding == WINDOWS_1252 && !marked => match std::str::from_utf8(bytes) {
            // No Danish text in a western character set happens to be UTF-8 as well: it was declared wrongly.
            Ok(text) => Ok(left_out.text(text, !text.is_ascii())),
            Err(_) => western(bytes, &left_out, limits.bytes.saturating_sub(light.total), false),
        },
        Some(encoding) if encoding == Some(UTF_8) || (encoding == Some(WINDOWS_1252) && marked) => {
            utf_8(bytes, &left_out)
        }
        Some(_) => Err(whole(RefusalCode::CharacterSetUnsupported)),
        None if marked || std::str::from_utf8(bytes).is_ok() => utf_8(bytes, &left_out),
        None => western(bytes, &left_out, limits.bytes.saturating_sub(light.total), true),
    }
}

/// What was left out of the bytes of a document.
struct LeftOut<'l> {
    parts: &'l [Part],
    /// Bytes of the mark before the text.
    before: usize,
}

impl LeftOut<'_> {
    /// Text that stands as it is.
    fn text<'t>(&self, text: &'t str, guessed: bool) -> Decoded<'t> {
        Decoded { text: with_line_feeds(text), guessed, cuts: self.cuts(text.as_bytes(), <[u8]>::len) }
    }

    /// Where the parts were in the text of these bytes. `measure` gives what a piece of them is long in UTF-8. Files stand
    /// between tags, so no character and no line end is cut in two.
    fn cuts(&self, bytes: &[u8], measure: impl Fn(&[u8]) -> usize) -> Vec<Cut> {
        let (mut from, mut at) = (0, 0);
        let cut = |part: &Part| {
            let to = part.at.saturating_sub(self.before);
            let piece = bytes.get(from..to).unwrap_or_default();
            let pairs = piece.windows(2).filter(|pair| pair == b"\r\n").count();
            at += measure(piece).saturating_sub(pairs);
            from = to;
            Cut { at, extent: part.extent }
        };
        self.parts.iter().map(cut).collect()
    }
}

/// The declared encoding: `None` if nothing is declared, `Some(None)` if its name is unknown.
fn declared(bytes: &[u8]) -> Option<Option<&'static Encoding>> {
    let start = bytes.get(..DECLARATION_BYTES).unwrap_or(bytes);
    let start = start.strip_prefix(b"<?xml").filter(|rest| rest.first().is_some_and(u8::is_ascii_whitespace))?;
    let Some(end) = start.windows(2).position(|pair| pair == b"?>") else {
        // A declaration longer than any that names a character set.
        return Some(None);
    };
    let declaration = String::from_utf8_lossy(start.get(..end)?).into_owned();
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = value.strip_prefix(quote)?.split(quote).next()?;
    Some(Encoding::for_label(name.as_bytes()))
}

fn utf_8<'t>(bytes: &'t [u8], left_out: &LeftOut<'_>) -> Result<Decoded<'t>, Refusal> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(left_out.text(text, false)),
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let valid = String::from_utf8_lossy(valid);
            let valid = with_line_feeds(&valid);
            let (line, column) = Positions::new(&valid, left_out.cuts(bytes, <[u8]>::len)).at(valid.len());
            Err(Refusal::new(RefusalCode::XmlMalformed, Place { line, column, path: String::new() }))
        }
    }
}

/// `room` is by how much the text may be longer than the document.
fn western<'t>(bytes: &[u8], left_out: &LeftOut<'_>, room: usize, guessed: bool) -> Result<Decoded<'t>, Refusal> {
    // Each byte above ASCII becomes two or three: the limit holds for the text as well.
    let wide: usize = bytes.chunks(usize::from(u8::MAX)).map(wide_in).sum();
    if wide.saturating_mul(2) > room {
        return Err(Refusal::new(RefusalCode::DocumentTooLarge, Place::default()));
    }
    // In pieces, which a character set of single bytes allows: the text is never held twice.
    let mut text = String::with_capacity(bytes.len().saturating_add(wide));
    let mut is_after_return = false;
    for piece in bytes.chunks(PIECE_BYTES) {
        let (piece, _) = WINDOWS_1252.decode_without_bom_handling(piece);
        push_with_line_feeds(&mut text, &piece, &mut is_after_return);
    }
    let measure = |piece: &[u8]| WINDOWS_1252.decode_without_bom_handling(piece).0.len();
    Ok(Decoded { text: Cow::Owned(text), guessed, cuts: left_out.cuts(bytes, measure) })
}

/// How many bytes are above ASCII, of no more than a byte can count: many at once are quickly added so.
fn wide_in(piece: &[u8]) -> usize {
    usize::from(piece.iter().map(|byte| byte >> 7).sum::<u8>())
}

/// Line ends as line feeds: XML 1.0, section 2.11. Done here once, the tree can borrow every text.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut feeds = String::with_capacity(text.len());
    push_with_line_feeds(&mut feeds, text, &mut false);
    Cow::Owned(feeds)
}

/// Appends the next piece of a text; a line end may lie across its start.
fn push_with_line_feeds(feeds: &mut String, piece: &str, is_after_return: &mut bool) {
    if !*is_after_return && memchr(b'\r', piece.as_bytes()).is_none() {
        return feeds.push_str(piece);
    }
    for (index, line) in piece.split('\r').enumerate() {
        if index > 0 {
            feeds.push('\n');
            *is_after_return = true;
        }
        feeds.push_str(if *is_after_return { line.strip_prefix('\n').unwrap_or(line) } else { line });
        *is_after_return &= line.is_empty();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(String, bool), RefusalCode> {
        decode(&Light::of(bytes), &Limits::default())
            .map(|d| (d.text.into_owned(), d.guessed))
            .map_err(|refusal| refusal.code)
    }

    #[test]
    fn a_declared_latin_1_document_keeps_its_windows_dash() {
        let (text, guessed) = read(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\x96 \xe6</a>").expect("readable");
        assert!(text.ends_with("<a>\u{2013} \u{e6}</a>"));
        assert!(!guessed);
    }

    #[test]
    fn undeclared_bytes_that_are_not_utf_8_are_guessed_and_said_so() {
        assert_eq!(read(b"<a>\xe6</a>"), Ok(("<a>\u{e6}</a>".to_owned(), true)));
        assert_eq!(read("<a>\u{e6}</a>".as_bytes()), Ok(("<a>\u{e6}</a>".to_owned(), false)));
    }

    #[test]
    fn utf_8_that_is_declared_as_something_western_is_read_as_utf_8_and_said_so() {
        for name in ["ISO-8859-1", "windows-1252"] {
            let declared = format!("<?xml version='1.0' encoding='{name}'?><a>h\u{f8}j</a>");
            assert_eq!(read(declared.as_bytes()), Ok((declared.clone(), true)));
        }
        let ascii = "<?xml version='1.0' encoding='ISO-8859-1'?><a>x</a>";
        assert_eq!(read(ascii.as_bytes()), Ok((ascii.to_owned(), false)));
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_its_reason() {
        assert_eq!(read(b""), Err(RefusalCode::DocumentEmpty));
        assert_eq!(read(b"\xef\xbb\xbf \n"), Err(RefusalCode::DocumentEmpty));
        assert_eq!(read(b"\xff\xfe<\0a\0"), Err(RefusalCode::CharacterSetUnsupported));
        assert_eq!(read(b"<?xml version='1.0' encoding='koi8-r'?><a/>"), Err(RefusalCode::CharacterSetUnsupported));
        assert_eq!(read(b"<?xml version='1.0' encoding='x-none'?><a/>"), Err(RefusalCode::CharacterSetUnsupported));
        let endless = format!("<?xml version='1.0' encoding='{}'?><a/>", "x".repeat(300));
        assert_eq!(read(endless.as_bytes()), Err(RefusalCode::CharacterSetUnsupported));
        assert_eq!(read(b"UNB+UNOC"), Err(RefusalCode::XmlMalformed));
    }

    #[test]
    fn every_line_end_becomes_a_line_feed() {
        assert_eq!(read(b"<a>\r\n1\r2\n\r\r\n</a>\r"), Ok(("<a>\n1\n2\n\n\n</a>\n".to_owned(), false)));
    }

    #[test]
    fn line_ends_across_pieces_are_one() {
        for before in [PIECE_BYTES - 4, PIECE_BYTES - 5] {
            let bytes = [b"<a>".as_slice(), &vec![0xe6; before], b"\r\n\r\n</a>"].concat();
            let expected = format!("<a>{}\n\n</a>", "\u{e6}".repeat(before));
            assert_eq!(read(&bytes), Ok((expected, true)), "{before}");
        }
    }

    #[test]
    fn bytes_that_break_a_declared_utf_8_are_placed() {
        let light = Light::of(b"<?xml version='1.0' encoding='UTF-8'?>\n<a>\xe6</a>");
        let refusal = decode(&light, &Limits::default()).err();
        let place = Place { line: 2, column: 4, path: String::new() };
        assert_eq!(refusal, Some(Refusal::new(RefusalCode::XmlMalformed, place)));
    }

    #[test]
    fn the_limit_holds_for_the_decoded_text_too() {
        let limits = Limits { bytes: 20, ..Limits::default() };
        assert!(decode(&Light::of(b"<a>0123456789</a>"), &limits).is_ok());
        let wide = Light::of(b"<a>\xe6\xe6\xe6\xe6\xe6\xe6\xe6\xe6\xe6\xe6</a>");
        let refusal = decode(&wide, &limits).err().map(|refusal| refusal.code);
        assert_eq!(refusal, Some(RefusalCode::DocumentTooLarge));
    }
}
