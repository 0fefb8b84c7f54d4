//! In which format an answer is written: `_format` decides, then `Accept`.
//!
//! Standard: HL7 FHIR R4, "RESTful API", 3.1.0.1.9 (content types) and 3.1.0.1.11 (`_format`); RFC 9110, 12.5.1.

use axum::http::{HeaderMap, Uri, header};
use canonical::letter::Format;

use crate::http::fault::Fault;

/// The format a client asks for; JSON if it does not say.
pub(super) fn negotiated(uri: &Uri, headers: &HeaderMap) -> Result<Format, Fault> {
    if let Some(asked) = parameter(uri, "_format") {
        return of_media_type(&asked).ok_or(Fault::NotAcceptable);
    }
    let accepted: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|all| all.split(','))
        .collect();
    let mut best: Option<(u16, Format)> = None;
    for range in accepted.iter().map(|range| range.trim()) {
        let Some(format) = of_media_type(range) else { continue };
        let weight = weight(range);
        if weight > 0 && best.is_none_or(|(best, _)| weight > best) {
            best = Some((weight, format));
        }
    }
    match best {
        Some((_, format)) => Ok(format),
        None if accepted.iter().all(|range| range.trim().is_empty()) => Ok(Format::Json),
        None => Err(Fault::NotAcceptable),
    }
}

/// The format for a request whose own wish cannot be met.
pub(super) fn format_or_json(uri: &Uri, headers: &HeaderMap) -> Format {
    negotiated(uri, headers).unwrap_or(Format::Json)
}

/// The value of a parameter of the address, unescaped as far as media types need it.
pub(super) fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    // A plus that was not escaped was meant: media types have one, and no spaces.
    pairs
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value.replace("%2B", "+").replace("%2b", "+").replace("%2F", "/").replace("%2f", "/"))
        .next()
}

/// The format of a media type, of a range of them, or of FHIR's short word.
fn of_media_type(written: &str) -> Option<Format> {
    let mut parts = written.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let other_version = parts.filter_map(|part| part.split_once('=')).any(|(name, value)| {
        name.trim().eq_ignore_ascii_case("fhirversion") && !matches!(value.trim().trim_matches('"'), "4.0" | "4.0.1")
    });
    if other_version {
        return None;
    }
    match essence.as_str() {
        "*/*"
        | "application/*"
        | "application/fhir+json"
        | "application/json"
        | "application/json+fhir"
        | "json"
        | "text/json" => Some(Format::Json),
        "application/fhir+xml" | "application/xml" | "application/xml+fhir" | "text/*" | "text/xml" | "xml" => {
            Some(Format::Xml)
        }
        _ => None,
    }
}

/// The quality of a range, in thousandths.
fn weight(range: &str) -> u16 {
    let quality = range.split(';').filter_map(|part| part.trim().strip_prefix("q=")).next();
    let quality = quality.map_or(Some(1.0), |quality| quality.parse::<f32>().ok()).filter(|q| (0.0..=1.0).contains(q));
    // Within 0 and 1000, so nothing is cut.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    quality.map_or(0, |quality| (quality * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn asked(query: &str, accept: &'static str) -> Result<Format, Fault> {
        let uri: Uri = format!("/fhir/metadata{query}").parse().expect("an address");
        let mut headers = HeaderMap::new();
        if !accept.is_empty() {
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        }
        negotiated(&uri, &headers)
    }

    #[test]
    fn the_parameter_decides_and_then_the_header() {
        assert_eq!(asked("", ""), Ok(Format::Json));
        assert_eq!(asked("", "*/*"), Ok(Format::Json));
        assert_eq!(asked("", "application/fhir+xml"), Ok(Format::Xml));
        assert_eq!(asked("", "application/fhir+xml;q=0.5, application/fhir+json"), Ok(Format::Json));
        assert_eq!(asked("", "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"), Ok(Format::Xml));
        assert_eq!(asked("?_format=xml", "application/fhir+json"), Ok(Format::Xml));
        assert_eq!(asked("?_format=application%2Ffhir%2Bjson", "text/xml"), Ok(Format::Json));
        assert_eq!(asked("?_format=application/fhir+json", ""), Ok(Format::Json));
    }

    #[test]
    fn what_cannot_be_written_is_not_acceptable() {
        for accept in ["text/turtle", "application/fhir+json;q=0", "application/fhir+json; fhirVersion=5.0"] {
            assert_eq!(asked("", accept), Err(Fault::NotAcceptable), "{accept}");
        }
        assert_eq!(asked("?_format=ttl", ""), Err(Fault::NotAcceptable));
        assert_eq!(asked("", "application/fhir+json; fhirVersion=4.0"), Ok(Format::Json));
    }
}
