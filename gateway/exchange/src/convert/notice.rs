//! XDIS20 and XDIS17 as a HospitalNotification says them, and back.
//!
//! MedCom publishes a list of fields and no rule of conversion: what the list leaves open is decided here, and named.
//!
//! Standard: MedCom, map between OIOXML and HospitalNotification.

use canonical::action::{Action, ActionKind};
use canonical::body::{Body, HospitalStay, StayNotice};
use canonical::copy::{CopyOf, letter_id};
use canonical::course::{Course, Episode};
use canonical::digest::Digest;
use canonical::event::{Event, EventId, Identity, Source, Standard, Status, Times};
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::{Moment, Personal};

use super::names::{joined, parted};
use super::registry::{Registry, gln, leading};
use super::times::{local, zoned};

/// The event as a HospitalNotification would say it; `None` if it is no XDIS20 or XDIS17 that one can say. What asks for treatment
/// to end, and patients who move on, has no code there.
#[must_use]
pub fn hospital_notification(letter: &Event, registry: &dyn Registry) -> Option<Event> {
    let Body::HospitalStay(stay) = &letter.body else { return None };
    let is_known = ["XDIS17", "XDIS20"].contains(&letter.source.type_code.as_str());
    let has_code = !matches!(stay.notice, StayNotice::Transferred | StayNotice::TreatmentEnds);
    if letter.source.standard != Standard::MedcomXml || !is_known || !has_code {
        return None;
    }
    let moment = |moment: &Option<Moment>| moment.as_ref().map(zoned);
    let discharged = moment(&stay.discharged);
    let report_to = stay.report_to.as_ref().map(|party| Box::new(organisation(party, registry)));
    let body = HospitalStay {
        admitted: moment(&stay.admitted).or_else(|| begun(letter, discharged.as_ref())),
        discharged,
        // Somebody is always to be answered in a letter; only an admission asks for a report.
        report_to: report_to.filter(|_| stay.notice == StayNotice::Admitted && letter.status != Status::Cancelled),
        ..HospitalStay::plain(stay.notice, stay.state, stay.class)
    };
    let occurred = if body.discharged.is_some() { body.discharged.clone() } else { body.admitted.clone() };
    let asked = asked(&body, letter.status);
    let episode = letter.course.notification.as_ref().map(|id| Episode::new(None, id));
    let course =
        Course { episodes: episode.into_iter().chain(letter.course.episodes.clone()).collect(), ..Course::default() };
    let subject = letter.subject.clone().map(|patient| Subject {
        // A notice has no names, and the profile asks for one.
        surname: patient.surname.clone().or_else(|| Some(Personal::new(NO_NAME.to_owned()))),
        episode_status: None,
        ..patient
    });
    let times = Times { occurred, authored: moment(&letter.times.authored), sent: moment(&letter.times.sent) };
    let organisations = |party: &Party| organisation(party, registry);
    let parties = (organisations(&letter.sender), letter.receivers.iter().map(organisations).collect());
    let copy = Copy { type_code: "hospital-notification-message", standard: Standard::Fhir, parties, times };
    let event = copy.of(letter, Body::HospitalStay(body));
    Some(Event { subject, course, actions: asked, ..event })
}

