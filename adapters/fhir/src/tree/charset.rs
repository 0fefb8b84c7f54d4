//! Bytes to text, by the character set an XML document declares.
//!
//! Standard: XML 1.0, section 4.3.3 and appendix F; FHIR itself asks for UTF-8.

use std::borrow::Cow;

use canonical::refusal::RefusalCode;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How far into the document a declaration may reach.
const DECLARATION_LIMIT: usize = 256;

/// The text of an XML document, without a byte order mark.
pub(crate) fn xml_text(bytes: &[u8]) -> Result<Cow<'_, str>, RefusalCode> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(RefusalCode::CharacterSetUnsupported);
    }
    let encoding = match declared(bytes) {
        None => UTF_8,
        Some(label) => supported(&label).ok_or(RefusalCode::CharacterSetUnsupported)?,
    };
    if encoding == UTF_8 {
        utf8(bytes).ok_or(RefusalCode::CharacterSetUnsupported)
    } else {
        Ok(single(bytes, encoding))
    }
}

/// UTF-8 without its byte order mark; `None` if the bytes are not UTF-8.
pub(super) fn utf8(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    std::str::from_utf8(bytes).ok().map(Cow::Borrowed)
}

/// ISO-8859-1 is read as windows-1252, its superset, as every current reader does.
fn single<'b>(bytes: &'b [u8], encoding: &'static Encoding) -> Cow<'b, str> {
    encoding.decode_without_bom_handling(bytes).0
}

fn supported(label: &str) -> Option<&'static Encoding> {
    match label.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" => Some(UTF_8),
        "iso-8859-1" | "latin1" | "windows-1252" | "cp1252" => Some(WINDOWS_1252),
        _ => None,
    }
}

/// The word after `encoding=` in the XML declaration.
fn declared(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let head = String::from_utf8_lossy(bytes.get(..DECLARATION_LIMIT).unwrap_or(bytes)).into_owned();
    let begun = head.strip_prefix("<?xml").filter(|rest| rest.starts_with(|c: char| c.is_ascii_whitespace()))?;
    // A declaration longer than any that names a character set names none.
    let Some((declaration, _)) = begun.split_once("?>") else { return Some(String::new()) };
    let after = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    after.get(1..)?.split_once(quote).map(|(label, _)| label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_decides() {
        let mut bytes = b"<?xml version='1.0' encoding='windows-1252'?><a>".to_vec();
        bytes.extend([0x80, 0xe6]);
        assert!(xml_text(&bytes).expect("a supported set").ends_with("<a>€æ"));
        assert_eq!(xml_text(b"<?xml version='1.0' encoding='ebcdic'?>"), Err(RefusalCode::CharacterSetUnsupported));
        let endless = format!("<?xml version='1.0' encoding='{}'?><a/>", "x".repeat(300));
        assert_eq!(xml_text(endless.as_bytes()), Err(RefusalCode::CharacterSetUnsupported));
        assert_eq!(xml_text(&[b'<', 0xe6]), Err(RefusalCode::CharacterSetUnsupported));
    }
}
