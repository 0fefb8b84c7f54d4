//! Tells from its first characters which translator a document goes to.

use canonical::letter::Format;

use crate::translate::looks_like_fhir;

/// What a document looks like. Looks decide nothing: a translator refuses what is not its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A FHIR resource.
    Fhir(Format),
    /// A MedCom letter, and whatever else is neither of the others.
    Medcom,
    /// An envelope of EHMI, a `StandardBusinessDocument`.
    Sbdh,
    /// A `VANSEnvelope`.
    Vans,
}

/// Looks no further than the start tag of the root element, or the first character of JSON.
pub(crate) fn shape(document: &[u8]) -> Shape {
    let start = trimmed(document);
    match start.first() {
        Some(b'{' | b'[') => Shape::Fhir(Format::Json),
        _ if root_name(start) == Some(b"VANSEnvelope") => Shape::Vans,
        _ if root_name(start) == Some(b"StandardBusinessDocument") => Shape::Sbdh,
        _ if looks_like_fhir(document) => Shape::Fhir(Format::Xml),
        _ => Shape::Medcom,
    }
}

/// Whether the first character says XML.
pub(crate) fn is_xml(document: &[u8]) -> bool {
    trimmed(document).first() == Some(&b'<')
}

/// How much may stand before the root element.
pub(crate) const PROLOGUE: usize = 64 * 1024;

/// The local name of the root element.
fn root_name(start: &[u8]) -> Option<&[u8]> {
    let mut rest = start.get(..start.len().min(PROLOGUE))?;
    loop {
        rest = trimmed(rest);
        rest = match rest {
            [b'<', b'?', ..] => after(rest, b"?>")?,
            [b'<', b'!', b'-', b'-', ..] => after(rest, b"-->")?,
            [b'<', name @ ..] => {
                let end = name.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/'))?;
                return name.get(..end)?.rsplit(|byte| *byte == b':').next();
            }
            _ => return None,
        };
    }
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start()
}

fn after<'a>(bytes: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    let at = bytes.windows(end.len()).position(|window| window == end)?;
    bytes.get(at + end.len()..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_goes_where_its_root_belongs() {
        let vans = "\u{feff}<?xml version=\"1.0\"?>\n<!-- <Emessage> -->\n<v:VANSEnvelope xmlns:v=\"urn:oio\">";
        let cases = [
            (vans, Shape::Vans),
            ("<s:StandardBusinessDocument xmlns:s=\"http://www.unece.org/cefact\">", Shape::Sbdh),
            ("<Emessage xmlns=\"http://rep.oio.dk/\"><VANSEnvelope/></Emessage>", Shape::Medcom),
            (" \r\n{\"resourceType\":\"Bundle\"}", Shape::Fhir(Format::Json)),
            ("\u{feff}[", Shape::Fhir(Format::Json)),
            ("<Bundle xmlns=\"http://hl7.org/fhir\">", Shape::Fhir(Format::Xml)),
            ("", Shape::Medcom),
            ("<", Shape::Medcom),
            ("<!--", Shape::Medcom),
            ("UNA:+.? '", Shape::Medcom),
        ];
        for (document, expected) in cases {
            assert_eq!(shape(document.as_bytes()), expected, "{document}");
        }
    }
}
