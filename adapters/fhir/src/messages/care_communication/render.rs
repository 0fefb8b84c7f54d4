//! A correspondence as a CareCommunication 5.0. Everything that stands in its way is said, all at once.

use canonical::action::{ActionKind, Priority};
use canonical::body::{Correspondence, Turn};
use canonical::code::Concept;
use canonical::course::{Course, Hop, HopEntity, HopRole, HopWhat};
use canonical::event::{Event, Status};
use canonical::letter::Stamp;
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;
use fhir_sdk::r4b::codes::ProvenanceEntityRole;
use fhir_sdk::r4b::types::ExtensionValue;
use serde_json::Value;

use super::codes;
use super::render_payload::Payloads;
use crate::write::{
    Draft, Element, Guide, Kind, Resource, Step, Unfit, coding, concept, concept_of, extension, hyphened, identifier,
    patient, reference, urn,
};

/// The message.
const KIND: Kind = Kind {
    guide: Guide {
        profile: "http://medcomfhir.dk/ig/carecommunication/StructureDefinition/medcom-careCommunication-message",
        base: "https://medcomfhir.dk/ig/carecommunication",
    },
    header: "http://medcomfhir.dk/ig/carecommunication/StructureDefinition/medcom-careCommunication-messageHeader",
    hop: "http://medcomfhir.dk/ig/carecommunication/StructureDefinition/medcom-careCommunication-provenance",
    event: "care-communication-message",
    definition: Some(
        "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComCareCommunicationMessageDefinition|5.0",
    ),
    repeats,
};
const PROFILE: &str =
    "http://medcomfhir.dk/ig/carecommunication/StructureDefinition/medcom-careCommunication-communication";
const ENCOUNTER: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-encounter";
const SENDER: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-sender-extension";
const CATEGORIES: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-careCommunication-categoryCodes";
const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const MORE_ACT_CODES: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-core-encounter-act-codes";

/// The message Bundle, or everything that it lacks.
pub(crate) fn render(event: &Event, body: &Correspondence, stamp: &Stamp) -> Result<Value, Vec<Unfit>> {
    let mut draft = Draft::new(event);
    let activity = activity(&mut draft, body);
    let patient = subject(&mut draft);
    let encounter = encounter(&mut draft, &patient);
    let payloads = Payloads::of(&mut draft, body);
    let communication =
        communication(&mut draft, body, &patient, encounter.as_deref()).with_all("payload", payloads.written);
    let focus = draft.shelf.put(communication);
    let step = Step { activity: activity.to_owned(), role: ProvenanceEntityRole::Revision, added: payloads.added };
    draft.finish(&KIND, &focus, Vec::new(), step, stamp)
}

