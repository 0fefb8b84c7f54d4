//! Documents and collections: one letter of all their resources.
//!
//! Standard: HL7 FHIR R4, "Documents"; "Bundle", rules bdl-3, bdl-9, bdl-10 and bdl-11.

use canonical::body::{Body, Document};
use canonical::letter::{Letter, Outcome};
use canonical::party::Party;
use canonical::refusal::{Refusal, RefusalCode};

use super::kinds::{ResourceKind, kind};
use super::names::Name;
use super::resource::{Made, made};
use super::scope::Scope;
use super::taken::{Parts, entry};
use super::text::LONGEST;
use crate::bundle::Bundle;
use crate::document::{files, readable};
use crate::findings::Findings;
use crate::tree::Node;

/// A clinical document: a Composition, and what it is composed of.
pub(super) fn document(root: Node<'_>, caller: Option<&Party>) -> Result<Parts, Vec<Refusal>> {
    let mut findings = Findings::default();
    if let Some(identifier) = findings.required(root, "identifier") {
        findings.required_text(identifier, "value");
    }
    findings.required(root, "timestamp");
    no_requests(root, &mut findings);
    let bundle = Bundle::open(root);
    let first = bundle.resources().next().filter(|first| first.resource_type() == Some("Composition"));
    if first.is_none() {
        findings.refuse_missing(RefusalCode::ResourceMissing, root, "entry");
    }
    findings.finish(|| Some(()))?;
    let (Some(composition), Some(row)) = (first, kind("Composition")) else { return Ok((Vec::new(), Vec::new())) };
    let name = Name::of_bundle(root);
    let mut made = made(&Scope { bundle: &bundle, resource: composition }, row, &name, caller);
    let rest: Vec<Node<'_>> = bundle.resources().filter(|resource| !resource.is(composition)).collect();
    gather(&mut made.letter, &rest, Gather::Files);
    rename(&mut made.letter, "document");
    Ok(parts(root, made, name))
}

/// A collection: resources about one patient.
pub(super) fn collection(root: Node<'_>, caller: Option<&Party>) -> Result<Parts, Vec<Refusal>> {
    let mut findings = Findings::default();
    no_requests(root, &mut findings);
    let bundle = Bundle::open(root);
    if let Some(second) = bundle.of_type("Patient").nth(1) {
        findings.refuse(RefusalCode::ElementRepeated, second);
    }
    // What is told first decides whom the letter is about; the rest stands beside it.
    let leading = bundle.resources().find_map(|resource| Some((resource, kind(resource.resource_type()?)?)));
    if leading.is_none() {
        findings.refuse_missing(RefusalCode::ResourceMissing, root, "entry");
    }
    findings.finish(|| Some(()))?;
    let Some((leading, row)) = leading else { return Ok((Vec::new(), Vec::new())) };
    let name = Name::of_bundle(root);
    // A collection is addressed to nobody, whatever its parts say.
    let row = ResourceKind { receivers: &[], ..row.clone() };
    let mut made = made(&Scope { bundle: &bundle, resource: leading }, &row, &name, caller);
    let rest: Vec<Node<'_>> = bundle.resources().filter(|resource| !resource.is(leading)).collect();
    gather(&mut made.letter, &rest, Gather::All);
    rename(&mut made.letter, "collection");
    Ok(parts(root, made, name))
}

fn parts(root: Node<'_>, Made { letter, warnings }: Made, name: Name) -> Parts {
    (vec![letter], vec![entry(root, name, true, Some(0), warnings)])
}

/// Rule bdl-3: only what is asked for has requests.
fn no_requests(root: Node<'_>, findings: &mut Findings) {
    for request in root.all("entry").filter_map(|entry| entry.child("request")) {
        findings.refuse(RefusalCode::ElementUnexpected, request);
    }
}

/// What of the other resources is added to a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gather {
    All,
    /// A document's own text already tells the rest.
    Files,
}

fn gather(letter: &mut Letter, rest: &[Node<'_>], what: Gather) {
    let Outcome::Event(event) = &mut letter.outcome else { return };
    let mut findings = Findings::default();
    let said: usize = event.narrative.iter().map(|section| section.text.plain().len()).sum();
    let mut room = LONGEST.saturating_sub(said);
    for resource in rest {
        event.attachments.extend(files(*resource, &mut findings));
        if what == Gather::All || said == 0 {
            let told = readable(*resource, &mut room);
            event.narrative.extend(told.map(super::text::section_of));
        }
    }
    if let Err(refusals) = findings.finish(|| Some(())) {
        letter.outcome = Outcome::Refused(refusals);
    }
}

/// The letter is the Bundle, of this type.
fn rename(letter: &mut Letter, form: &str) {
    letter.head.type_code = format!("Bundle/{form}");
    if let Outcome::Event(event) = &mut letter.outcome {
        event.source.type_code.clone_from(&letter.head.type_code);
        let title = match &event.body {
            Body::Document(document) => document.title.clone(),
            _ => None,
        };
        event.body = Body::Document(Document { name: letter.head.type_code.clone(), title });
    }
}
