//! A message to [`Communication`]. Everything that can be refused is refused here.

use std::collections::HashSet;

use canonical::Personal;
use canonical::action::Priority;
use canonical::attachment::Attachment;
use canonical::body::{Segment, Turn};
use canonical::code::Concept;
use canonical::course::{Episode, Follows};
use canonical::event::Status;
use canonical::notice::{Notice, NoticeCode};
use canonical::party::Person;
use canonical::refusal::{Refusal, RefusalCode};
use canonical::subject::Subject;

use super::codes;
use super::payload::{Payloads, Reader};
use super::profile;
use crate::findings::Findings;
use crate::message::Message;
use crate::profile::target;
use crate::resources::{
    Earlier, Header, Hop, author, coding, current_hop, identifier_value, patient, the_patient, uri_value,
};
use crate::tree::Node;

/// The message as the profile states it.
pub(super) struct Communication {
    pub(super) subject: Subject,
    pub(super) turn: Turn,
    pub(super) status: Status,
    pub(super) follows: Vec<Follows>,
    pub(super) sent_for_people: Option<canonical::Moment>,
    pub(super) said: Said,
}

/// What stands in the Communication itself.
pub(super) struct Said {
    pub(super) conversation: Option<String>,
    pub(super) category: Option<Concept>,
    pub(super) topic: Option<Personal<String>>,
    pub(super) priority: Option<(Priority, String)>,
    pub(super) from: Option<Person>,
    pub(super) to: Option<Person>,
    pub(super) episodes: Vec<Episode>,
    pub(super) segments: Vec<Segment>,
    pub(super) attachments: Vec<Attachment>,
}

pub(super) fn communication(message: &Message<'_>) -> Result<(Header, Communication, Vec<Notice>), Vec<Refusal>> {
    let mut findings = Findings::default();
    let strict = is_strict(message, &mut findings);
    message.require_envelope(&mut findings);
    profile::check(message, strict, &mut findings);
    let header = message.header(&mut findings);
    let mut subject = the_patient(&message.bundle, &mut findings).map(|node| patient(node, &mut findings));
    let hop = current_hop(&message.bundle, message.header, &mut findings);
    let activity = activity(message, hop.as_ref(), strict, &mut findings);
    let focus = findings.required(message.header, "focus");
    let node = focus.and_then(|focus| message.bundle.follow(focus, &["Communication"], &mut findings));
    let said = node.map(|node| Reading { message, node, strict }.read(subject.as_mut(), &mut findings));
    let (communication, notices) = findings.finish(|| {
        let (turn, status, relation) = activity?;
        let mut hop = hop?;
        if !strict {
            name_added(&mut hop, said.as_ref()?);
        }
        let earlier = hop.earlier.into_iter();
        let follows = earlier.map(|one| Follows { relation, sender: one.sender, letter_id: one.letter_id }).collect();
        let mut said = said?;
        mark_new(&mut said.segments, turn, &hop.added);
        Some(Communication { subject: subject?, turn, status, follows, sent_for_people: hop.occurred, said })
    })?;
    Ok((header, communication, notices))
}

/// Version 5 is read as its profile says; earlier ones and none with doubts; later ones not at all.
fn is_strict(message: &Message<'_>, findings: &mut Findings) -> bool {
    let older = ["1", "2", "3", "4"].iter().any(|major| message.has_major_version(major));
    if message.head.version_code.is_some() && !older && !message.has_major_version("5") {
        findings.refuse_missing(RefusalCode::VersionUnsupported, message.header, "definition");
    }
    message.has_major_version("5")
}

fn activity(
    message: &Message<'_>,
    hop: Option<&Hop<'_>>,
    strict: bool,
    findings: &mut Findings,
) -> Option<(Turn, Status, canonical::course::Relation)> {
    let Some(hop) = hop else {
        findings.refuse_missing(RefusalCode::ResourceMissing, message.bundle.root(), "entry");
        return None;
    };
    findings.required(hop.node, "occurredDateTime");
    findings.required(hop.node, "recorded");
    let (at, code) = hop.activity?;
    let known = codes::activity(code).filter(|(turn, ..)| !(strict && *turn == Turn::Unstated));
    match known {
        None => findings.refuse(RefusalCode::CodeUnknown, at),
        Some((Turn::New, ..)) => {}
        Some((Turn::Forward | Turn::Reply | Turn::Unstated, ..)) if hop.earlier.is_empty() => {
            findings.object(strict, RefusalCode::ElementMissing, hop.node, "entity");
        }
        Some((Turn::Forward | Turn::Reply | Turn::Unstated, ..)) => {}
    }
    known
}

/// Early messages of version 4 name the payloads that they add as if these were earlier messages.
fn name_added(hop: &mut Hop<'_>, said: &Said) {
    let segments = said.segments.iter().filter_map(|segment| segment.id.as_ref());
    let payloads: HashSet<&String> =
        segments.chain(said.attachments.iter().filter_map(|file| file.id.as_ref())).collect();
    let named = |earlier: &Earlier| Episode::new(None, &earlier.letter_id).value;
    let is_payload = |earlier: &Earlier| payloads.contains(&named(earlier));
    hop.added.extend(hop.earlier.iter().filter(|earlier| is_payload(earlier)).map(named));
    hop.earlier.retain(|earlier| !is_payload(earlier));
}

