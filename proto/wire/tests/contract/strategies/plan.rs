//! The body of a rehabilitation plan.

use canonical::body::{CareOf, Classification, Control, Excerpt, RehabilitationPlan};
use proptest::option;
use proptest::prelude::*;

use super::body::concept;
use super::party::{address, party, person};
use super::text::text;
use super::value::{few, maybe_moment, maybe_secret, maybe_word};

pub(super) fn rehabilitation_plan() -> BoxedStrategy<RehabilitationPlan> {
    let words = (maybe_word(), maybe_word(), maybe_secret(), maybe_secret(), any::<Option<bool>>());
    let offices = (office(), office(), option::of(care_of()));
    let people = (few(person()), few(person()), few(party()));
    let lists = (few(control()), few(classification()), few(excerpt()));
    (words, (maybe_moment(), maybe_moment()), offices, people, lists)
        .prop_map(|(words, (contact_started, contact_ends), offices, people, lists)| {
            let (level, consent, contact_end_text, no_telephone_reason, copy_to_doctor) = words;
            let (region_office, municipality_office, care_of) = offices;
            let (co_writers, team, result_receivers) = people;
            let (controls, classifications, excerpts) = lists;
            RehabilitationPlan {
                level,
                consent,
                contact_started,
                contact_ends,
                contact_end_text,
                controls,
                copy_to_doctor,
                no_telephone_reason,
                care_of,
                co_writers,
                classifications,
                excerpts,
                region_office,
                municipality_office,
                team,
                result_receivers,
            }
        })
        .boxed()
}

fn office() -> BoxedStrategy<Option<Box<canonical::party::Party>>> {
    option::of(party().prop_map(Box::new)).boxed()
}

fn control() -> BoxedStrategy<Control> {
    (maybe_moment(), maybe_secret(), office()).prop_map(|(at, text, place)| Control { at, text, place }).boxed()
}

fn care_of() -> BoxedStrategy<CareOf> {
    (maybe_secret(), maybe_secret(), address())
        .prop_map(|(surname, given_name, address)| CareOf { surname, given_name, address })
        .boxed()
}

fn classification() -> BoxedStrategy<Classification> {
    (concept(), option::of(concept())).prop_map(|(concept, gradient)| Classification { concept, gradient }).boxed()
}

fn excerpt() -> BoxedStrategy<Excerpt> {
    (maybe_word(), option::of(person()), maybe_moment(), option::of(text()))
        .prop_map(|(source, signer, signed, text)| Excerpt { source, signer, signed, text })
        .boxed()
}
