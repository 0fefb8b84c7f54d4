//! One resource to its event.

use canonical::Moment;
use canonical::body::{Body, Document};
use canonical::code::{Code, CodeRole, CodeSystem};
use canonical::course::{Course, Follows};
use canonical::event::{Event, Source, Standard, Status, Times};
use canonical::letter::{Letter, LetterHead, Outcome};
use canonical::notice::NoticeCode;
use canonical::party::{Party, Person};
use canonical::refusal::{Place, RefusalCode};
use canonical::subject::Subject;

use super::kinds::ResourceKind;
use super::names::{Name, meta};
use super::parties::{receivers, sender};
use super::patients::{self, Patient};
use super::scope::{Scope, walk};
use super::text::{LONGEST, Told};
use super::{correspondence, observed, status, stay};
use crate::event::Content;
use crate::findings::Findings;
use crate::message::Frame;
use crate::resources::moment_of;
use crate::tree::Node;

/// Something a sender should know of a resource that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is.
    pub doubt: Doubt,
    /// Where.
    pub at: Place,
}

/// What a sender should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Nobody is addressed: it is kept, and reaches those with a care relation to the patient.
    NobodyAddressed,
    /// Only an address on the sender's server says who the patient is: no care relation leads there.
    PatientByReference,
}

/// The most codes of one event.
const CODES: usize = 256;
/// The most fields kept verbatim, and the most notices, of one event.
const MOST: usize = 64;

/// A resource that is taken, with its letter.
pub(super) struct Made {
    pub(super) letter: Letter,
    pub(super) warnings: Vec<Warning>,
}

/// Reads a resource. `caller` is whoever hands it over, if that is a sender of its own.
pub(super) fn made(scope: &Scope<'_, '_>, kind: &ResourceKind, name: &Name, caller: Option<&Party>) -> Made {
    let mut findings = Findings::default();
    let (sender, from) = sender(scope, kind, caller, &mut findings);
    let (receivers, to) = receivers(scope, kind, &mut findings);
    let patient = patients::of_resource(scope, kind.patient, &sender, &mut findings);
    let warnings = warnings(scope, kind, patient.as_ref(), &receivers, &mut findings);
    let head = LetterHead {
        letter_id: name.letter_id.clone(),
        type_code: kind.name.to_owned(),
        version_code: None,
        sender: sender.clone(),
        receivers: receivers.clone(),
    };
    let parties = Parties { sender, receivers, from, to };
    let subject = patient.map(|patient| patient.subject);
    let said = Said::read(scope, kind, name, subject, &parties, &mut findings);
    let outcome = match findings.finish(|| Some(())) {
        Ok(((), notices)) => Outcome::Event(Box::new(said.event(kind, name, parties, notices))),
        Err(refusals) => Outcome::Refused(refusals),
    };
    Made { letter: Letter { head, outcome }, warnings }
}

/// Whether somebody can be reached, and what is in doubt about it.
fn warnings(
    scope: &Scope<'_, '_>,
    kind: &ResourceKind,
    patient: Option<&Patient<'_>>,
    receivers: &[Party],
    findings: &mut Findings,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if let Some(at) = patient.and_then(|patient| patient.by_reference) {
        findings.doubt(NoticeCode::RuleTolerated, at);
        warnings.push(Warning { doubt: Doubt::PatientByReference, at: at.place() });
    }
    if receivers.is_empty() {
        if patient.is_none() && findings.is_clean() {
            findings.refuse_missing(RefusalCode::PatientMissing, scope.resource, kind.patient);
        }
        let element = kind.receivers.first().copied().unwrap_or(kind.patient);
        warnings.push(Warning { doubt: Doubt::NobodyAddressed, at: scope.resource.place_of_child(element) });
    }
    warnings
}

/// Who takes part.
struct Parties {
    sender: Party,
    receivers: Vec<Party>,
    from: Option<Person>,
    to: Option<Person>,
}

/// What a resource says.
struct Said {
    status: Status,
    subject: Option<Subject>,
    follows: Vec<Follows>,
    episodes: Vec<canonical::course::Episode>,
    times: Times,
    codes: Vec<Code>,
    told: Told,
    body: Body,
}

