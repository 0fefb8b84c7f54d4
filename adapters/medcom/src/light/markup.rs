//! One piece of markup, byte by byte: what it is, and where it ends.
//!
//! Markup that is not well-formed ends somewhere; whoever makes a tree of the document refuses it.

/// Longer than the name of any element that is looked for, with its prefix.
const START: usize = 256;
/// What begins a section of characters.
pub(super) const CDATA: &[u8] = b"<![CDATA[";
/// What begins a comment.
const COMMENT: &[u8] = b"<!--";

/// Markup that was begun.
pub(super) struct Markup {
    /// Its first bytes.
    start: Vec<u8>,
    kind: Kind,
    /// Bytes since its kind is known.
    length: usize,
    /// The quote that is open.
    quote: Option<u8>,
    last: [u8; 2],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Begun,
    Cdata,
    Comment,
    End,
    Instruction,
    Other,
    Start,
}

/// What ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// An element.
    Element,
    /// The start tag of an element without content, which ends it too; its local name.
    Empty(Vec<u8>),
    /// Anything that is neither the start nor the end of an element.
    Nothing,
    /// The start tag of an element with content; its local name.
    Started(Vec<u8>),
}

impl Markup {
    /// Markup that begins with this `<`.
    pub(super) fn begin() -> Self {
        Self { start: vec![b'<'], kind: Kind::Begun, length: 0, quote: None, last: [0; 2] }
    }

    /// Takes the next byte.
    pub(super) fn push(&mut self, byte: u8) -> Option<Ended> {
        if self.start.len() < START {
            self.start.push(byte);
        }
        if self.kind == Kind::Begun {
            self.kind = self.known();
            let ends = byte == b'>' && matches!(self.kind, Kind::End | Kind::Other | Kind::Start);
            return ends.then_some(Ended::Nothing);
        }
        let ended = self.ends_with(byte);
        self.length = self.length.saturating_add(1);
        self.last = [self.last[1], byte];
        ended
    }

    /// What the first bytes say.
    fn known(&self) -> Kind {
        match self.start.as_slice() {
            [b'<', b'?', ..] => Kind::Instruction,
            [b'<', b'/', ..] => Kind::End,
            [b'<', b'!'] => Kind::Begun,
            COMMENT => Kind::Comment,
            CDATA => Kind::Cdata,
            start if COMMENT.starts_with(start) || CDATA.starts_with(start) => Kind::Begun,
            [b'<', b'!', ..] => Kind::Other,
            _ => Kind::Start,
        }
    }

    fn ends_with(&mut self, byte: u8) -> Option<Ended> {
        let closes = |two: &[u8; 2]| byte == b'>' && self.length >= two.len() && self.last == *two;
        let is_over = match self.kind {
            Kind::Cdata => closes(b"]]"),
            Kind::Comment => closes(b"--"),
            Kind::Instruction => byte == b'>' && self.length >= 1 && self.last[1] == b'?',
            Kind::Start => return self.start_ends_with(byte),
            Kind::Begun | Kind::End | Kind::Other => byte == b'>',
        };
        is_over.then_some(if self.kind == Kind::End { Ended::Element } else { Ended::Nothing })
    }

    fn start_ends_with(&mut self, byte: u8) -> Option<Ended> {
        match (self.quote, byte) {
            (Some(open), _) if open == byte => self.quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => self.quote = Some(byte),
            (None, b'>') if self.last[1] == b'/' => return Some(Ended::Empty(self.name().to_vec())),
            (None, b'>') => return Some(Ended::Started(self.name().to_vec())),
            (None, _) => {}
        }
        None
    }

    /// The local name of the element that starts.
    fn name(&self) -> &[u8] {
        let rest = self.start.get(1..).unwrap_or_default();
        let is_over = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let name = rest.split(is_over).next().unwrap_or_default();
        name.rsplit(|byte| *byte == b':').next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What ends at which byte.
    fn ended(text: &str) -> Option<(Ended, usize)> {
        let mut markup = Markup::begin();
        text.bytes().enumerate().skip(1).find_map(|(at, byte)| markup.push(byte).map(|ended| (ended, at + 1)))
    }

    #[test]
    fn markup_ends_where_xml_says() {
        let started = |name: &str| Ended::Started(name.as_bytes().to_vec());
        let empty = |name: &str| Ended::Empty(name.as_bytes().to_vec());
        for (whole, expected) in [
            ("<a>", started("a")),
            ("<x:a b='>' c=\">\">", started("a")),
            ("<a\n>", started("a")),
            ("<a/>", empty("a")),
            ("<x:a b='/' />", empty("a")),
            ("<a b='/'>", started("a")),
            ("</a >", Ended::Element),
            ("<!-- > -- -->", Ended::Nothing),
            ("<!---->", Ended::Nothing),
            ("<![CDATA[ ]] > ]]]>", Ended::Nothing),
            ("<![CDATA[]]>", Ended::Nothing),
            ("<?a > ?>", Ended::Nothing),
            ("<!DOCTYPE a>", Ended::Nothing),
            ("<>", Ended::Nothing),
        ] {
            assert_eq!(ended(&format!("{whole}<b>")), Some((expected, whole.len())), "{whole}");
        }
        for open in ["<", "<a b='>", "<!-->", "<!--->", "<![CDATA[]>", "<?>", "</a"] {
            assert_eq!(ended(open), None, "{open}");
        }
    }
}
