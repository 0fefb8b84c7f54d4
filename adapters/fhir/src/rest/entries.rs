//! A transaction: every entry is a request, and all of them are taken or none.
//!
//! Standard: HL7 FHIR R4, "Bundle", rules bdl-3 and bdl-5; "RESTful API", 3.1.0.11 (transaction).

use canonical::letter::{Letter, Limits, Outcome};
use canonical::party::Party;
use canonical::refusal::{Refusal, RefusalCode};

use super::kinds::ResourceKind;
use super::names::{self, Name};
use super::request::Request;
use super::resource::{Made, made};
use super::scope::Scope;
use super::taken::{Entry, Parts, entry};
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::tree::Node;

/// The types that say who and where others are: they are read with what refers to them, and are no letters.
const AROUND: [&str; 14] = [
    "Binary",
    "CareTeam",
    "Device",
    "Endpoint",
    "EpisodeOfCare",
    "Group",
    "HealthcareService",
    "Location",
    "Organization",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Provenance",
    "RelatedPerson",
];

/// What makes a request depend on what is there: nothing is looked up here.
const CONDITIONS: [&str; 4] = ["ifMatch", "ifModifiedSince", "ifNoneExist", "ifNoneMatch"];

/// What an entry asks for.
enum Wish<'a> {
    /// That it is read with others.
    Around(Node<'a>),
    /// That it is taken.
    Take(&'static ResourceKind, Node<'a>, Option<String>),
}

pub(super) fn transaction(root: Node<'_>, caller: Option<&Party>, limits: &Limits) -> Result<Parts, Vec<Refusal>> {
    let mut findings = Findings::default();
    let bundle = Bundle::open(root);
    let wishes: Vec<Wish<'_>> = root.all("entry").filter_map(|entry| wish(entry, &mut findings)).collect();
    let taken = wishes.iter().filter(|wish| matches!(wish, Wish::Take(..))).count();
    if taken > limits.letters {
        findings.refuse_missing(RefusalCode::DocumentTooComplex, root, "entry");
    } else if taken == 0 && findings.is_clean() {
        findings.refuse_missing(RefusalCode::LetterMissing, root, "entry");
    }
    findings.finish(|| Some(()))?;
    let (mut letters, mut entries) = (Vec::new(), Vec::new());
    for wish in wishes {
        match wish {
            Wish::Around(resource) => entries.push(around(resource)),
            Wish::Take(kind, resource, id) => {
                let name = match &id {
                    Some(id) => Name::stored(resource, id),
                    None => Name::created(resource),
                };
                let Made { letter, warnings } = made(&Scope { bundle: &bundle, resource }, kind, &name, caller);
                entries.push(entry(resource, name, id.is_none(), Some(letters.len()), warnings));
                letters.push(letter);
            }
        }
    }
    all_or_none(letters).map(|letters| (letters, entries))
}

/// The letters, or every reason why one of them is none.
pub(super) fn all_or_none(letters: Vec<Letter>) -> Result<Vec<Letter>, Vec<Refusal>> {
    let refused = letters.iter().flat_map(|letter| match &letter.outcome {
        Outcome::Refused(refusals) => refusals.as_slice(),
        Outcome::Event(_) | Outcome::Receipt(_) => &[],
    });
    let refused: Vec<Refusal> = refused.cloned().collect();
    if refused.is_empty() { Ok(letters) } else { Err(refused) }
}

/// A resource that is read with others.
pub(super) fn around(resource: Node<'_>) -> Entry {
    let kind = resource.resource_type().unwrap_or_default().to_owned();
    let (id, version) = (String::new(), String::new());
    Entry { at: resource.path(), kind, id, version, is_new: false, letter: None, warnings: Vec::new() }
}

fn wish<'a>(entry: Node<'a>, findings: &mut Findings) -> Option<Wish<'a>> {
    let request = findings.required(entry, "request")?;
    for condition in CONDITIONS {
        if let Some(at) = request.child(condition) {
            findings.refuse(RefusalCode::InteractionUnsupported, at);
        }
    }
    let (at, method) = findings.required_text(request, "method")?;
    if !matches!(method, "POST" | "PUT") {
        findings.refuse(RefusalCode::InteractionUnsupported, at);
        return None;
    }
    let (at, url) = findings.required_text(request, "url")?;
    let resource = findings.required(entry, "resource")?;
    let kind = resource.resource_type().unwrap_or_default();
    let asked = Request::parse(&format!("{method} {url}"));
    if AROUND.contains(&kind) && url.split('/').next() == Some(kind) {
        return Some(Wish::Around(resource));
    }
    let (asked, id) = match asked {
        Some(Request::Create(asked)) => (asked, None),
        Some(Request::Update(asked, id)) => (asked, Some(id)),
        Some(Request::Bundle) | None => {
            findings.refuse(RefusalCode::InteractionUnsupported, at);
            return None;
        }
    };
    if asked.name != kind || id.as_deref().is_some_and(|id| names::id(resource) != Some(id)) {
        findings.refuse(RefusalCode::ResourceIdMismatch, at);
        return None;
    }
    Some(Wish::Take(asked, resource, id))
}
