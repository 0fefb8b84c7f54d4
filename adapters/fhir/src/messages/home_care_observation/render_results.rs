//! Results as Observations, and files as Media.

use canonical::attachment::Attachment;
use canonical::body::{Observation, Observations, ObservedValue, Quantity};
use canonical::refusal::RefusalCode;
use fhir_sdk::r4b::types::Reference;
use serde_json::json;

use super::observation::LONGEST_RESULT;
use crate::resources::is_id;
use crate::write::{Draft, Element, Resource, assigned, concept_of, date_time, decimal, file, reference, urn, uuid};

const PROFILE: &str = "http://medcomfhir.dk/ig/homecareobservation/StructureDefinition/medcom-homecare-observation";
const MEDIA: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-media";

/// The results, in their order; gives their addresses.
pub(super) fn results(draft: &mut Draft<'_>, facts: &Observations, patient: &str) -> Vec<Reference> {
    let mut addresses: Vec<String> = Vec::new();
    for (index, one) in facts.observations.iter().enumerate() {
        let resource = result(draft, index, one, patient);
        // A correction names a result by the id that it had.
        let own = one.id.as_deref().filter(|id| is_id(id)).map(str::to_owned);
        let id = own
            .filter(|id| !addresses.contains(&format!("Observation/{id}")))
            .unwrap_or_else(|| uuid("broen/fhir-result/1", &[draft.event.id.as_bytes(), index.to_string().as_bytes()]));
        addresses.push(draft.shelf.put_as(&id, resource));
    }
    addresses.iter().map(|address| reference(address)).collect()
}

fn result(draft: &mut Draft<'_>, index: usize, one: &Observation, patient: &str) -> Resource {
    let Observation { id: _, state, codes, name, at, until, value, interpretation, notes } = one;
    if codes.is_empty() && name.is_none() {
        draft.missing(format!("Observation[{index}].code"));
    }
    let resource = Resource::of("Observation", Some(PROFILE))
        .with("status", state.as_deref().unwrap_or("final"))
        .with("code", concept_of(codes, name.as_deref()))
        .with("subject", reference(patient));
    let resource = match until {
        Some(until) => {
            let period = Element::default().with("start", at.as_ref().map(date_time));
            resource.with("effectivePeriod", period.with("end", date_time(until)))
        }
        None => resource.with("effectiveDateTime", at.as_ref().map(date_time)),
    };
    let resource = match value {
        Some(ObservedValue::Quantity(quantity)) => {
            resource.with("valueQuantity", self::quantity(draft, index, quantity))
        }
        Some(ObservedValue::Words(words)) => {
            check_length(draft, index, words.reveal());
            resource.with("valueString", words.reveal())
        }
        None => resource,
    };
    resource
        .with_all("interpretation", interpretation.as_ref().map(|one| concept_of(std::slice::from_ref(one), None)))
        .with_all("note", notes.iter().map(|note| json!({ "text": note.plain() })))
}

fn quantity(draft: &mut Draft<'_>, index: usize, quantity: &Quantity) -> Element {
    let Quantity { value, comparator, unit, system, code } = quantity;
    check_length(draft, index, value.reveal());
    let number = decimal(value.reveal());
    if number.is_none() {
        draft.wrong(format!("Observation[{index}].valueQuantity.value"), RefusalCode::NumberMalformed);
    }
    Element::default()
        .with("value", number)
        .with("comparator", comparator)
        .with("unit", unit)
        .with("system", system)
        .with("code", code)
}

fn check_length(draft: &mut Draft<'_>, index: usize, result: &str) {
    if result.chars().count() > LONGEST_RESULT {
        draft.wrong(format!("Observation[{index}].value"), RefusalCode::TextTooLong);
    }
}

/// The files; gives their addresses.
pub(super) fn media(draft: &mut Draft<'_>) -> Vec<String> {
    let event = draft.event;
    let mut addresses = Vec::new();
    for (index, attachment) in event.attachments.iter().enumerate() {
        let Attachment { id, at, author, .. } = attachment;
        let Some(content) = file(attachment, at.as_ref()) else {
            draft.missing(format!("Media[{index}].content"));
            continue;
        };
        let operator = author.as_ref().map(|author| draft.shelf.role_holder(author));
        let identifier = id.as_ref().map(|id| assigned(&urn(id), Some(&draft.sender)));
        let resource = Resource::of("Media", Some(MEDIA))
            .with_all("identifier", identifier)
            .with("status", "completed")
            .with("operator", operator.map(|operator| reference(&operator)))
            .with("content", content);
        let id = uuid("broen/fhir-media/1", &[event.id.as_bytes(), index.to_string().as_bytes()]);
        addresses.push(draft.shelf.put_as(&id, resource));
    }
    addresses
}