/// Marks what this message brings. A new conversation is new throughout; otherwise the hop names what it
/// added, and where those names fit nothing, the message does not say.
fn mark_new(segments: &mut [Segment], turn: Turn, added: &[String]) {
    let added: HashSet<&String> = added.iter().collect();
    let is_added = |segment: &Segment| segment.id.as_ref().is_some_and(|id| added.contains(id));
    let says = segments.iter().any(is_added);
    for segment in segments {
        let is_new = is_added(segment);
        segment.is_new = if turn == Turn::New { Some(true) } else { says.then_some(is_new) };
    }
}

/// The Communication, being read.
struct Reading<'m, 'a> {
    message: &'m Message<'a>,
    node: Node<'a>,
    strict: bool,
}

/// What a message is about, and how urgent it is.
struct What {
    category: Option<Concept>,
    topic: Option<Personal<String>>,
    priority: Option<(Priority, String)>,
}

impl Reading<'_, '_> {
    /// Everything that stands in the Communication, and in the Encounter it names.
    fn read(&self, subject: Option<&mut Subject>, findings: &mut Findings) -> Said {
        let (node, bundle) = (self.node, &self.message.bundle);
        let conversation = findings.single(node, "identifier");
        if conversation.is_none() {
            findings.object(self.strict, RefusalCode::ElementMissing, node, "identifier");
        }
        let conversation = conversation.and_then(|id| uri_value(id, findings));
        let from = node.extension("medcom-core-sender-extension");
        let from = from.or_else(|| node.extension("medcom-carecommunication-sender-extension"));
        let from = from.and_then(|extension| findings.required(extension, "valueReference"));
        let What { category, topic, priority } = self.what(findings);
        let mut payloads = Payloads::default();
        let mut reader = Reader::new(bundle, self.strict, &self.message.head.sender);
        let mut any_text = false;
        for payload in node.all("payload") {
            any_text |= reader.read(payload, &mut payloads, findings);
        }
        if !any_text {
            findings.refuse_missing(RefusalCode::ElementMissing, node, "payload");
        }
        if let Some(reference) = findings.required(node, "subject") {
            bundle.follow(reference, &["Patient"], findings);
        }
        findings.required_text(node, "status");
        let Payloads { segments, attachments } = payloads;
        Said {
            conversation,
            category,
            topic,
            priority,
            from: from.and_then(|reference| author(bundle, reference, findings)),
            to: self.recipient(findings),
            episodes: self.episodes(subject, findings),
            segments,
            attachments,
        }
    }

    /// The specific recipient. In version 1 it could be an organisation, which is kept as it was.
    fn recipient(&self, findings: &mut Findings) -> Option<Person> {
        let bundle = &self.message.bundle;
        let reference = self.node.child("recipient")?;
        let named = target(bundle, reference).and_then(Node::resource_type);
        if !self.strict && named == Some("Organization") {
            reference.unmark();
            return None;
        }
        author(bundle, reference, findings)
    }

    /// Category, topic and priority, which depend on each other.
    fn what(&self, findings: &mut Findings) -> What {
        let category = findings.required(self.node, "category");
        let coded = category.and_then(|category| findings.required(category, "coding"));
        let concept = coded.and_then(|coded| coding(coded, findings));
        let code = concept.as_ref().map(|concept| concept.code.as_str());
        if let (Some(coded), Some(code)) = (coded, code) {
            if !codes::is_category(code) {
                findings.refuse_missing(RefusalCode::CodeUnknown, coded, "code");
            } else if code == "assessment" {
                findings.doubt(NoticeCode::CodeUnlisted, coded);
            }
        }
        let topic = findings.single(self.node, "topic").and_then(|topic| findings.required_text(topic, "text"));
        // Invariant medcom-careCommunication-6.
        if code == Some("other") && topic.is_none() {
            findings.object(self.strict, RefusalCode::ElementMissing, self.node, "topic");
        }
        let priority = self.priority(code, findings);
        What { category: concept, topic: topic.map(|(_, topic)| Personal::new(topic.to_owned())), priority }
    }

    fn priority(&self, category: Option<&str>, findings: &mut Findings) -> Option<(Priority, String)> {
        let node = findings.single(self.node, "priority")?;
        let word = findings.written(node)?;
        let Some(priority) = codes::priority(word) else {
            findings.refuse(RefusalCode::CodeUnknown, node);
            return None;
        };
        // Invariant medcom-careCommunication-5.
        if category != Some("regarding-referral") {
            findings.object(self.strict, RefusalCode::RuleBroken, self.node, "priority");
        }
        Some((priority, word.to_owned()))
    }

    /// The episodes of the Encounter, if there is one, and what it says about the patient.
    fn episodes(&self, subject: Option<&mut Subject>, findings: &mut Findings) -> Vec<Episode> {
        let mut episodes = Vec::new();
        let encounter = findings.single(self.node, "encounter");
        let encounter = encounter.and_then(|at| self.message.bundle.follow(at, &["Encounter"], findings));
        let Some(encounter) = encounter else { return episodes };
        for episode in encounter.all("episodeOfCare") {
            let identifier = findings.required(episode, "identifier");
            episodes.extend(identifier.and_then(|identifier| identifier_value(identifier, findings)));
        }
        // Invariant medcom-careCommunication-9.
        if episodes.is_empty() {
            findings.object(self.strict, RefusalCode::ElementMissing, encounter, "episodeOfCare");
        }
        encounter.all("subject").for_each(Node::mark_all);
        let class = encounter.child("class").and_then(|class| {
            class.mark("system");
            class.mark("display");
            class.text("code")
        });
        let status = encounter.text("status");
        if let Some(subject) = subject {
            subject.episode_status = Some(codes::episode_status(class, status, subject.deceased).to_owned());
        }
        episodes
    }
}
