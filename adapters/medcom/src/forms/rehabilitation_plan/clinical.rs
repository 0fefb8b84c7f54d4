//! What a rehabilitation plan states of the hospital contact and of the patient's health.

use canonical::body::{self, Classification, Control, Excerpt};
use canonical::code::{Code, CodeRole, Concept};
use canonical::text::Text;

use crate::blocks::{Diagnosis, PartyShape, date_perhaps_time, day, named_diagnosis, party, writer};
use crate::walk::{Facet, Occurs, Walk};

/// `ICD10Diagnose`: a diagnosis, and those beside it.
#[derive(Default)]
pub(super) struct Diagnosed {
    primary: Diagnosis,
    secondary: Vec<Diagnosis>,
}

/// `CurrentHospitalContact`.
pub(super) fn contact<W: Walk>(walk: &mut W, facts: &mut body::RehabilitationPlan) {
    let is_there = facts.contact_started.is_some() || facts.contact_ends.is_some() || facts.contact_end_text.is_some();
    walk.group("CurrentHospitalContact", Occurs::Optional, is_there, |walk| {
        date_perhaps_time(walk, "Start", &mut facts.contact_started);
        walk.choice(|walk| {
            date_perhaps_time(walk, "ExpectedEnd", &mut facts.contact_ends);
            walk.field("ExpectedEndText", Occurs::Optional, Facet::text(70), &mut facts.contact_end_text);
        });
    });
}

/// `HospitalAmbulatoryControl`.
pub(super) fn controls<W: Walk>(walk: &mut W, controls: &mut Vec<Control>) {
    walk.groups("HospitalAmbulatoryControl", 0..=10, controls, |walk, control| {
        walk.choice(|walk| {
            date_perhaps_time(walk, "ExpectedStart", &mut control.at);
            walk.field("ExpectedStartText", Occurs::Optional, Facet::text(70), &mut control.text);
        });
        walk.optional("Location", &mut control.place, |walk, place| party(walk, place, &PartyShape::REACHED));
    });
}

/// `ICD10Diagnoses`.
pub(super) fn diagnoses<W: Walk>(walk: &mut W, all: &mut Vec<Diagnosed>, text: &mut Option<Text>) {
    let is_there = !all.is_empty() || text.is_some();
    walk.group("ICD10Diagnoses", Occurs::Optional, is_there, |walk| {
        walk.groups("ICD10Diagnose", 0..=99, all, |walk, one| {
            walk.required("PrimaryDiagnosis", |walk| named_diagnosis(walk, &mut one.primary));
            walk.groups("SecondaryDiagnosis", 0..=99, &mut one.secondary, |walk, one| named_diagnosis(walk, one));
        });
        walk.text("Text", Occurs::Optional, text);
    });
}

/// The diagnoses of an event: each main one with those that follow it.
pub(super) fn diagnosed(codes: &[Code]) -> Vec<Diagnosed> {
    let mut all: Vec<Diagnosed> = Vec::new();
    for code in codes {
        match all.last_mut() {
            Some(last) if code.role != CodeRole::MainDiagnosis => last.secondary.push(code.into()),
            _ => all.push(Diagnosed { primary: code.into(), secondary: Vec::new() }),
        }
    }
    all
}

impl From<Diagnosed> for Vec<Code> {
    fn from(Diagnosed { primary, secondary }: Diagnosed) -> Self {
        let secondary = secondary.into_iter().map(|one| one.into_code(CodeRole::Other));
        std::iter::once(primary.into_code(CodeRole::MainDiagnosis)).chain(secondary).collect()
    }
}

/// `ICFClassifications`.
pub(super) fn classifications<W: Walk>(walk: &mut W, all: &mut Vec<Classification>) {
    let terms = |Classification { concept, gradient }| (Term::from(concept), gradient.map(Term::from));
    let mut known: Vec<(Term, Option<Term>)> = std::mem::take(all).into_iter().map(terms).collect();
    walk.group("ICFClassifications", Occurs::Optional, !known.is_empty(), |walk| {
        walk.groups("ICFClassification", 0..=99, &mut known, |walk, (which, gradient)| {
            walk.required("ICFCode", |walk| term(walk, which));
            walk.optional("ICFGradient", gradient, |walk, gradient| term(walk, gradient));
        });
    });
    let stated = |(which, gradient): (Term, Option<Term>)| Classification {
        concept: which.into(),
        gradient: gradient.map(Concept::from),
    };
    all.extend(known.into_iter().map(stated));
}

/// A word of the ICF.
#[derive(Default)]
struct Term {
    code: Option<String>,
    kind: Option<String>,
    text: Option<String>,
}

fn term<W: Walk>(walk: &mut W, term: &mut Term) {
    walk.field("Code", Occurs::Required, Facet::text(17), &mut term.code);
    walk.field("TypeCode", Occurs::Optional, Facet::text(35), &mut term.kind);
    walk.field("Text", Occurs::Optional, Facet::text(70), &mut term.text);
}

impl From<Concept> for Term {
    fn from(Concept { system, code, display }: Concept) -> Self {
        Self { code: Some(code), kind: system, text: display }
    }
}

impl From<Term> for Concept {
    fn from(Term { code, kind, text }: Term) -> Self {
        // Without its code the letter is refused.
        Self { system: kind, code: code.unwrap_or_default(), display: text }
    }
}

/// `JournalExcerpt`.
pub(super) fn excerpts<W: Walk>(walk: &mut W, excerpts: &mut Vec<Excerpt>) {
    walk.groups("JournalExcerpt", 0..=99, excerpts, |walk, excerpt| {
        walk.field("TypeOfExcerpt", Occurs::Optional, Facet::text(70), &mut excerpt.source);
        let is_signed = excerpt.signer.is_some() || excerpt.signed.is_some();
        walk.group("Signer", Occurs::Optional, is_signed, |walk| {
            writer(walk, "SignedBy", &mut excerpt.signer);
            day(walk, "Date", Occurs::Optional, &mut excerpt.signed);
        });
        walk.text("Comment", Occurs::Optional, &mut excerpt.text);
    });
}
