//! `Observation` and `DiagnosticReport` to results, where each has a value that is an amount or words.
//!
//! Standard: HL7 FHIR R4, Observation and DiagnosticReport. Nothing is refused here: what does not fit is a document.

use canonical::body::{Observation, Observations, ObservedValue, Quantity};
use canonical::code::Concept;
use canonical::text::Text;
use canonical::{Moment, Personal};

use super::scope::{Scope, Target};
use crate::findings::Findings;
use crate::resources::{coding, moment};
use crate::tree::Node;

/// The most results of one report.
const RESULTS: usize = 1000;
/// The longest result in words, in bytes.
const LONGEST: usize = 4096;

/// The results of one Observation.
pub(super) fn observation(node: Node<'_>) -> Option<Observations> {
    let observations = results(node)?;
    let state = text(node, "status").map(str::to_owned);
    Some(Observations { state, issued: when(node, "issued"), observations, ..Observations::default() })
}

/// The results of a report, all of which must be here.
pub(super) fn report(scope: &Scope<'_, '_>) -> Option<Observations> {
    let node = scope.resource;
    let mut observations = Vec::new();
    for reference in node.children().filter(|child| child.name() == "result") {
        let Target::Here(found) = scope.target(reference) else { return None };
        observations.extend(results(found).filter(|_| found.resource_type() == Some("Observation"))?);
    }
    if observations.is_empty() || observations.len() > RESULTS {
        return None;
    }
    let conclusion = text(node, "conclusion").map(Text::from_plain);
    let report = child(node, "code").and_then(|code| concepts(code).into_iter().next());
    let state = text(node, "status").map(str::to_owned);
    Some(Observations {
        report,
        state,
        issued: when(node, "issued"),
        conclusion,
        observations,
        ..Observations::default()
    })
}

/// One result, or one for each component.
fn results(node: Node<'_>) -> Option<Vec<Observation>> {
    let state = text(node, "status")?.to_owned();
    let period = child(node, "effectivePeriod");
    let at = when(node, "effectiveDateTime").or_else(|| when(node, "effectiveInstant"));
    let at = at.or_else(|| when(period?, "start"));
    let until = period.and_then(|period| when(period, "end"));
    let notes = node.children().filter(|child| child.name() == "note");
    let notes: Vec<Text> = notes.filter_map(|note| text(note, "text")).map(Text::from_plain).collect();
    let interpretation = child(node, "interpretation").and_then(|one| concepts(one).into_iter().next());
    let one = |part: Node<'_>| {
        let code = child(part, "code")?;
        let (codes, name) = (concepts(code), text(code, "text").map(str::to_owned));
        let value = Some(value(part)?);
        (!codes.is_empty() || name.is_some()).then(|| Observation {
            id: text(node, "id").map(str::to_owned),
            state: Some(state.clone()),
            codes,
            name,
            at: at.clone(),
            until: until.clone(),
            value,
            interpretation: interpretation.clone(),
            notes: notes.clone(),
        })
    };
    let components = node.children().filter(|child| child.name() == "component").take(RESULTS);
    let results: Option<Vec<Observation>> = if value(node).is_some() {
        std::iter::once(node).chain(components).map(one).collect()
    } else {
        components.map(one).collect()
    };
    results.filter(|results| !results.is_empty())
}

fn value(node: Node<'_>) -> Option<ObservedValue> {
    if let Some(words) = text(node, "valueString").filter(|words| words.len() <= LONGEST) {
        return Some(ObservedValue::Words(Personal::new(words.to_owned())));
    }
    let quantity = child(node, "valueQuantity")?;
    let part = |name| text(quantity, name).map(str::to_owned);
    let value = part("value").filter(|value| value.len() <= 64)?;
    Some(ObservedValue::Quantity(Quantity {
        value: Personal::new(value),
        comparator: part("comparator"),
        unit: part("unit"),
        system: part("system"),
        code: part("code"),
    }))
}

fn concepts(concept: Node<'_>) -> Vec<Concept> {
    let coded = |one: &Node<'_>| one.name() == "coding" && text(*one, "code").is_some();
    let codings = concept.children().filter(coded).take(16);
    codings.filter_map(|one| coding(one, &mut Findings::default())).collect()
}

fn when(node: Node<'_>, name: &'static str) -> Option<Moment> {
    child(node, name)?;
    moment(node, name, &mut Findings::default())
}

fn text<'a>(node: Node<'a>, name: &str) -> Option<&'a str> {
    child(node, name).and_then(Node::raw_value).filter(|text| !text.is_empty())
}

/// A child that is looked at without being taken.
fn child<'a>(node: Node<'a>, name: &str) -> Option<Node<'a>> {
    node.children().find(|child| child.name() == name)
}
