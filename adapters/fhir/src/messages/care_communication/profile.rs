//! What the profiles of CareCommunication 5.0 ask beyond what reading it needs. An older version that lacks it is
//! read with doubts.
//!
//! Standard: MedCom CareCommunication 5.0.2, invariants medcom-careCommunication-1 to -15 in their intended meaning:
//! -15 stands on the Bundle as in 5.0.4, and the address of the definition is compared as text.

use std::collections::HashSet;

use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;

use super::codes;
use crate::findings::Findings;
use crate::message::Message;
use crate::profile::{self, Destinations, is_of_profile, is_uuid, part, parts, target, word};
use crate::tree::Node;

const PROFILES: &str = "http://medcomfhir.dk/ig/carecommunication/StructureDefinition/";
const DEFINITION: &str =
    "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComCareCommunicationMessageDefinition|5.";
/// The most organisations that are compared with each other; a team has one.
const ORGANISATIONS: usize = 32;
const CORE: &str = "medcom-core-";

/// Judges the whole message.
pub(super) fn check(message: &Message<'_>, strict: bool, findings: &mut Findings) {
    profile::bundle(message.bundle.root(), findings);
    profile::header(message, if strict { Destinations::PrimarySaid } else { Destinations::Older }, findings);
    profile::hops(message, if strict { is_activity } else { is_old_activity }, findings);
    profile::patient(message, strict, findings);
    let check = Check { message, strict };
    check.declarations(findings);
    check.people(findings);
    let communication = part(message.header, "focus").and_then(|focus| target(&message.bundle, focus));
    let payloads = communication.map(|communication| check.communication(communication, findings));
    check.hops(&payloads.unwrap_or_default(), findings);
}

fn is_activity(code: &str) -> bool {
    matches!(code, "forward-message" | "new-message" | "reply-message")
}

/// Versions before 4 could also copy, correct and retract.
fn is_old_activity(code: &str) -> bool {
    codes::activity(code).is_some() || code == "carboncopy-message"
}

struct Check<'m, 'a> {
    message: &'m Message<'a>,
    strict: bool,
}

