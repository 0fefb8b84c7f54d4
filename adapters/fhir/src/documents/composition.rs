//! The Composition: what kind of letter it is, from whom, when, and the text in its sections; and the Bundle around it all.

use canonical::Moment;
use canonical::course::{Follows, Relation};
use canonical::event::{Event, Source, Status};
use canonical::letter::Stamp;
use canonical::text::{Section, Text};
use serde_json::{Value, json};

use super::markup::division;
use super::sheet::{Sheet, word};
use crate::write::{Element, Resource, Unfit, coding, date_time, envelope_id, identifier, instant, reference};

/// The naming system of the types of letters.
const TYPES: &str = "urn:broen:letter-type";
/// The naming system of the parts of a text.
const SECTIONS: &str = "urn:broen:section";

/// The document Bundle.
pub(super) fn bound(mut sheet: Sheet<'_>, stamp: &Stamp) -> Result<Value, Vec<Unfit>> {
    let event = sheet.event;
    if !sheet.team.is_empty() {
        let team = std::mem::take(&mut sheet.team);
        let resource = Resource::of("CareTeam", None).with("name", "Parter").with("subject", sheet.subject());
        let resource = resource.with("participant", team);
        sheet.tell(resource);
    }
    let composition = composition(&sheet, stamp).named(&event.id.to_string());
    let Sheet { shelf, obstacles, .. } = sheet;
    if !obstacles.is_empty() {
        return Err(obstacles);
    }
    let entries = std::iter::once(composition).chain(shelf.into_resources()).map(entry);
    Ok(json!({
        "resourceType": "Bundle",
        "id": envelope_id(stamp),
        "identifier": { "system": "urn:ietf:rfc:3986", "value": format!("urn:uuid:{}", event.id) },
        "type": "document",
        "timestamp": instant(stamp.at),
        "entry": entries.collect::<Vec<_>>(),
    }))
}

/// A resource under an address that holds anywhere, and so do those it names.
fn entry(mut resource: Value) -> Value {
    everywhere(&mut resource);
    let id = resource.get("id").and_then(Value::as_str).unwrap_or_default();
    json!({ "fullUrl": format!("urn:uuid:{id}"), "resource": resource })
}

/// References by type and id become references by id alone.
fn everywhere(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(everywhere),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(address) if name == "reference" => {
                        let id = address.rsplit('/').next().unwrap_or_default();
                        *address = format!("urn:uuid:{id}");
                    }
                    other => everywhere(other),
                }
            }
        }
        Value::Bool(_) | Value::Null | Value::Number(_) | Value::String(_) => {}
    }
}

fn composition(sheet: &Sheet<'_>, stamp: &Stamp) -> Resource {
    let event = sheet.event;
    let Event { source, status, times, body, .. } = event;
    let Source { letter_id, type_code, statistical_code, version_code, .. } = source;
    let kind = body.kind().word();
    let coded = Element::default().with("system", TYPES).with("version", version_code).with("code", type_code);
    let category = statistical_code
        .as_ref()
        .map(|code| Element::default().with("coding", [coding("urn:broen:medcom:StatisticalCode", code)]));
    let now = Moment::from_instant(stamp.at, instant(stamp.at));
    let written = times.authored.as_ref().or(times.sent.as_ref()).unwrap_or(&now);
    let occurred = times.occurred.as_ref().map(|at| json!({ "period": { "start": date_time(at) } }));
    let status = match status {
        Status::Cancelled => "entered-in-error",
        Status::Corrected => "amended",
        Status::Original => "final",
    };
    Resource::of("Composition", None)
        .with("identifier", identifier(None, letter_id))
        .with("status", status)
        .with("type", Element::default().with("coding", [coded]).with("text", kind))
        .with_all("category", category)
        .with("subject", sheet.patient.as_deref().map(reference))
        .with("encounter", sheet.encounter.as_deref().map(reference))
        .with("date", date_time(written))
        .with("author", [reference(&sheet.sender)])
        .with("title", kind)
        .with_all("relatesTo", event.course.follows.iter().map(relates))
        .with_all("event", occurred)
        .with("section", sections(sheet))
}

/// What the document is to an earlier letter. FHIR has no word for answers: they are added to what they answer.
fn relates(follows: &Follows) -> Element {
    let Follows { relation, sender, letter_id } = follows;
    let code = match relation {
        Relation::Answers | Relation::Continues | Relation::Forwards => "appends",
        Relation::Cancels | Relation::Corrects => "replaces",
    };
    let named = sender.as_ref().map(|sender| format!("{}#{letter_id}", sender.value()));
    let target = identifier(None, named.as_deref().unwrap_or(letter_id));
    Element::default().with("code", code).with("targetIdentifier", target)
}

/// The readable text, then everything told beside it, then what the model has no place for.
fn sections(sheet: &Sheet<'_>) -> Vec<Element> {
    let event = sheet.event;
    let mut sections: Vec<Element> = event.narrative.iter().map(section).collect();
    if !sheet.told.is_empty() {
        let entries = sheet.told.iter().map(|address| reference(address));
        let sent = event.times.sent.as_ref().map(|sent| format!("Afsendt {}", date_time(sent)));
        let lines: Vec<String> = sent.into_iter().collect();
        let text = (!lines.is_empty()).then(|| narrative(&lines, &Text::default(), &[]));
        sections.push(titled("facts", "Oplysninger").with("text", text).with_all("entry", entries));
    }
    if !event.verbatim.is_empty() {
        let lines: Vec<String> =
            event.verbatim.iter().map(|kept| format!("{}: {}", kept.path, kept.text.reveal())).collect();
        sections.push(titled("verbatim", "Øvrige felter").with("text", narrative(&lines, &Text::default(), &[])));
    }
    sections
}

fn section(section: &Section) -> Element {
    let Section { kind, title, signed, text } = section;
    let name = word(kind);
    let signed: Vec<String> = signed.iter().map(|at| format!("Underskrevet {}", date_time(at))).collect();
    let titled = titled(&name, title.as_deref().filter(|title| !title.is_empty()).unwrap_or(&name));
    // A section has words, FHIR R4, invariant cmp-1.
    let before: Vec<String> = text.is_empty().then(|| "(ingen tekst)".to_owned()).into_iter().collect();
    titled.with("text", narrative(&before, text, &signed))
}

fn titled(name: &str, title: &str) -> Element {
    Element::default().with("title", title).with("code", json!({ "coding": [coding(SECTIONS, name)] }))
}

fn narrative(before: &[String], text: &Text, after: &[String]) -> Value {
    json!({ "status": "additional", "div": division(before, text, after) })
}