impl Said {
    fn read(
        scope: &Scope<'_, '_>,
        kind: &ResourceKind,
        name: &Name,
        subject: Option<Subject>,
        parties: &Parties,
        findings: &mut Findings,
    ) -> Self {
        let status = status::status(scope.resource, name);
        let times = Times {
            occurred: first_moment(scope.resource, kind.occurred, findings),
            authored: first_moment(scope.resource, kind.authored, findings),
            sent: meta(scope.resource, "lastUpdated").and_then(|_| updated(scope.resource)),
        };
        let mut follows: Vec<Follows> = name.follows(status).into_iter().collect();
        let codes = codes(scope.resource, kind);
        let (mut body, mut episodes) = (document(scope.resource, kind), Vec::new());
        let mut occurred = times.occurred.clone();
        match kind.name {
            "Communication" => {
                follows.extend(correspondence::answers(scope));
                let people = (parties.from.clone(), parties.to.clone());
                let said = correspondence::correspondence(scope, people, times.authored.as_ref(), findings);
                body = said.map_or(body, Body::Correspondence);
            }
            "DiagnosticReport" => {
                body = observed::report(scope).map_or(body, |found| Body::Observations(Box::new(found)))
            }
            "Observation" => {
                body = observed::observation(scope.resource).map_or(body, |found| Body::Observations(Box::new(found)));
            }
            "Encounter" => {
                episodes = stay::episodes(scope);
                if let Some(stay) = stay::stay(scope, subject.as_ref(), status) {
                    occurred = stay::occurred(&stay).or(occurred);
                    body = Body::HospitalStay(stay);
                }
            }
            _ => {}
        }
        let mut told = Told::default();
        let mut elsewhere = vec![kind.patient];
        if let Body::Correspondence(correspondence) = &body {
            told.sections = correspondence::sections(correspondence);
            elsewhere.extend(["payload", "recipient", "sender", "sent", "status", "topic"]);
        }
        told.tell_all(scope, &elsewhere, &mut { LONGEST }, findings);
        Self { status, subject, follows, episodes, times: Times { occurred, ..times }, codes, told, body }
    }

    fn event(
        self,
        kind: &ResourceKind,
        name: &Name,
        parties: Parties,
        doubts: Vec<canonical::notice::Notice>,
    ) -> Event {
        let Self { status, subject, follows, episodes, times, codes, told, body } = self;
        let Told { sections, attachments, mut verbatim, mut notices } = told;
        verbatim.truncate(MOST);
        notices.truncate(MOST);
        let source = Source {
            standard: Standard::Fhir,
            letter_id: name.letter_id.clone(),
            type_code: kind.name.to_owned(),
            statistical_code: None,
            version_code: None,
            fingerprint: name.fingerprint,
        };
        let sender = Party { person: parties.sender.person.clone().or(parties.from), ..parties.sender };
        let frame = Frame {
            source,
            sender,
            receivers: parties.receivers,
            copy_receivers: Vec::new(),
            sent: times.sent.clone(),
            hops: Vec::new(),
            verbatim,
            notices: doubts.into_iter().chain(notices).collect(),
        };
        let course = Course { follows, episodes, ..Course::default() };
        let narrative = sections;
        let content = Content { status, subject, course, times, narrative, attachments, ..Content::of(body) };
        Event { codes, ..content.framed(frame) }
    }
}

/// A resource without a finer body.
fn document(resource: Node<'_>, kind: &ResourceKind) -> Body {
    let title = if kind.name == "Composition" { resource.text("title") } else { None };
    let title = title.map(|title| canonical::Personal::new(title.to_owned()));
    Body::Document(Document { name: kind.name.to_owned(), title })
}

/// The first of these elements that is there.
fn first_moment(resource: Node<'_>, elements: &[&'static str], findings: &mut Findings) -> Option<Moment> {
    let at = elements.iter().flat_map(|element| walk(resource, element)).next()?;
    moment_of(at, findings)
}

/// When the sender's server stored it. What is malformed there is no fault of the content.
fn updated(resource: Node<'_>) -> Option<Moment> {
    let meta = resource.children().find(|child| child.name() == "meta")?;
    let at = meta.children().find(|child| child.name() == "lastUpdated")?;
    moment_of(at, &mut Findings::default())
}

/// Every coding of the elements that say what a resource is about; of one without codings, its text.
fn codes(resource: Node<'_>, kind: &ResourceKind) -> Vec<Code> {
    let mut codes = Vec::new();
    for concept in kind.codes.iter().flat_map(|element| walk(resource, element)) {
        let text = concept.text("text").map(str::to_owned);
        let before = codes.len();
        for coding in concept.all("coding") {
            let system = coding.text("system").map_or(CodeSystem::Unspecified, system);
            let display = coding.text("display").map(str::to_owned);
            let code = coding.text("code").map(str::to_owned);
            coding.mark("userSelected");
            codes.push(code_of(system, code, display.or_else(|| text.clone())));
        }
        if codes.len() == before && text.is_some() {
            codes.push(code_of(CodeSystem::Unspecified, None, text));
        }
    }
    codes.truncate(CODES);
    codes
}

fn code_of(system: CodeSystem, code: Option<String>, text: Option<String>) -> Code {
    Code { role: CodeRole::Other, system, code, text, at: None, description: None }
}

fn system(written: &str) -> CodeSystem {
    match written {
        "http://hl7.org/fhir/sid/icpc-2" | "urn:oid:1.2.208.176.2.31" => CodeSystem::Icpc2,
        "urn:oid:1.2.208.176.2.4" | "urn:oid:1.2.208.176.2.4.12" => CodeSystem::Sks,
        other => CodeSystem::Other(other.to_owned()),
    }
}