impl<'a> Check<'_, 'a> {
    /// What the message says of itself: the definition of version 5, and the profiles of header and hops.
    fn declarations(&self, findings: &mut Findings) {
        let header = self.message.header;
        if let Some(at) = part(header, "definition") {
            let minor = at.raw_value().and_then(|address| address.strip_prefix(DEFINITION));
            let is_minor =
                |minor: &str| matches!(minor.len(), 1 | 2) && minor.bytes().all(|byte| byte.is_ascii_digit());
            if !minor.is_some_and(is_minor) {
                findings.judge(self.strict, RefusalCode::ValueMalformed, at);
            }
        }
        // Invariants 1 and 3, which older versions had in another form.
        if !self.strict {
            return;
        }
        let headers = std::iter::once((header, "medcom-careCommunication-messageHeader"));
        let hops = self.message.bundle.of_type("Provenance").map(|hop| (hop, "medcom-careCommunication-provenance"));
        for (resource, profile) in headers.chain(hops) {
            if !is_of_profile(resource, &format!("{PROFILES}{profile}")) {
                findings.refuse_missing(RefusalCode::RuleBroken, resource, "meta.profile");
            }
        }
    }

    /// Invariants 4 and 13, whoever the professionals are.
    fn people(&self, findings: &mut Findings) {
        for practitioner in self.message.bundle.of_type("Practitioner") {
            if part(practitioner, "name").is_none() {
                findings.object(self.strict, RefusalCode::ElementMissing, practitioner, "name");
            }
        }
        for role in self.message.bundle.of_type("PractitionerRole") {
            if part(role, "practitioner").and_then(|practitioner| word(practitioner, "reference")).is_none() {
                findings.object(self.strict, RefusalCode::ElementMissing, role, "practitioner");
            }
        }
    }

    /// The Communication. Answers with the identifiers of its payloads.
    fn communication(&self, node: Node<'a>, findings: &mut Findings) -> HashSet<&'a str> {
        if let Some(identifier) = part(node, "identifier") {
            self.uuid(identifier, findings);
        }
        if let Some(status) = part(node, "status").filter(|status| status.raw_value() != Some("unknown")) {
            findings.judge(self.strict, RefusalCode::CodeUnknown, status);
        }
        if let Some(coding) = part(node, "category").and_then(|category| part(category, "coding")) {
            profile::system(coding, "medcom-careCommunication-categoryCodes", findings);
        }
        if let Some(second) = parts(node, "recipient").nth(1) {
            findings.judge(self.strict, RefusalCode::ElementRepeated, second);
        }
        self.encounter(node, findings);
        self.specific(node, findings);
        let (mut identifiers, mut authors) = (HashSet::new(), HashSet::new());
        for payload in parts(node, "payload") {
            identifiers.extend(self.payload(payload, &mut authors, findings));
        }
        identifiers
    }

    /// Invariant 15: an Encounter is in the Bundle where the Communication names it, and only there.
    fn encounter(&self, node: Node<'a>, findings: &mut Findings) {
        let named = part(node, "encounter").and_then(|reference| target(&self.message.bundle, reference));
        for encounter in self.message.bundle.of_type("Encounter") {
            if part(encounter, "subject").is_none() {
                findings.object(self.strict, RefusalCode::ElementMissing, encounter, "subject");
            }
            if !named.is_some_and(|named| named.is(encounter)) {
                findings.judge(self.strict, RefusalCode::RuleBroken, encounter);
            }
        }
    }

    /// Invariants 11 and 12: specific sender and recipient belong to the organisations of the header.
    fn specific(&self, node: Node<'a>, findings: &mut Findings) {
        let header = self.message.header;
        let sender = extension(node, "medcom-core-sender-extension").and_then(|sender| part(sender, "valueReference"));
        let receivers = parts(header, "destination").filter_map(|destination| part(destination, "receiver"));
        let receivers = receivers.take(ORGANISATIONS);
        let pairs = [
            (sender, part(header, "sender").into_iter().collect::<Vec<_>>()),
            (part(node, "recipient"), receivers.collect()),
        ];
        for (person, organisations) in pairs {
            let Some(person) = person else { continue };
            let Some(named) = target(&self.message.bundle, person) else { continue };
            let own = parts(named, "organization").chain(parts(named, "managingOrganization")).take(ORGANISATIONS);
            let own: Vec<Node<'_>> = own.filter_map(|reference| target(&self.message.bundle, reference)).collect();
            let theirs = organisations.into_iter().filter_map(|reference| target(&self.message.bundle, reference));
            if !theirs.into_iter().any(|theirs| own.iter().any(|own| own.is(theirs))) {
                findings.judge(self.strict, RefusalCode::RuleBroken, person);
            }
        }
    }

    /// A payload, and its identifier. An author is judged once, however often named.
    fn payload(&self, payload: Node<'a>, authors: &mut HashSet<&'a str>, findings: &mut Findings) -> Option<&'a str> {
        if let Some(file) = part(payload, "contentAttachment") {
            self.file(file, findings);
        }
        if let Some(contact) = extension(payload, "medcom-core-contact-extension")
            && let Some(contact) = part(contact, "valueContactPoint")
        {
            self.telephone(contact, findings);
        }
        if let Some(author) = extension(payload, "medcom-core-practitioner-extension")
            && let Some(address) = part(author, "valueReference").and_then(|author| word(author, "reference"))
            && authors.insert(address)
            && let Some(author) = self.message.bundle.find(address)
        {
            self.author(author, findings);
        }
        let identifier = part(extension(payload, "medcom-core-identifier-extension")?, "valueIdentifier")?;
        self.uuid(identifier, findings);
        if part(identifier, "assigner").is_none() {
            findings.object(self.strict, RefusalCode::ElementMissing, identifier, "assigner");
        }
        word(identifier, "value")
    }

    fn uuid(&self, identifier: Node<'a>, findings: &mut Findings) {
        if let Some(value) = part(identifier, "value").filter(|value| !value.raw_value().is_some_and(is_uuid)) {
            findings.judge(self.strict, RefusalCode::IdentifierMalformed, value);
        }
    }

    /// Six types of file, and one that is here says which it is: FHIR R4, invariant att-1.
    fn file(&self, file: Node<'a>, findings: &mut Findings) {
        match part(file, "contentType") {
            // An older version's is doubted where it is read.
            Some(at) if self.strict && !at.raw_value().is_some_and(codes::is_media_type) => {
                findings.refuse(RefusalCode::CodeUnknown, at);
            }
            None if part(file, "data").is_some() => {
                findings.object(self.strict, RefusalCode::ElementMissing, file, "contentType");
            }
            Some(_) | None => {}
        }
    }

    /// Invariant medcom-core-contact: plus, digits and hyphens. Conversion writes `0000 0000`, so space is no fault, and
    /// the published expression is content with one digit.
    fn telephone(&self, contact: Node<'a>, findings: &mut Findings) {
        if let Some(at) = part(contact, "system").filter(|at| at.raw_value() != Some("phone")) {
            findings.judge(self.strict, RefusalCode::CodeUnknown, at);
        }
        match part(contact, "value") {
            Some(at) if !at.raw_value().is_some_and(|value| value.bytes().any(|byte| byte.is_ascii_digit())) => {
                findings.judge(self.strict, RefusalCode::ValueMalformed, at);
            }
            Some(_) => {}
            None => findings.object(self.strict, RefusalCode::ElementMissing, contact, "value"),
        }
    }

    /// Invariant 7: a role is a code or a text, one of them and not both.
    fn author(&self, author: Node<'a>, findings: &mut Findings) {
        if author.resource_type() != Some("PractitionerRole") {
            return;
        }
        let roles = || parts(author, "code");
        let is_coded = roles().flat_map(|role| parts(role, "coding")).any(|coding| word(coding, "code").is_some());
        let is_told = roles().any(|role| word(role, "text").is_some());
        if !is_coded && !is_told {
            findings.object(self.strict, RefusalCode::ElementMissing, author, "code");
        } else if is_coded && is_told {
            findings.object(self.strict, RefusalCode::RuleBroken, author, "code");
        }
    }

    /// What a hop names: at most one message before it, and every payload that it added.
    ///
    /// A payload that is not there is doubted only: valid published messages name such.
    fn hops(&self, payloads: &HashSet<&str>, findings: &mut Findings) {
        let own = word(self.message.header, "id");
        for hop in self.message.bundle.of_type("Provenance") {
            let is = |wanted: &'static str| move |entity: &Node<'_>| word(*entity, "role") == Some(wanted);
            if let Some(second) = parts(hop, "entity").filter(is("revision")).nth(1) {
                findings.judge(self.strict, RefusalCode::ElementRepeated, second);
            }
            if let Some(removal) = parts(hop, "entity").find(is("removal")) {
                findings.judge(self.strict, RefusalCode::CodeUnknown, removal);
            }
            let mut any = false;
            for added in parts(hop, "entity").filter(is("source")) {
                any = true;
                let named = part(added, "what").and_then(|what| part(what, "identifier"));
                let Some(named) = named else {
                    findings.object(self.strict, RefusalCode::ElementMissing, added, "what.identifier");
                    continue;
                };
                let is_here = word(named, "value").is_some_and(|value| payloads.contains(value));
                let about = part(hop, "target").and_then(|target| word(target, "reference"));
                let is_own = about.and_then(|about| about.rsplit(['/', ':']).next()) == own;
                if is_own && !is_here {
                    findings.doubt(NoticeCode::RuleTolerated, named);
                }
            }
            // Versions before 4 did not name payloads.
            if self.strict && !any {
                findings.refuse_missing(RefusalCode::ElementMissing, hop, "entity");
            }
        }
    }
}

/// The extension whose address ends in this word.
fn extension<'a>(node: Node<'a>, word: &str) -> Option<Node<'a>> {
    debug_assert!(word.starts_with(CORE));
    parts(node, "extension")
        .find(|extension| self::word(*extension, "url").and_then(|address| address.rsplit('/').next()) == Some(word))
}
