//! A report of observations as a HomeCareObservation 1.1. Everything that stands in its way is said, all at once.

use canonical::body::{Observations, Requester};
use canonical::course::Relation;
use canonical::event::{Event, Status};
use canonical::letter::Stamp;
use canonical::party::{Channel, Party, Person};
use canonical::refusal::RefusalCode;
use fhir_sdk::r4b::codes::ProvenanceEntityRole;
use serde_json::{Value, json};

use super::codes::{self, PRODUCER};
use super::people::CLINIC;
use super::render_results::{media, results};
use crate::roles;
use crate::write::{
    Draft, Element, Guide, Kind, PROVENANCE, Resource, Step, Unfit, coding, concept_of, full_instant, human_name,
    patient, reference, system_of,
};

/// The message.
const KIND: Kind = Kind {
    guide: Guide {
        profile: "http://medcomfhir.dk/ig/homecareobservation/StructureDefinition/medcom-homecareobservation-message",
        base: "https://medcomfhir.dk/ig/homecareobservation",
    },
    header: "http://medcomfhir.dk/ig/homecareobservation/StructureDefinition/medcom-homecareobservation-messageheader",
    hop: PROVENANCE,
    event: "homecareobservation-message",
    definition: Some(
        "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComHomeCareObservationMessageDefinition|1.1",
    ),
    repeats: |hop| codes::activity(&hop.activity).is_some(),
};
const PROFILE: &str =
    "http://medcomfhir.dk/ig/homecareobservation/StructureDefinition/medcom-homecareobservation-diagnosticreport";
const PRODUCERS: &str = "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-producer-organization";
const REQUESTERS: &str = "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-requesterorganization";
const REPORTS: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/MedComDiagnosticReportCodes";
const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

/// The message Bundle, or everything that it lacks.
pub(crate) fn render(event: &Event, facts: &Observations, stamp: &Stamp) -> Result<Value, Vec<Unfit>> {
    let contact = requester(facts.requester.as_ref());
    let mut draft = Draft::between(event, PRODUCERS, REQUESTERS, Some(contact));
    check(&mut draft, facts);
    let patient = subject(&mut draft);
    let performers = performers(&mut draft, facts);
    let results = results(&mut draft, facts, &patient);
    let media = media(&mut draft);
    let focus = report(facts, &patient).with_all("performer", performers).with_all("result", results);
    let media = media.iter().map(|address| Element::default().with("link", reference(address)));
    let conclusion = facts.conclusion.as_ref().map(canonical::text::Text::plain);
    let focus = draft.shelf.put(focus.with_all("media", media).with("conclusion", conclusion));
    let step = step(event);
    draft.finish(&KIND, &focus, Vec::new(), step, stamp)
}

/// What the profiles ask of every report.
fn check(draft: &mut Draft<'_>, facts: &Observations) {
    let event = draft.event;
    let has = |party: &Party, system: &str| party.identifiers.iter().any(|one| system_of(one) == Some(system));
    if !has(&event.sender, PRODUCER) || event.receivers.iter().any(|receiver| !has(receiver, CLINIC)) {
        draft.missing("Organization.identifier");
    }
    if facts.issued.is_none() {
        draft.missing("DiagnosticReport.issued");
    }
    if facts.state.as_deref().is_some_and(|state| state != "final") {
        draft.wrong("DiagnosticReport.status", RefusalCode::RuleBroken);
    }
    if event.status != Status::Original && event.course.follows.is_empty() {
        draft.missing("Provenance.entity");
    }
}

/// What the message does.
fn step(event: &Event) -> Step {
    let answers = event.course.follows.iter().any(|follows| follows.relation == Relation::Answers);
    let (activity, role) = match event.status {
        Status::Cancelled => ("retract-message", ProvenanceEntityRole::Removal),
        Status::Corrected => ("modified-message", ProvenanceEntityRole::Revision),
        Status::Original if answers => ("reply-message", ProvenanceEntityRole::Revision),
        Status::Original => ("new-message", ProvenanceEntityRole::Revision),
    };
    Step { activity: activity.to_owned(), role, added: Vec::new() }
}

/// The doctor who asked, as the clinic's contact; invariant medcom-homecareObservation-4 asks to say where nobody knows.
fn requester(requester: Option<&Requester>) -> Element {
    match requester {
        Some(Requester { initials: Some(initials), surname, name }) => {
            let part = |part: &Option<canonical::Personal<String>>| part.as_ref().map(|part| part.reveal().clone());
            let (surname, name) = (part(surname).unwrap_or_default(), part(name));
            Element::default().with("name", human_name(None, name.as_deref(), &surname, &[initials.reveal()]))
        }
        Some(Requester { initials: None, .. }) | None => {
            Element::default().with("extension", [json!({ "url": ABSENT, "valueCode": "unknown" })])
        }
    }
}

fn subject(draft: &mut Draft<'_>) -> String {
    let Some(subject) = &draft.event.subject else {
        draft.wrong("Patient", RefusalCode::PatientMissing);
        return String::new();
    };
    if subject.identifiers.is_empty() {
        draft.missing("Patient.identifier");
    }
    draft.shelf.put(patient(subject, &subject.identifiers, None))
}

/// The organisation that observed, and who did it there: invariants medcom-homecareReport-1 to -3.
fn performers(draft: &mut Draft<'_>, facts: &Observations) -> Vec<fhir_sdk::r4b::types::Reference> {
    let producer = match &facts.producer {
        Some(producer) => draft.shelf.organisation(producer, PRODUCERS),
        None => draft.sender.clone(),
    };
    let Some(person) = &facts.performer else {
        draft.missing("DiagnosticReport.performer:PractitionerRole");
        return Vec::new();
    };
    check_person(draft, person);
    let person = draft.shelf.role_holder_with(person, &person.contacts);
    vec![reference(&producer), reference(&person)]
}

fn check_person(draft: &mut Draft<'_>, person: &Person) {
    if person.role.as_deref().and_then(roles::find).is_none() {
        draft.missing("PractitionerRole.code.coding");
    }
    if !person.contacts.iter().any(|contact| contact.channel == Channel::Telephone) {
        draft.missing("Practitioner.telecom");
    }
}

/// The report up to whom it is about and when it was released.
fn report(facts: &Observations, patient: &str) -> Resource {
    let Observations { report, issued, consent_refused, .. } = facts;
    let resource = Resource::of("DiagnosticReport", Some(PROFILE));
    let resource = if *consent_refused { resource.labelled(coding(CONFIDENTIALITY, "R")) } else { resource };
    let code = match report {
        Some(report) => concept_of(std::slice::from_ref(report), None),
        None => Element::default().with("coding", [coding(REPORTS, "HomeCareReport")]),
    };
    resource
        .with("status", "final")
        .with("code", code)
        .with("subject", reference(patient))
        .with("issued", issued.as_ref().map(full_instant))
}
