//! One Observation: what was measured, when, and what it gave.
//!
//! Standard: profile `medcom-homecare-observation` 1.2.

use canonical::body::{Observation, ObservedValue, Quantity};
use canonical::code::Concept;
use canonical::refusal::RefusalCode;
use canonical::{Moment, Personal};

use super::{codes, words::Room};
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::resources::{coding, moment};
use crate::tree::Node;

/// The most codings of one result; the profile has six systems.
const CODINGS: usize = 16;
/// The longest result, in characters.
pub(super) const LONGEST_RESULT: usize = 12;

/// Reads one result. `performers` are those of the report.
pub(super) fn observation<'a>(
    bundle: &Bundle<'a>,
    node: Node<'a>,
    strict: bool,
    performers: &[Node<'a>],
    room: &mut Room,
    findings: &mut Findings,
) -> Option<Observation> {
    let id = findings.label(node, "id").map(str::to_owned);
    let state = state(node, findings);
    if let Some(subject) = findings.required(node, "subject") {
        bundle.follow(subject, &["Patient"], findings);
    }
    for performer in node.children().filter(|child| child.name() == "performer") {
        let address = performer.children().find(|child| child.name() == "reference").and_then(Node::raw_value);
        let found = address.and_then(|address| bundle.find(address));
        if found.is_some_and(|found| performers.iter().any(|one| one.is(found))) {
            // The report says who observed.
            performer.mark_all();
        }
    }
    let (codes, name) = what(node, findings);
    let (at, until) = when(node, findings);
    let value = value(node, strict, findings);
    let interpretation = interpretation(node, strict, findings);
    let notes = node.all("note").filter_map(|note| {
        let at = findings.required(note, "text")?;
        room.text(at, findings)
    });
    let notes = notes.collect();
    Some(Observation { id, state: Some(state?), codes, name, at, until, value, interpretation, notes })
}

fn state(node: Node<'_>, findings: &mut Findings) -> Option<String> {
    let (at, state) = findings.required_text(node, "status")?;
    if !codes::is_result_state(state) {
        findings.refuse(RefusalCode::CodeUnknown, at);
    }
    Some(state.to_owned())
}

/// Every coding, and the words.
fn what(node: Node<'_>, findings: &mut Findings) -> (Vec<Concept>, Option<String>) {
    let Some(code) = findings.required(node, "code") else { return (Vec::new(), None) };
    let mut concepts = Vec::new();
    for (index, one) in code.all("coding").enumerate() {
        if index >= CODINGS {
            findings.refuse(RefusalCode::ElementRepeated, one);
            break;
        }
        concepts.extend(coding(one, findings));
    }
    let name = findings.label(code, "text").map(str::to_owned);
    if concepts.is_empty() && name.is_none() {
        findings.refuse_missing(RefusalCode::ElementMissing, code, "coding");
    }
    (concepts, name)
}

/// A point in time, or a period.
fn when(node: Node<'_>, findings: &mut Findings) -> (Option<Moment>, Option<Moment>) {
    let point = ["effectiveDateTime", "effectiveInstant"].into_iter().find_map(|name| moment(node, name, findings));
    let Some(period) = findings.single(node, "effectivePeriod") else { return (point, None) };
    let (start, end) = (moment(period, "start", findings), moment(period, "end", findings));
    (point.or(start), end)
}

/// An amount or words; results of other types stay unread, and so are kept.
fn value(node: Node<'_>, strict: bool, findings: &mut Findings) -> Option<ObservedValue> {
    let quantity = findings.single(node, "valueQuantity");
    let words = findings.single(node, "valueString");
    if let (Some(_), Some(words)) = (quantity, words) {
        findings.refuse(RefusalCode::ElementRepeated, words);
    }
    if let Some(node) = quantity {
        return self::quantity(node, strict, findings).map(ObservedValue::Quantity);
    }
    let written = findings.written(words?)?;
    if written.chars().count() > LONGEST_RESULT {
        findings.object(strict, RefusalCode::TextTooLong, node, "valueString");
    }
    let written = findings.short(written, words?)?;
    Some(ObservedValue::Words(Personal::new(written.to_owned())))
}

fn quantity(node: Node<'_>, strict: bool, findings: &mut Findings) -> Option<Quantity> {
    let value = findings.decimal(node, "value");
    if node.children().all(|child| child.name() != "value") {
        findings.refuse_missing(RefusalCode::ElementMissing, node, "value");
    }
    let comparator = findings.single(node, "comparator").and_then(|at| {
        let comparator = findings.written(at)?;
        if !codes::is_comparator(comparator) {
            findings.refuse(RefusalCode::CodeUnknown, at);
        }
        Some(comparator.to_owned())
    });
    let mut label = |name| findings.label(node, name).map(str::to_owned);
    let (unit, system, code) = (label("unit"), label("system"), label("code"));
    let value = value?;
    if value.len() > LONGEST_RESULT {
        findings.object(strict, RefusalCode::TextTooLong, node, "value");
    }
    Some(Quantity { value: Personal::new(value.to_owned()), comparator, unit, system, code })
}

/// What the result means. MedCom's list has one code, `NI`; a required binding of the profile.
fn interpretation(node: Node<'_>, strict: bool, findings: &mut Findings) -> Option<Concept> {
    let mut all = node.children().filter(|child| child.name() == "interpretation");
    let first = all.next()?;
    if all.next().is_some() {
        findings.object(strict, RefusalCode::ElementRepeated, node, "interpretation");
    }
    let coded = first.children().find(|child| child.name() == "coding")?;
    first.mark_itself();
    coded.mark_itself();
    let concept = coding(coded, findings)?;
    if concept.code != "NI" {
        findings.object(strict, RefusalCode::CodeUnknown, coded, "code");
    }
    Some(concept)
}
