//! A report of observations as text.

use canonical::body::{Observation, Observations, ObservedValue, Quantity, Requester};
use canonical::code::Concept;

use super::lines::{Lines, party, person, revealed};

pub(super) fn observations(text: &mut Lines, facts: &Observations) {
    let Observations {
        report,
        state,
        issued,
        conclusion,
        cancellation_reason,
        consent_refused,
        observations,
        producer,
        performer,
        requester,
    } = facts;
    text.maybe("report", report.as_ref().map(concept));
    text.maybe("report state", state.as_ref());
    text.moment("issued", issued.as_ref());
    text.maybe("conclusion", conclusion.as_ref().map(|words| format!("{:?}", words.plain())));
    text.maybe("cancellation reason", cancellation_reason.as_ref());
    text.line("consent refused", consent_refused);
    producer.iter().for_each(|producer| party(text, "producer", producer));
    person(text, "performer", performer.as_ref());
    if let Some(Requester { initials, surname, name }) = requester {
        text.line("requester", revealed(initials).map_or("unknown", String::as_str));
        text.maybe("requester surname", revealed(surname));
        text.maybe("requester name", revealed(name));
    }
    observations.iter().for_each(|one| observation(text, one));
}

fn observation(text: &mut Lines, observation: &Observation) {
    let Observation { id, state, codes, name, at, until, value, interpretation, notes } = observation;
    text.line("result", id.as_deref().unwrap_or("-"));
    text.maybe("result state", state.as_ref());
    codes.iter().for_each(|code| text.line("result code", concept(code)));
    text.maybe("result name", name.as_ref());
    text.moment("result at", at.as_ref());
    text.moment("result until", until.as_ref());
    match value {
        Some(ObservedValue::Quantity(Quantity { value, comparator, unit, system, code })) => {
            text.line("result amount", value.reveal());
            text.maybe("result comparator", comparator.as_ref());
            text.maybe("result unit", unit.as_ref());
            text.maybe("result unit system", system.as_ref());
            text.maybe("result unit code", code.as_ref());
        }
        Some(ObservedValue::Words(words)) => text.line("result words", words.reveal()),
        None => {}
    }
    text.maybe("result interpretation", interpretation.as_ref().map(concept));
    notes.iter().for_each(|note| text.line("result note", format!("{:?}", note.plain())));
}

fn concept(Concept { system, code, display }: &Concept) -> String {
    format!("{code} {} {}", system.as_deref().unwrap_or("-"), display.as_deref().unwrap_or("-"))
}
