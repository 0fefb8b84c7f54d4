//! The body of a rehabilitation plan.

use canonical::body::{CareOf, Classification, Control, Excerpt, RehabilitationPlan};

use super::part::{each, given, personal, read_each, read_given, read_or_empty, read_required, revealed, unless_empty};
use crate::{Error, v1};

impl From<&RehabilitationPlan> for v1::RehabilitationPlan {
    fn from(body: &RehabilitationPlan) -> Self {
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
        } = body;
        Self {
            level: level.clone(),
            consent: consent.clone(),
            contact_started: given(contact_started.as_ref()),
            contact_ends: given(contact_ends.as_ref()),
            contact_end_text: revealed(contact_end_text),
            controls: each(controls),
            copy_to_doctor: *copy_to_doctor,
            no_telephone_reason: revealed(no_telephone_reason),
            care_of: given(care_of.as_ref()),
            co_writers: each(co_writers),
            classifications: each(classifications),
            excerpts: each(excerpts),
            region_office: given(region_office.as_deref()),
            municipality_office: given(municipality_office.as_deref()),
            team: each(team),
            result_receivers: each(result_receivers),
        }
    }
}

impl TryFrom<v1::RehabilitationPlan> for RehabilitationPlan {
    type Error = Error;

    fn try_from(message: v1::RehabilitationPlan) -> Result<Self, Error> {
        let v1::RehabilitationPlan {
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
        } = message;
        Ok(Self {
            level,
            consent,
            contact_started: read_given(contact_started)?,
            contact_ends: read_given(contact_ends)?,
            contact_end_text: personal(contact_end_text),
            controls: read_each(controls)?,
            copy_to_doctor,
            no_telephone_reason: personal(no_telephone_reason),
            care_of: read_given(care_of)?,
            co_writers: read_each(co_writers)?,
            classifications: read_each(classifications)?,
            excerpts: read_each(excerpts)?,
            region_office: read_given(region_office)?.map(Box::new),
            municipality_office: read_given(municipality_office)?.map(Box::new),
            team: read_each(team)?,
            result_receivers: read_each(result_receivers)?,
        })
    }
}

impl From<&Control> for v1::Control {
    fn from(control: &Control) -> Self {
        let Control { at, text, place } = control;
        Self { at: given(at.as_ref()), text: revealed(text), place: given(place.as_deref()) }
    }
}

impl TryFrom<v1::Control> for Control {
    type Error = Error;

    fn try_from(message: v1::Control) -> Result<Self, Error> {
        let v1::Control { at, text, place } = message;
        Ok(Self { at: read_given(at)?, text: personal(text), place: read_given(place)?.map(Box::new) })
    }
}

impl From<&CareOf> for v1::CareOf {
    fn from(care_of: &CareOf) -> Self {
        let CareOf { surname, given_name, address } = care_of;
        Self { surname: revealed(surname), given_name: revealed(given_name), address: unless_empty(address) }
    }
}

impl TryFrom<v1::CareOf> for CareOf {
    type Error = Error;

    fn try_from(message: v1::CareOf) -> Result<Self, Error> {
        let v1::CareOf { surname, given_name, address } = message;
        let (surname, given_name) = (personal(surname), personal(given_name));
        Ok(Self { surname, given_name, address: read_or_empty(address)? })
    }
}

impl From<&Classification> for v1::Classification {
    fn from(classification: &Classification) -> Self {
        let Classification { concept, gradient } = classification;
        Self { concept: Some(concept.into()), gradient: given(gradient.as_ref()) }
    }
}

impl TryFrom<v1::Classification> for Classification {
    type Error = Error;

    fn try_from(message: v1::Classification) -> Result<Self, Error> {
        let v1::Classification { concept, gradient } = message;
        Ok(Self { concept: read_required(concept, "Classification.concept")?, gradient: read_given(gradient)? })
    }
}

impl From<&Excerpt> for v1::Excerpt {
    fn from(excerpt: &Excerpt) -> Self {
        let Excerpt { source, signer, signed, text } = excerpt;
        Self {
            source: source.clone(),
            signer: given(signer.as_ref()),
            signed: given(signed.as_ref()),
            text: given(text.as_ref()),
        }
    }
}

impl TryFrom<v1::Excerpt> for Excerpt {
    type Error = Error;

    fn try_from(message: v1::Excerpt) -> Result<Self, Error> {
        let v1::Excerpt { source, signer, signed, text } = message;
        Ok(Self { source, signer: read_given(signer)?, signed: read_given(signed)?, text: read_given(text)? })
    }
}
