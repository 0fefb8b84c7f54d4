//! FHIR data types: times, codings, identifiers, addresses, ways of contact.

use std::borrow::Cow;

use canonical::code::Concept;
use canonical::course::Episode;
use canonical::notice::NoticeCode;
use canonical::party::{Address, Channel, Contact};
use canonical::refusal::RefusalCode;
use canonical::{Moment, Personal};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::findings::Findings;
use crate::tree::Node;

/// The moment of the one child of this name, if there is any.
pub(crate) fn moment<'a>(parent: Node<'a>, name: &'a str, findings: &mut Findings) -> Option<Moment> {
    let node = findings.single(parent, name)?;
    moment_of(node, findings)
}

/// The moment a `dateTime`, `date` or `instant` states.
pub(crate) fn moment_of(node: Node<'_>, findings: &mut Findings) -> Option<Moment> {
    let text = findings.written(node)?;
    let read = read_moment(text);
    if read.is_none() {
        findings.refuse(RefusalCode::TimeMalformed, node);
    }
    read
}

/// Reads a FHIR `dateTime`. Standard: FHIR R4, 2.24.0.1; a time of day carries its zone.
pub(crate) fn read_moment(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    if !bytes.iter().all(u8::is_ascii) {
        return None;
    }
    match bytes.len() {
        4 => Moment::from_date(format!("{text}-01-01").parse().ok()?, text),
        7 => Moment::from_date(format!("{text}-01").parse().ok()?, text),
        10 => Moment::from_date(text.parse::<Date>().ok()?, text),
        _ if has_zoned_shape(bytes) => Some(Moment::from_instant(text.parse::<Timestamp>().ok()?, text)),
        _ => None,
    }
}

/// `YYYY-MM-DDThh:mm:ss`, a fraction if any, then `Z` or `+hh:mm`.
fn has_zoned_shape(bytes: &[u8]) -> bool {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let (Some(clock), Some(rest)) = (bytes.get(..SHAPE.len()), bytes.get(SHAPE.len()..)) else {
        return false;
    };
    let fraction = match rest.strip_prefix(b".") {
        Some(after) => 1 + after.iter().take_while(|byte| byte.is_ascii_digit()).count(),
        None => 0,
    };
    let zone = rest.get(fraction..).unwrap_or_default();
    fraction != 1 && matches(clock, SHAPE) && (zone == b"Z" || matches(zone, b"+00:00") || matches(zone, b"-00:00"))
}

/// Whether the bytes follow a pattern in which `0` stands for any digit.
fn matches(bytes: &[u8], pattern: &[u8]) -> bool {
    let fits = |(byte, wanted): (&u8, &u8)| if *wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted };
    bytes.len() == pattern.len() && bytes.iter().zip(pattern).all(fits)
}

/// A Coding as a concept. Its code is required.
pub(crate) fn coding(node: Node<'_>, findings: &mut Findings) -> Option<Concept> {
    let system = findings.text(node, "system").map(str::to_owned);
    let display = findings.text(node, "display").map(str::to_owned);
    let (_, code) = findings.required_text(node, "code")?;
    Some(Concept { system, code: code.to_owned(), display })
}

/// The naming system of an Identifier, an OID among them as `urn:oid:` and its digits. Systems that MedCom has approved
/// write an OID without its prefix, or without the colon behind it; that is doubted.
pub(super) fn naming_system<'a>(node: Node<'a>, written: &'a str, findings: &mut Findings) -> Cow<'a, str> {
    let bare = written.strip_prefix("urn:oid").unwrap_or(written);
    let is_oid =
        bare.contains('.') && bare.split('.').all(|arc| !arc.is_empty() && arc.bytes().all(|b| b.is_ascii_digit()));
    if !is_oid {
        return Cow::Borrowed(written);
    }
    node.children()
        .filter(|child| child.name() == "system")
        .for_each(|at| findings.doubt(NoticeCode::RuleTolerated, at));
    Cow::Owned(format!("urn:oid:{bare}"))
}

/// The value of an Identifier that needs no naming system, since it names itself.
pub(crate) fn uri_value(node: Node<'_>, findings: &mut Findings) -> Option<String> {
    node.mark("use");
    // Any other system stays unread, and so is kept.
    node.mark_where("system", "urn:ietf:rfc:3986");
    let (_, value) = findings.required_text(node, "value")?;
    Some(Episode::new(None, value).value)
}

/// The value of an Identifier; UUIDs as 32 lower-case hexadecimal digits.
pub(crate) fn identifier_value(node: Node<'_>, findings: &mut Findings) -> Option<Episode> {
    node.mark("use");
    let system = findings.text(node, "system").map(str::to_owned);
    let (_, value) = findings.required_text(node, "value")?;
    Some(Episode::new(system, value))
}

/// A postal address, of which only the first is kept.
pub(super) fn address(resource: Node<'_>) -> Address {
    let Some(node) = resource.children().find(|child| child.name() == "address") else {
        return Address::default();
    };
    let personal = |text: &str| Some(Personal::new(text.to_owned()));
    resource.mark("address");
    let lines: Vec<&str> = node.all("line").filter_map(Node::value).collect();
    Address {
        street: Some(lines.join(", ")).filter(|street| !street.is_empty()).map(Personal::new),
        suburb: None,
        district: node.text("city").and_then(personal),
        post_code: node.text("postalCode").and_then(personal),
    }
}

/// Telephone numbers and e-mail addresses; other channels stay unread.
pub(crate) fn contacts<'a>(resource: Node<'a>, name: &'a str) -> Vec<Contact> {
    let telecoms = resource.children().filter(|child| child.name() == name);
    telecoms.filter_map(contact).collect()
}

/// A ContactPoint; `None` for a fax or a web page.
pub(crate) fn contact(node: Node<'_>) -> Option<Contact> {
    let channel = match node.children().find(|child| child.name() == "system").and_then(Node::raw_value) {
        Some("phone" | "sms") | None => Channel::Telephone,
        Some("email") => Channel::Email,
        Some(_) => return None,
    };
    let value = node.text("value")?;
    node.mark("system");
    node.mark("rank");
    node.mark_itself();
    // What FHIR has no word for stands beside, where we write it too.
    let note = node.text("use").or_else(|| node.extension("contactpoint-comment")?.text("valueString"));
    let note = note.map(str::to_owned);
    Some(Contact { channel, value: Personal::new(value.to_owned()), note })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_needs_its_zone() {
        assert_eq!(
            read_moment("2026-03-12T14:35:00+01:00").expect("zoned").instant.to_string(),
            "2026-03-12T13:35:00Z"
        );
        assert!(read_moment("2026-03-12T14:35:00.250Z").is_some());
        for wrong in [
            "2026-03-12T14:35:00",
            "2026-03-12T14:35Z",
            "2025-17-01T12:01:00Z",
            "2026-03-12 14:35:00Z",
            "2026-03-12T14:35:00.Z",
            "2026-02-30",
            "26-03-12",
            "",
            "æ999",
        ] {
            assert!(read_moment(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_partial_date_is_the_start_of_its_time() {
        assert_eq!(read_moment("2026-07").expect("a month").instant.to_string(), "2026-06-30T22:00:00Z");
        assert_eq!(read_moment("2026").expect("a year").written, "2026");
    }
}
