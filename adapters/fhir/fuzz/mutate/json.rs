//! The parts of a document in JSON.

use super::{Part, Sort};

/// Every member and item; none of what is no JSON.
pub(super) fn parts(document: &[u8]) -> Vec<Part> {
    let mut reader = Reader { text: document, at: 0, parts: Vec::new() };
    reader.space();
    let end = reader.value(0);
    if end.is_some() { reader.parts } else { Vec::new() }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    parts: Vec<Part>,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<()> {
        match *self.text.get(self.at)? {
            _ if depth > 100 => None,
            b'{' => self.list(b'}', depth),
            b'[' => self.list(b']', depth),
            b'"' => self.string(),
            _ => {
                let rest = &self.text[self.at..];
                let length = rest.iter().position(|byte| b",]} \t\r\n".contains(byte)).unwrap_or(rest.len());
                self.at += length;
                (length > 0).then_some(())
            }
        }
    }

    fn list(&mut self, close: u8, depth: usize) -> Option<()> {
        self.at += 1;
        self.space();
        if *self.text.get(self.at)? == close {
            self.at += 1;
            return Some(());
        }
        loop {
            let start = self.at;
            let mut sort = Sort::Item;
            if close == b'}' {
                sort = Sort::Member;
                self.string()?;
                self.space();
                self.at += usize::from(*self.text.get(self.at)? == b':');
                self.space();
            }
            let begin = self.at;
            self.value(depth + 1)?;
            self.parts.push(Part { sort, whole: start..self.at, value: begin..self.at });
            self.space();
            let byte = *self.text.get(self.at)?;
            self.at += 1;
            self.space();
            match byte {
                b',' => {}
                byte if byte == close => return Some(()),
                _ => return None,
            }
        }
    }

    fn string(&mut self) -> Option<()> {
        if *self.text.get(self.at)? != b'"' {
            return None;
        }
        self.at += 1;
        loop {
            match *self.text.get(self.at)? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(())
    }

    fn space(&mut self) {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }
}
