//! FHIR data types, filled with what acknowledgements need.

use canonical::digest::Digest;
use fhir_sdk::r4b::codes::NarrativeStatus;
use fhir_sdk::r4b::types::{
    CodeableConcept, CodeableConceptInner, Coding, CodingInner, Identifier, IdentifierInner, Meta, MetaInner,
    Narrative, NarrativeInner, Reference, ReferenceInner,
};
use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::BytesText;

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
pub(crate) fn uuid_of(bits: [u8; 16]) -> String {
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
pub(super) fn profile(url: &str) -> Meta {
    Meta::from(MetaInner {
        id: None,
        extension: Vec::new(),
        version_id: None,
        version_id_ext: None,
        last_updated: None,
        last_updated_ext: None,
        source: None,
        source_ext: None,
        profile: vec![Some(url.to_owned())],
        profile_ext: Vec::new(),
        security: Vec::new(),
        security_ext: Vec::new(),
        tag: Vec::new(),
        tag_ext: Vec::new(),
    })
}

/// A generated narrative: one paragraph for each line.
pub(super) fn narrative(lines: &[String]) -> Narrative {
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
    Narrative::from(NarrativeInner {
        id: None,
        extension: Vec::new(),
        status: NarrativeStatus::Generated,
        status_ext: None,
        div: String::from_utf8_lossy(&writer.into_inner()).into_owned(),
        div_ext: None,
    })
}

/// A reference by address.
pub(crate) fn reference(address: &str) -> Reference {
    refer(Some(address.to_owned()), None)
}

/// A reference by the value of an identifier.
pub(super) fn logical_reference(value: &str) -> Reference {
    refer(None, Some(identifier(None, value)))
}

/// A reference to something that is not known.
pub(super) fn unknown() -> Reference {
    let mut unknown = refer(None, None);
    unknown.0.display = Some("Ukendt".to_owned());
    unknown
}

fn refer(reference: Option<String>, identifier: Option<Identifier>) -> Reference {
    Reference::from(ReferenceInner {
        id: None,
        extension: Vec::new(),
        reference,
        reference_ext: None,
        r#type: None,
        r#type_ext: None,
        identifier,
        identifier_ext: None,
        display: None,
        display_ext: None,
    })
}

/// An identifier in its system.
pub(crate) fn identifier(system: Option<&str>, value: &str) -> Identifier {
    filled(system, value, None)
}

/// An identifier with the address of the organisation that gave it.
pub(crate) fn assigned(value: &str, assigner: Option<&str>) -> Identifier {
    filled(None, value, Some(assigner.map_or_else(unknown, reference)))
}

fn filled(system: Option<&str>, value: &str, assigner: Option<Reference>) -> Identifier {
    Identifier::from(IdentifierInner {
        id: None,
        extension: Vec::new(),
        r#use: None,
        r#use_ext: None,
        r#type: None,
        r#type_ext: None,
        system: system.map(str::to_owned),
        system_ext: None,
        value: Some(value.to_owned()),
        value_ext: None,
        period: None,
        period_ext: None,
        assigner,
        assigner_ext: None,
    })
}

/// A code of a system.
pub(crate) fn coding(system: &str, code: &str) -> Coding {
    displayed(system, code, None)
}

/// A code of a system, with what it is called.
pub(super) fn displayed(system: &str, code: &str, display: Option<&str>) -> Coding {
    Coding::from(CodingInner {
        id: None,
        extension: Vec::new(),
        system: Some(system.to_owned()),
        system_ext: None,
        version: None,
        version_ext: None,
        code: Some(code.to_owned()),
        code_ext: None,
        display: display.map(str::to_owned),
        display_ext: None,
        user_selected: None,
        user_selected_ext: None,
    })
}

/// A concept of a coding, of text, or of both.
pub(crate) fn concept(coding: Option<Coding>, text: Option<&str>) -> CodeableConcept {
    CodeableConcept::from(CodeableConceptInner {
        id: None,
        extension: Vec::new(),
        coding: coding.into_iter().map(Some).collect(),
        coding_ext: Vec::new(),
        text: text.map(str::to_owned),
        text_ext: None,
    })
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
            narrative(&["a < b\u{1}".to_owned()]).div,
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a &lt; b</p></div>"
        );
    }
}
