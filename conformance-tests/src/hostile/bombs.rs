//! Documents built to hurt a reader: entity bombs, deep nesting, huge values, lies about size and character set.

use super::document::{Fate, Hostile};
use super::oracle::Syntax;

/// Every bomb once.
pub(super) fn all(letters: &[(String, Vec<u8>)]) -> Vec<Hostile> {
    let mut bombs = vec![
        xml("an entity bomb", entity_bomb(), Fate::Refused),
        xml("an external entity", external_entity(), Fate::Refused),
        xml("an empty DTD", "<!DOCTYPE Emessage><Emessage/>".to_owned(), Fate::Refused),
        xml("100,000 nested elements", format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000)), Fate::Refused),
        xml("100,000 open elements", "<Emessage>".repeat(100_000), Fate::Refused),
        xml("an attribute of 8 MiB", format!("<Emessage a=\"{}\"/>", "x".repeat(8 << 20)), Fate::Refused),
        xml("100,000 attributes", many_attributes(), Fate::Refused),
        xml("100,000 namespaces", many_namespaces(), Fate::Refused),
        xml("a name of 1 MiB", format!("<{0}></{0}>", "n".repeat(1 << 20)), Fate::Refused),
        xml("a comment of 8 MiB", format!("<!--{}--><Emessage/>", "x".repeat(8 << 20)), Fate::Refused),
        xml("truncated base64", vans("PD94bW"), Fate::Refused),
        xml("base64 that is none", vans("<>&lt;not base64&gt;"), Fate::Refused),
        xml("base64 of nothing", vans(""), Fate::Refused),
        xml("a character set nobody has", declared("martian-7"), Fate::Refused),
        xml("UTF-16 that is not", declared("UTF-16"), Fate::Refused),
        xml("a NUL", "<Emessage>\0</Emessage>".to_owned(), Fate::Refused),
        xml("nothing", String::new(), Fate::Refused),
        xml("white space", " \n\t ".repeat(1000), Fate::Refused),
        json("100,000 nested arrays", format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))),
        json("100,000 open objects", "{\"a\":".repeat(100_000)),
        json("a string of 8 MiB", format!("{{\"resourceType\":\"{}\"}}", "x".repeat(8 << 20))),
        json("a number of 1 MiB", format!("{{\"resourceType\":{}}}", "9".repeat(1 << 20))),
        json("100,000 properties", many_properties()),
        json("a lone surrogate", "{\"resourceType\":\"\\ud800\"}".to_owned()),
        json("a comment", "{/* */\"resourceType\":\"Bundle\"}".to_owned()),
        json("a trailing comma", "{\"resourceType\":\"Bundle\",}".to_owned()),
    ];
    bombs.extend(letters.iter().map(|(name, letter)| wrong_character_set(name, letter)));
    bombs
}

fn xml(name: &str, text: String, fate: Fate) -> Hostile {
    Hostile { name: name.to_owned(), bytes: text.into_bytes(), syntax: Syntax::Xml, fate }
}

fn json(name: &str, text: String) -> Hostile {
    Hostile { name: name.to_owned(), bytes: text.into_bytes(), syntax: Syntax::Json, fate: Fate::Refused }
}

fn entity_bomb() -> String {
    let levels = (1..20).map(|level| format!("<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10)));
    format!("<!DOCTYPE Emessage [<!ENTITY e0 \"lol\">{}]><Emessage>&e19;</Emessage>", levels.collect::<String>())
}

fn external_entity() -> String {
    "<!DOCTYPE Emessage [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><Emessage>&e;</Emessage>".to_owned()
}

fn many_attributes() -> String {
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=\"\"")).collect();
    format!("<Emessage{attributes}/>")
}

fn many_namespaces() -> String {
    let namespaces: String = (0..100_000).map(|number| format!(" xmlns:n{number}=\"urn:{number}\"")).collect();
    format!("<Emessage{namespaces}/>")
}

fn many_properties() -> String {
    let properties: Vec<String> = (0..100_000).map(|number| format!("\"p{number}\":0")).collect();
    format!("{{{}}}", properties.join(","))
}

fn vans(data: &str) -> String {
    format!(
        "<VANSEnvelope xmlns=\"urn:oio:medcom:vans-envelope:1.0.4\"><SenderID EndPointType=\"EAN\">5790999900010</SenderID>\
         <ReceiverID EndPointType=\"EAN\">5790999900034</ReceiverID>\
         <EnvelopeIdentifier>3a6f0d52-7b1e-4c93-8a55-0d9be2f41c70</EnvelopeIdentifier>\
         <SentDateTime>2026-03-12T14:40:05+01:00</SentDateTime><Message><MetaInformation>\
         <Identifier>c2b7f4de-5a08-4f6a-9d31-7e1f0a9b8c64</Identifier><Document><Format>XML</Format><Name>MCM:XDIS01</Name>\
         <Version>XD0134L</Version><SizeInBytes>3808</SizeInBytes></Document></MetaInformation><Data>{data}</Data></Message>\
         </VANSEnvelope>"
    )
}

fn declared(character_set: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"{character_set}\"?><Emessage/>")
}

/// A letter whose declaration promises UTF-8 and whose text breaks that promise.
fn wrong_character_set(name: &str, letter: &[u8]) -> Hostile {
    let mut bytes = b"\xff\xfe".to_vec();
    bytes.extend_from_slice(letter);
    let syntax = super::mutations::syntax(letter);
    Hostile { name: format!("{name} with half a byte order mark"), bytes, syntax, fate: Fate::Refused }
}
