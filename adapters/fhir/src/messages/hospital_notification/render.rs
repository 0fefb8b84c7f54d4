//! A notice about a hospital stay as a HospitalNotification 3.0. Everything that stands in its way is said, all at once.
//!
//! The message is narrow by law: it says nothing of the patient's relatives, destination or plans.

use canonical::body::{HospitalStay, StayClass, StayNotice, StayState};
use canonical::event::{Event, Status};
use canonical::identifier::PatientIdentifier;
use canonical::letter::Stamp;
use canonical::refusal::RefusalCode;
use fhir_sdk::r4b::codes::ProvenanceEntityRole;
use fhir_sdk::r4b::types::{Extension, ExtensionValue};
use serde_json::Value;

use super::activity::Activity;
use super::encounter::LEAVE_PERIOD;
use super::parse::RECIPIENT;
use crate::write::{
    Draft, Element, Guide, Kind, ORGANIZATION, PROVENANCE, Resource, Step, Unfit, coding, date_time, extension,
    hyphened, patient, reference,
};

/// The message.
const KIND: Kind = Kind {
    guide: Guide {
        profile: "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalNotification-message",
        base: "https://medcomfhir.dk/ig/hospitalnotification",
    },
    header: "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalNotification-messageHeader",
    hop: PROVENANCE,
    event: "hospital-notification-message",
    definition: None,
    repeats: |hop| Activity::parse(&hop.activity).is_some(),
};
const ENCOUNTER: &str =
    "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalNotification-encounter";
const EXTENSIONS: &str = "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition";
const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

/// Whether the standard has a message for this notice.
pub(crate) fn is_announced(stay: &HospitalStay) -> bool {
    !matches!(stay.notice, StayNotice::Transferred | StayNotice::TreatmentEnds)
}

/// The message Bundle, or everything that it lacks.
pub(crate) fn render(event: &Event, stay: &HospitalStay, stamp: &Stamp) -> Result<Value, Vec<Unfit>> {
    let mut draft = Draft::new(event);
    let patient = subject(&mut draft, stay.notice);
    let extensions = report(&mut draft, stay);
    let encounter = encounter(&mut draft, stay, &patient);
    let focus = draft.shelf.put(encounter);
    if event.status != Status::Original && event.course.follows.is_empty() {
        draft.missing("Provenance.entity");
    }
    let role = match event.status {
        Status::Cancelled => ProvenanceEntityRole::Removal,
        Status::Corrected | Status::Original => ProvenanceEntityRole::Revision,
    };
    let step = Step { activity: activity(event.status, stay), role, added: Vec::new() };
    draft.finish(&KIND, &focus, extensions, step, stamp)
}

/// The patient, by CPR number and nothing else: invariant medcom-hospitalNotification-4. Deaths are announced here.
fn subject(draft: &mut Draft<'_>, notice: StayNotice) -> String {
    let event = draft.event;
    let Some(subject) = &event.subject else {
        draft.wrong("Patient", RefusalCode::PatientMissing);
        return String::new();
    };
    let cpr = subject.identifiers.iter().find(|identifier| matches!(identifier, PatientIdentifier::Cpr(_)));
    if cpr.is_none() {
        draft.wrong("Patient.identifier", RefusalCode::RuleBroken);
    }
    let deceased = (notice == StayNotice::Died).then_some(event.status != Status::Cancelled);
    draft.shelf.put(patient(subject, cpr, deceased))
}

/// What the message announces. A death has no code of its own: it keeps one that the patient's state overrides.
fn activity(status: Status, stay: &HospitalStay) -> String {
    let class = match stay.class {
        StayClass::Acute => "emergency",
        StayClass::Inpatient => "inpatient",
    };
    let (notice, status) = match (stay.notice, status) {
        (StayNotice::Died, Status::Cancelled) => (StayNotice::Admitted, Status::Original),
        (notice, status) => (notice, status),
    };
    let event = match notice {
        StayNotice::Discharged | StayNotice::Transferred => format!("discharge-{class}-home"),
        StayNotice::LeaveEnded => "end-leave-inpatient".to_owned(),
        StayNotice::LeaveStarted => "start-leave-inpatient".to_owned(),
        StayNotice::ArrivedAcute => "admit-emergency".to_owned(),
        StayNotice::Admitted | StayNotice::Died | StayNotice::TreatmentEnds => format!("admit-{class}"),
    };
    match status {
        Status::Cancelled => format!("cancel-{event}"),
        Status::Corrected => format!("revise-{event}"),
        Status::Original => event,
    }
}

