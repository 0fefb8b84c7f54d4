//! The DiagnosticReport: what kind of report it is, who made it, its comment, its results and its files.
//!
//! Standard: profile `medcom-homecareobservation-diagnosticreport` 1.2.

use canonical::Moment;
use canonical::attachment::Attachment;
use canonical::body::Observation;
use canonical::code::Concept;
use canonical::notice::NoticeCode;
use canonical::party::{Party, Person};
use canonical::refusal::RefusalCode;
use canonical::text::Text;

use super::observation::observation;
use super::people::performer;
use super::{codes, words::Room};
use crate::findings::Findings;
use crate::message::Message;
use crate::profile::{target, word};
use crate::resources::{author, coding, file, identifiers_of, moment, organisation, uri_value};
use crate::tree::Node;

/// The most performers that are looked at; the profile has two.
const PERFORMERS: usize = 16;
/// The most results of one report: a visit has a handful.
const RESULTS: usize = 1024;
/// The most files of one report.
const FILES: usize = 256;

/// The report as the profile states it.
pub(super) struct Report {
    pub(super) state: String,
    pub(super) report: Concept,
    pub(super) issued: Option<Moment>,
    pub(super) conclusion: Option<Text>,
    pub(super) consent_refused: bool,
    pub(super) producer: Option<Party>,
    pub(super) performer: Option<Person>,
    pub(super) observations: Vec<Observation>,
    pub(super) attachments: Vec<Attachment>,
}

/// Reads the report of one message.
pub(super) struct Reports<'m, 'a> {
    pub(super) message: &'m Message<'a>,
    pub(super) strict: bool,
}

