//! The body of a report of observations.

use canonical::body::{Observation, Observations, ObservedValue, Quantity, Requester};
use proptest::option;
use proptest::prelude::*;

use super::body::concept;
use super::party::{party, person};
use super::text::text;
use super::value::{few, maybe_moment, maybe_secret, maybe_word, secret};

pub(super) fn observations() -> BoxedStrategy<Observations> {
    let words = (option::of(concept()), maybe_word(), option::of(text()), maybe_word());
    let people = (option::of(party().prop_map(Box::new)), option::of(person()), option::of(requester()));
    (words, maybe_moment(), any::<bool>(), few(observation()), people)
        .prop_map(|(words, issued, consent_refused, observations, (producer, performer, requester))| {
            let (report, state, conclusion, cancellation_reason) = words;
            Observations {
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
            }
        })
        .boxed()
}

fn observation() -> BoxedStrategy<Observation> {
    let words = (maybe_word(), maybe_word(), maybe_word());
    let concepts = (few(concept()), option::of(concept()));
    (words, concepts, (maybe_moment(), maybe_moment()), option::of(value()), few(text()))
        .prop_map(|((id, state, name), (codes, interpretation), (at, until), value, notes)| Observation {
            id,
            state,
            codes,
            name,
            at,
            until,
            value,
            interpretation,
            notes,
        })
        .boxed()
}

fn value() -> BoxedStrategy<ObservedValue> {
    let quantity = (secret(), maybe_word(), maybe_word(), maybe_word(), maybe_word());
    let quantity =
        quantity.prop_map(|(value, comparator, unit, system, code)| Quantity { value, comparator, unit, system, code });
    prop_oneof![quantity.prop_map(ObservedValue::Quantity), secret().prop_map(ObservedValue::Words)].boxed()
}

fn requester() -> BoxedStrategy<Requester> {
    (maybe_secret(), maybe_secret(), maybe_secret())
        .prop_map(|(initials, surname, name)| Requester { initials, surname, name })
        .boxed()
}
