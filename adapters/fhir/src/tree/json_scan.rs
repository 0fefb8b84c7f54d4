//! A first pass over JSON text: its depth and size, and what RFC 8259 forbids between and within strings.
//!
//! The parser behind it recurses and is more generous than the standard about white space and control
//! characters, so both are decided here, in one pass without memory.

use canonical::letter::Limits;
use canonical::refusal::RefusalCode;

/// Checks the text. An error says what is wrong, and at which byte.
pub(super) fn check(text: &str, limits: &Limits) -> Result<(), (RefusalCode, usize)> {
    let mut scan = Scan { depth: 0, values: 1, in_string: false, escaped: false };
    for (at, byte) in text.bytes().enumerate() {
        if scan.in_string { scan.within_string(byte) } else { scan.between(byte, limits) }
            .map_err(|code| (code, at))?;
    }
    Ok(())
}

struct Scan {
    depth: usize,
    values: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    fn within_string(&mut self, byte: u8) -> Result<(), RefusalCode> {
        if byte < b' ' {
            return Err(RefusalCode::JsonMalformed);
        }
        self.in_string = self.escaped || byte != b'"';
        self.escaped = !self.escaped && byte == b'\\';
        Ok(())
    }

    fn between(&mut self, byte: u8, limits: &Limits) -> Result<(), RefusalCode> {
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => {
                self.depth += 1;
                self.values += 1;
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b',' => self.values += 1,
            b':' | b' ' | b'\t' | b'\n' | b'\r' | b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E' => {}
            _ => return Err(RefusalCode::JsonMalformed),
        }
        if self.depth > limits.depth {
            return Err(RefusalCode::DocumentTooDeep);
        }
        if self.values > limits.nodes {
            return Err(RefusalCode::DocumentTooComplex);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<RefusalCode> {
        let limits = Limits { depth: 3, nodes: 8, ..Limits::default() };
        check(text, &limits).err().map(|(code, _)| code)
    }

    #[test]
    fn depth_and_size_are_counted_outside_strings_only() {
        assert_eq!(refused(r#"{"a":["[[[[{{{{,,,,,,,,,,\"[[["]}"#), None);
        assert_eq!(refused("[[[[]]]]"), Some(RefusalCode::DocumentTooDeep));
        assert_eq!(refused("[1,2,3,4,5,6,7,8]"), Some(RefusalCode::DocumentTooComplex));
    }

    #[test]
    fn what_the_parser_would_forgive_is_refused() {
        for text in ["{\u{b}}", "{\u{a0}}", "[\"\u{1}\"]", "[\"a\nb\"]", "{}//", "{'a':1}", "[Infinity]"] {
            assert_eq!(refused(text), Some(RefusalCode::JsonMalformed), "{text:?}");
        }
    }
}
