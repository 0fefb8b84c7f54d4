//! The patient a resource is about.

use canonical::Personal;
use canonical::event::Identity;
use canonical::identifier::PatientIdentifier;
use canonical::party::Party;
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;

use super::scope::{Scope, Target};
use crate::findings::Findings;
use crate::resources::{patient, patient_identifier};
use crate::tree::Node;

/// A patient, and how sure it is who that is.
pub(super) struct Patient<'a> {
    pub(super) subject: Subject,
    /// The reference, if nothing but it says who the patient is.
    pub(super) by_reference: Option<Node<'a>>,
}

/// The patient this element names. One that only its own server knows is named by its address there.
pub(super) fn of_resource<'a>(
    scope: &Scope<'_, 'a>,
    element: &'static str,
    sender: &Party,
    findings: &mut Findings,
) -> Option<Patient<'a>> {
    let reference = findings.single(scope.resource, element)?;
    let known = |subject| Some(Patient { subject, by_reference: None });
    match scope.target(reference) {
        Target::Here(found) if found.resource_type() == Some("Patient") => {
            let unnamed = found.children().all(|child| child.name() != "identifier");
            let address = reference.children().find(|child| child.name() == "reference").filter(|_| unnamed);
            let by_address = address.and_then(|at| Some((at, by_address(at.raw_value()?, sender)?)));
            let Some((at, identifier)) = by_address else { return known(patient(found, findings)) };
            // What it says of the patient is taken; that it has no identifier is told as a doubt.
            let told = patient(found, &mut Findings::default());
            Some(Patient { subject: Subject { identifiers: vec![identifier], ..told }, by_reference: Some(at) })
        }
        // A group, a device or a place is no patient.
        Target::Here(_) => None,
        Target::Identifier(identifier) => {
            reference.mark("reference");
            reference.mark("display");
            let identifiers = patient_identifier(identifier, findings).into_iter().collect();
            known(Subject { identifiers, ..Subject::default() })
        }
        Target::Elsewhere(at, address) => {
            reference.mark("reference");
            let identifier = by_address(address, sender);
            if identifier.is_none() {
                findings.refuse(RefusalCode::ReferenceUnresolved, at);
            }
            let subject = Subject { identifiers: vec![identifier?], ..Subject::default() };
            Some(Patient { subject, by_reference: Some(at) })
        }
        Target::Nothing => None,
    }
}

/// A patient by the address of the resource. One that is relative is unique for its sender only.
fn by_address(address: &str, sender: &Party) -> Option<PatientIdentifier> {
    let address = address.split("/_history/").next().unwrap_or_default();
    let (place, id) = address.rsplit_once('/')?;
    let is_patient = place == "Patient" || place.ends_with("/Patient");
    let system =
        if place == "Patient" { format!("{}/Patient", Identity::new(sender, "").sender) } else { place.to_owned() };
    let fits = is_patient && !id.is_empty() && address.len() <= LONGEST;
    fits.then(|| PatientIdentifier::Other { system, value: Personal::new(id.to_owned()) })
}

/// The longest address of a patient, in bytes.
const LONGEST: usize = 512;