/// Who wants the admission report: the recipient stands beside the flag.
fn report(draft: &mut Draft<'_>, stay: &HospitalStay) -> Vec<Extension> {
    let Some(report_to) = &stay.report_to else { return Vec::new() };
    if report_to.identifiers.is_empty() {
        draft.missing(format!("MessageHeader.extension('{RECIPIENT}')"));
    }
    let recipient = draft.shelf.organisation(report_to, ORGANIZATION);
    let address = |name: &str| format!("{EXTENSIONS}/{name}");
    vec![
        extension(&address("medcom-messaging-reportOfAdmissionExtension"), ExtensionValue::Boolean(true)),
        extension(&address(RECIPIENT), ExtensionValue::Reference(reference(&recipient))),
    ]
}

fn encounter(draft: &mut Draft<'_>, stay: &HospitalStay, patient: &str) -> Resource {
    let event = draft.event;
    let provider = provider(draft, stay);
    check(draft, stay);
    let HospitalStay { state, class, admitted, discharged, leave_started, leave_ended, .. } = stay;
    let class = match class {
        StayClass::Acute => "EMER",
        StayClass::Inpatient => "IMP",
    };
    let state = match state {
        StayState::EnteredInError => "entered-in-error",
        StayState::Finished => "finished",
        StayState::InProgress => "in-progress",
        StayState::OnLeave => "onleave",
    };
    let period = |start: &Option<canonical::Moment>, end: &Option<canonical::Moment>| {
        Element::default().with("start", start.as_ref().map(date_time)).with("end", end.as_ref().map(date_time))
    };
    let leave = leave_started.as_ref().or(leave_ended.as_ref()).map(|_| {
        let url = format!("{EXTENSIONS}/{LEAVE_PERIOD}");
        Element::default().with("url", url).with("valuePeriod", period(leave_started, leave_ended))
    });
    let episodes = event.course.episodes.iter().map(hyphened);
    Resource::of("Encounter", Some(ENCOUNTER))
        .with_all("extension", leave)
        .with("status", state)
        .with("class", coding(ACT_CODE, class))
        .with("subject", reference(patient))
        .with_all("episodeOfCare", episodes.map(|episode| Element::default().with("identifier", episode)))
        .with("period", period(admitted, discharged))
        .with("serviceProvider", reference(&provider))
}

/// The department in charge. One that has no number of its own is part of the sender, which then stands for it.
fn provider(draft: &mut Draft<'_>, stay: &HospitalStay) -> String {
    match &stay.ward {
        Some(ward) if !ward.identifiers.is_empty() => draft.shelf.organisation(ward, ORGANIZATION),
        Some(_) | None => draft.sender.clone(),
    }
}

/// What the profile asks of every notice.
fn check(draft: &mut Draft<'_>, stay: &HospitalStay) {
    if stay.admitted.is_none() {
        draft.missing("Encounter.period.start");
    }
    if draft.event.course.episodes.is_empty() {
        draft.missing("Encounter.episodeOfCare");
    }
    // Invariant medcom-hospitalNotification-6.
    if stay.state == StayState::OnLeave && stay.leave_started.is_none() {
        draft.missing(format!("Encounter.extension('{LEAVE_PERIOD}')"));
    }
    // A code that no stay of this class has.
    if Activity::parse(&activity(draft.event.status, stay)).is_none_or(|activity| activity.class != stay.class) {
        draft.wrong("Encounter.class", RefusalCode::StateContradictory);
    }
}
