//! FHIR data types, filled with what acknowledgements need.

use canonical::digest::Digest;
use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::BytesText;
use serde_json::{Value, json};

/// A time as FHIR writes it, to the second.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// 128 bits of a digest over labelled parts, as a UUID of version 8 (RFC 9562, section 5.8).
pub(crate) fn uuid(purpose: &str, parts: &[&[u8]]) -> String {
    let digest = Digest::of_parts(purpose, parts).0;
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, from)| *byte = from);
    written(bytes, 0x80)
}

/// 128 fresh bits as a UUID of version 4.
pub(super) fn uuid_of(bits: [u8; 16]) -> String {
    written(bits, 0x40)
}

fn written(mut bytes: [u8; 16], version: u8) -> String {
    bytes[6] = (bytes[6] & 0x0f) | version;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().concat();
    format!("{}-{}-{}-{}-{}", part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 16))
}

/// The profile a resource says it follows.
pub(super) fn profile(url: &str) -> Value {
    json!({ "profile": [url] })
}

/// A generated narrative: one paragraph for each line.
pub(super) fn narrative(lines: &[String]) -> Value {
    let mut writer = Writer::new(Vec::new());
    let division = writer.create_element("div").with_attribute(("xmlns", "http://www.w3.org/1999/xhtml"));
    let written = division.write_inner_content(|writer| {
        for line in lines {
            let line: String = line.chars().filter(|character| !character.is_control()).collect();
            writer.create_element("p").write_text_content(BytesText::new(&line))?;
        }
        Ok(())
    });
    // Writing to memory does not fail.
    drop(written);
    json!({ "status": "generated", "div": String::from_utf8_lossy(&writer.into_inner()) })
}

/// A reference by address.
pub(super) fn reference(address: &str) -> Value {
    json!({ "reference": address })
}

/// A code of a system.
pub(super) fn coding(system: &str, code: &str) -> Value {
    json!({ "system": system, "code": code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_and_fresh_ids_have_their_own_versions() {
        let derived = uuid("test", &[b"a"]);
        assert_eq!((derived.len(), derived.chars().nth(14)), (36, Some('8')));
        assert_eq!(uuid_of([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn a_narrative_escapes_its_words() {
        assert_eq!(
            narrative(&["a < b\u{1}".to_owned()])["div"],
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a &lt; b</p></div>"
        );
    }
}