/// What the message does. Since version 4 of the standard no message corrects another or takes it back.
fn activity(draft: &mut Draft<'_>, body: &Correspondence) -> &'static str {
    if draft.event.status != Status::Original {
        draft.wrong("Provenance.activity", RefusalCode::VersionUnsupported);
    }
    let follows_something = !draft.event.course.follows.is_empty();
    match body.turn {
        Turn::New => "new-message",
        Turn::Unstated if !follows_something => "new-message",
        Turn::Forward | Turn::Reply if !follows_something => {
            draft.missing("Provenance.entity");
            "reply-message"
        }
        Turn::Forward => "forward-message",
        Turn::Reply | Turn::Unstated => "reply-message",
    }
}

/// The patient, with every number that was given.
fn subject(draft: &mut Draft<'_>) -> String {
    let Some(subject) = &draft.event.subject else {
        draft.wrong("Patient", RefusalCode::PatientMissing);
        return String::new();
    };
    if subject.identifiers.is_empty() {
        draft.missing("Patient.identifier");
    }
    let is_dead = subject.episode_status.as_deref() == Some("doed");
    draft.shelf.put(patient(subject, &subject.identifiers, is_dead.then_some(true)))
}

/// The Encounter that carries the episodes, where there are any.
fn encounter(draft: &mut Draft<'_>, patient: &str) -> Option<String> {
    let Course { episodes, .. } = &draft.event.course;
    let Subject { episode_status, .. } = draft.event.subject.as_ref()?;
    if episodes.is_empty() {
        return None;
    }
    let (system, class, status) = codes::encounter(episode_status.as_deref());
    let system = if system { MORE_ACT_CODES } else { ACT_CODE };
    let episodes = episodes.iter().map(|episode| Element::default().with("identifier", hyphened(episode)));
    let resource = Resource::of("Encounter", Some(ENCOUNTER))
        .with("status", status)
        .with("class", coding(system, class))
        .with("subject", reference(patient))
        .with_all("episodeOfCare", episodes);
    Some(draft.shelf.put(resource))
}

fn communication(draft: &mut Draft<'_>, body: &Correspondence, patient: &str, encounter: Option<&str>) -> Resource {
    let Correspondence { subject: topic, category, from, to, .. } = body;
    let (sender, receiver) = (&draft.event.sender, draft.event.receivers.first());
    let theirs = receiver.map_or(&[][..], |receiver| &receiver.identifiers);
    let from = from.as_ref().map(|person| draft.shelf.person_or_team(person, &sender.identifiers));
    let to = to.as_ref().map(|person| draft.shelf.person_or_team(person, theirs));
    let category = self::category(draft, category.as_ref());
    let topic = topic.as_ref().map(|topic| topic.reveal().as_str()).filter(|topic| !topic.is_empty());
    // Invariant medcom-careCommunication-6.
    if category.code == "other" && topic.is_none() {
        draft.missing("Communication.topic");
    }
    let event = draft.event;
    // Every conversation has an identifier; one that was given none is called after the event that began it.
    let conversation = event.course.conversation.clone().unwrap_or_else(|| event.id.to_string());
    let sender = from.map(|from| extension(SENDER, ExtensionValue::Reference(reference(&from))));
    Resource::of("Communication", Some(PROFILE))
        .with_all("extension", sender)
        .with("identifier", [identifier(None, &urn(&conversation))])
        .with("status", "unknown")
        .with("category", [concept_of(std::slice::from_ref(&category), None)])
        .with("priority", priority(event).filter(|_| category.code == "regarding-referral"))
        .with("subject", reference(patient))
        .with("topic", topic.map(|topic| concept(None, Some(topic))))
        .with("encounter", encounter.map(reference))
        .with_all("recipient", to.map(|to| reference(&to)))
}

/// What it is about: a code of the standard's closed list.
fn category(draft: &mut Draft<'_>, category: Option<&Concept>) -> Concept {
    match category {
        Some(category) if codes::is_category(&category.code) => {
            let system = category.system.clone().or_else(|| Some(CATEGORIES.to_owned()));
            return Concept { system, ..category.clone() };
        }
        Some(_) => draft.wrong("Communication.category.coding.code", RefusalCode::CodeUnknown),
        None => draft.missing("Communication.category"),
    }
    Concept { system: None, code: String::new(), display: None }
}

/// How urgent an answer is, in the standard's two words.
fn priority(event: &Event) -> Option<&'static str> {
    let answer = event.actions.iter().find(|action| action.kind == ActionKind::Answer)?;
    match answer.priority? {
        Priority::Routine => Some("routine"),
        Priority::Elevated | Priority::Urgent => Some("asap"),
    }
}

/// Whether a hop is one that version 5 knows: it names what it added, and at most one message before it.
fn repeats(hop: &Hop) -> bool {
    let count = |role: HopRole| hop.entities.iter().filter(|entity| entity.role == role).count();
    let adds = |entity: &HopEntity| entity.role == HopRole::Source && matches!(entity.what, HopWhat::Identifier(_));
    codes::activity(&hop.activity).is_some_and(|(turn, ..)| turn != Turn::Unstated)
        && hop.entities.iter().any(adds)
        && count(HopRole::Revision) < 2
        && count(HopRole::Removal) == 0
}