/// The event as an XDIS20 or XDIS17 would say it; `None` if it is no HospitalNotification that one of them can say: neither knows
/// acute stays, nor leave.
#[must_use]
pub fn notice(message: &Event, registry: &dyn Registry) -> Option<Event> {
    let Body::HospitalStay(stay) = &message.body else { return None };
    let (type_code, word) = match stay.notice {
        StayNotice::Admitted => ("XDIS20", "indlagt"),
        StayNotice::Died => ("XDIS17", "doed"),
        StayNotice::Discharged => ("XDIS17", "udskrevet_til_hjemmet"),
        _ => return None,
    };
    if message.source.standard != Standard::Fhir || stay.class != canonical::body::StayClass::Inpatient {
        return None;
    }
    let moment = |moment: &Option<Moment>| moment.as_ref().map(local);
    let is_admission = type_code == "XDIS20";
    let answered = stay.report_to.as_deref().unwrap_or(&message.sender);
    let answered = Party { identifiers: gln(&answered.identifiers).into_iter().collect(), ..Party::default() };
    let body = HospitalStay {
        admitted: moment(&stay.admitted).filter(|_| is_admission),
        discharged: moment(&stay.discharged).filter(|_| !is_admission),
        destination: (word == "udskrevet_til_hjemmet").then(|| word.to_owned()),
        report_to: is_admission.then(|| Box::new(answered)),
        ..HospitalStay::plain(stay.notice, stay.state, stay.class)
    };
    let occurred = if is_admission { body.admitted.clone() } else { body.discharged.clone() };
    let authored = moment(&message.times.authored).or_else(|| moment(&message.times.sent));
    let times = Times { occurred, authored, sent: moment(&message.times.sent) };
    let organisations = |party: &Party| named(party, registry);
    let parties = (organisations(&message.sender), message.receivers.iter().map(organisations).collect());
    let subject = message.subject.as_ref().map(|patient| Subject {
        identifiers: patient.identifiers.clone(),
        episode_status: Some(word.to_owned()),
        deceased: patient.deceased.filter(|dead| *dead),
        ..Subject::default()
    });
    let actions = match (stay.notice, message.status) {
        (_, Status::Cancelled) => Vec::new(),
        (StayNotice::Admitted, _) => vec![ActionKind::PauseServices, ActionKind::SendAdmissionReport],
        (StayNotice::Died, _) => vec![ActionKind::StopServices],
        _ => vec![ActionKind::ResumeServices],
    };
    let course = Course {
        notification: message.course.episodes.first().map(|episode| episode.value.clone()),
        ..Course::default()
    };
    let copy = Copy { type_code, standard: Standard::MedcomXml, parties, times };
    let event = copy.of(message, Body::HospitalStay(body));
    Some(Event { subject, course, actions: actions.into_iter().map(Action::plain).collect(), ..event })
}

/// Stands where a letter names its patient by a number alone.
const NO_NAME: &str = "Ukendt";

/// When a stay began that is only told to be over: the standard wants a time, and the list of fields has the one when the letter was
/// released. A stay does not begin after its end.
fn begun(letter: &Event, discharged: Option<&Moment>) -> Option<Moment> {
    let released = letter.times.authored.as_ref().map(zoned);
    released.into_iter().chain(discharged.cloned()).min_by_key(|moment| moment.instant)
}

fn asked(stay: &HospitalStay, status: Status) -> Vec<Action> {
    if status == Status::Cancelled {
        return Vec::new();
    }
    let services = match stay.notice {
        StayNotice::Admitted => ActionKind::PauseServices,
        StayNotice::Died => ActionKind::StopServices,
        _ => ActionKind::ResumeServices,
    };
    let report = stay.report_to.is_some().then_some(ActionKind::SendAdmissionReport);
    [services].into_iter().chain(report).map(Action::plain).collect()
}

fn organisation(party: &Party, registry: &dyn Registry) -> Party {
    let (gln, sor) = leading(party, registry);
    let looked_up = || registry.known(&party.identifiers).and_then(|known| known.name);
    let named_by_number = || gln.as_ref().map(|gln| gln.value().to_owned());
    // Whoever is named by a number alone needs a name there.
    let organisation = joined(party).or_else(looked_up).or_else(named_by_number);
    Party { identifiers: gln.into_iter().chain(sor).collect(), organisation, ..Party::default() }
}

fn named(party: &Party, registry: &dyn Registry) -> Party {
    let [organisation, department, unit] = parted(party.organisation.as_deref().unwrap_or_default());
    let (gln, sor) = leading(party, registry);
    Party { identifiers: gln.into_iter().chain(sor).collect(), organisation, department, unit, ..Party::default() }
}

/// What a copy has of its own.
struct Copy {
    type_code: &'static str,
    standard: Standard,
    parties: (Party, Vec<Party>),
    times: Times,
}

impl Copy {
    fn of(self, event: &Event, body: Body) -> Event {
        let Self { type_code, standard, parties: (sender, receivers), times } = self;
        let fingerprint = Digest::of_parts("broen/converted/notice/1", &[type_code.as_bytes(), event.id.as_bytes()]);
        let letter_id = letter_id(CopyOf::Letter, event.id, standard);
        Event {
            id: EventId::derive(&Identity::new(&sender, &letter_id), fingerprint),
            source: Source {
                standard,
                letter_id,
                type_code: type_code.to_owned(),
                statistical_code: None,
                version_code: None,
                fingerprint,
            },
            status: event.status,
            subject: None,
            sender,
            receivers,
            copy_receivers: Vec::new(),
            course: Course::default(),
            times,
            codes: Vec::new(),
            actions: Vec::new(),
            narrative: Vec::new(),
            attachments: Vec::new(),
            verbatim: Vec::new(),
            notices: Vec::new(),
            body,
        }
    }
}
