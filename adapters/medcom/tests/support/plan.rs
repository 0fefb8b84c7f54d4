//! What rehabilitation plans state, as lines.

use canonical::body::{CareOf, Classification, Control, Excerpt, RehabilitationPlan};

use super::Lines;
use super::care::concept;
use super::parts::{address, moment, party, person, text};

pub(super) fn rehabilitation_plan(lines: &mut Lines, facts: &RehabilitationPlan) {
    let RehabilitationPlan {
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
    } = facts;
    lines.maybe("level", level.as_ref());
    lines.maybe("consent", consent.as_ref());
    lines.maybe("contact_started", contact_started.as_ref().map(moment));
    lines.maybe("contact_ends", contact_ends.as_ref().map(moment));
    lines.maybe("contact_end_text", contact_end_text.as_ref().map(|words| words.reveal()));
    lines.each("control", controls, control);
    lines.maybe("copy_to_doctor", *copy_to_doctor);
    lines.maybe("no_telephone_reason", no_telephone_reason.as_ref().map(|words| words.reveal()));
    if let Some(CareOf { surname, given_name, address }) = care_of {
        lines.within("care_of", |lines| {
            lines.maybe("surname", surname.as_ref().map(|name| name.reveal()));
            lines.maybe("given_name", given_name.as_ref().map(|name| name.reveal()));
            self::address(lines, address);
        });
    }
    lines.each("co_writer", co_writers, person);
    lines.each("classification", classifications, classification);
    lines.each("excerpt", excerpts, excerpt);
    for (name, office) in [("region_office", region_office), ("municipality_office", municipality_office)] {
        if let Some(office) = office {
            lines.within(name, |lines| party(lines, office));
        }
    }
    lines.each("team", team, person);
    lines.each("result_receiver", result_receivers, party);
}

fn control(lines: &mut Lines, Control { at, text, place }: &Control) {
    lines.maybe("at", at.as_ref().map(moment));
    lines.maybe("text", text.as_ref().map(|words| words.reveal()));
    if let Some(place) = place {
        lines.within("place", |lines| party(lines, place));
    }
}

fn classification(lines: &mut Lines, Classification { concept: which, gradient }: &Classification) {
    concept(lines, which);
    if let Some(gradient) = gradient {
        lines.within("gradient", |lines| concept(lines, gradient));
    }
}

fn excerpt(lines: &mut Lines, Excerpt { source, signer, signed, text: words }: &Excerpt) {
    lines.maybe("source", source.as_ref());
    if let Some(signer) = signer {
        lines.within("signer", |lines| person(lines, signer));
    }
    lines.maybe("signed", signed.as_ref().map(moment));
    lines.maybe("text", words.as_ref().map(text));
}