impl<'a> Reports<'_, 'a> {
    pub(super) fn read(&self, node: Node<'a>, findings: &mut Findings) -> Option<Report> {
        let (strict, bundle) = (self.strict, &self.message.bundle);
        let mut room = Room::default();
        let state = self.state(node, findings);
        let report = code(node, findings);
        if let Some(subject) = findings.required(node, "subject") {
            bundle.follow(subject, &["Patient"], findings);
        }
        let issued = moment(node, "issued", findings);
        if node.children().all(|child| child.name() != "issued") {
            findings.object(strict, RefusalCode::ElementMissing, node, "issued");
        }
        let conclusion = findings.single(node, "conclusion").and_then(|at| room.text(at, findings));
        let (performers, producer, performer) = self.performers(node, findings);
        let results = self.linked(node.all("result"), "Observation", RESULTS, findings);
        let observations = results.into_iter();
        let observations =
            observations.filter_map(|one| observation(bundle, one, strict, &performers, &mut room, findings)).collect();
        let links: Vec<_> = node.all("media").filter_map(|media| findings.required(media, "link")).collect();
        let files = self.linked(links.into_iter(), "Media", FILES, findings);
        let attachments = files.into_iter().filter_map(|media| self.attachment(media, findings)).collect();
        Some(Report {
            state: state?,
            report: report?,
            issued,
            conclusion,
            consent_refused: consent_refused(node),
            producer,
            performer,
            observations,
            attachments,
        })
    }

    /// The status, which the profile fixes.
    fn state(&self, node: Node<'a>, findings: &mut Findings) -> Option<String> {
        let (at, state) = findings.required_text(node, "status")?;
        if !codes::is_report_state(state) {
            findings.refuse(RefusalCode::CodeUnknown, at);
        } else if state != "final" {
            findings.object(self.strict, RefusalCode::RuleBroken, node, "status");
        }
        Some(state.to_owned())
    }

    /// The producing organisation and the professional, one of each; also the resources themselves. More stay unread.
    fn performers(&self, node: Node<'a>, findings: &mut Findings) -> (Vec<Node<'a>>, Option<Party>, Option<Person>) {
        let bundle = &self.message.bundle;
        let (mut found, mut producers, mut people) = (Vec::new(), Vec::new(), Vec::new());
        for reference in node.all("performer").take(PERFORMERS) {
            if !self.strict && target(bundle, reference).is_none() {
                // Published messages of version 1.0 name a professional that they do not hold.
                findings.doubt(NoticeCode::RuleTolerated, reference);
                reference.unmark();
                continue;
            }
            let Some(one) = bundle.follow(reference, &["Organization", "PractitionerRole"], findings) else { continue };
            let is_more = if one.resource_type() == Some("Organization") {
                producers.push(one);
                producers.len() > 1
            } else {
                people.push(reference);
                people.len() > 1
            };
            if is_more {
                reference.unmark();
            }
            found.push(one);
        }
        let count = node.children().filter(|child| child.name() == "performer").count();
        if producers.is_empty() || people.is_empty() {
            findings.object(self.strict, RefusalCode::ElementMissing, node, "performer");
        } else if count > 2 {
            findings.object(self.strict, RefusalCode::ElementRepeated, node, "performer");
        }
        let producer = producers.first().and_then(|one| self.producer(*one, findings));
        let person = people.first().and_then(|one| performer(bundle, *one, self.strict, findings));
        (found, producer, person)
    }

    /// The organisation that observed, unless it is the sender.
    fn producer(&self, node: Node<'a>, findings: &mut Findings) -> Option<Party> {
        let party = organisation(node, findings);
        let sender = &self.message.head.sender;
        let is_sender = party.identifiers == sender.identifiers && party.organisation == sender.organisation;
        (!is_sender).then_some(party)
    }

    /// What a list of references names. One resource named twice would be told twice, so it refuses the message.
    fn linked(
        &self,
        references: impl Iterator<Item = Node<'a>>,
        kind: &str,
        most: usize,
        findings: &mut Findings,
    ) -> Vec<Node<'a>> {
        let mut named: Vec<Node<'a>> = Vec::new();
        for (index, reference) in references.enumerate() {
            if index >= most {
                findings.refuse(RefusalCode::DocumentTooComplex, reference);
                break;
            }
            let Some(resource) = self.message.bundle.follow(reference, &[kind], findings) else { continue };
            if named.iter().any(|before| before.is(resource)) {
                findings.refuse(RefusalCode::ElementRepeated, reference);
            } else {
                named.push(resource);
            }
        }
        named
    }

    /// A file. Standard: profile `medcom-core-media`.
    fn attachment(&self, media: Node<'a>, findings: &mut Findings) -> Option<Attachment> {
        media.mark_where("status", "completed");
        let id = media.children().find(|child| child.name() == "identifier");
        let id = id.and_then(|identifier| self.identifier(identifier, findings));
        let author = media.child("operator").and_then(|operator| author(&self.message.bundle, operator, findings));
        let content = findings.required(media, "content")?;
        if content.children().all(|child| child.name() != "title") {
            findings.object(self.strict, RefusalCode::ElementMissing, content, "title");
        }
        let file = file(content, findings)?;
        Some(Attachment { id, author, ..file })
    }

    /// The identifier of a file; that the sender gave it needs no words.
    fn identifier(&self, node: Node<'a>, findings: &mut Findings) -> Option<String> {
        node.mark_itself();
        let value = uri_value(node, findings)?;
        if let Some(assigner) = node.child("assigner")
            && identifiers_of(&self.message.bundle, assigner) != self.message.head.sender.identifiers
        {
            assigner.children().for_each(Node::unmark);
        }
        Some(value)
    }
}

/// What kind of report it is.
fn code(node: Node<'_>, findings: &mut Findings) -> Option<Concept> {
    let coded = findings.required(node, "code").and_then(|code| findings.required(code, "coding"))?;
    let concept = coding(coded, findings)?;
    if !codes::is_report(&concept.code) {
        findings.refuse_missing(RefusalCode::CodeUnknown, coded, "code");
    }
    Some(concept)
}

/// Whether the citizen refused that the results are shared. Another label stays unread, and so is kept.
///
/// MedCom's own test messages leave the system out; what is hidden in vain does less harm than what is shown in vain.
fn consent_refused(node: Node<'_>) -> bool {
    const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    let meta = node.children().filter(|child| child.name() == "meta");
    let labels = meta.flat_map(Node::children).filter(|label| label.name() == "security");
    let mut refused = labels.filter(|label| {
        word(*label, "code") == Some("R") && word(*label, "system").is_none_or(|system| system == SYSTEM)
    });
    let Some(label) = refused.next() else { return false };
    label.mark_all();
    true
}
