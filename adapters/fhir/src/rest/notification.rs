//! A notification of a topic-based subscription, and the resources it brings.
//!
//! Standard: HL7 Subscriptions R5 Backport 1.1 for R4: a Bundle of type `history` whose first entry is the subscription's
//! status, as Parameters (R4) or as SubscriptionStatus (R4B).

use canonical::letter::{Letter, Limits};
use canonical::notification::{Notification, NotificationForm};
use canonical::party::Party;
use canonical::refusal::{Refusal, RefusalCode};

use super::entries::{all_or_none, around};
use super::kinds::kind;
use super::names::Name;
use super::resource::{Made, made};
use super::scope::Scope;
use super::taken::{Entry, Parts, entry};
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::tree::Node;

/// The most events of one notification.
const EVENTS: usize = 1000;

/// Reads a notification. What it brings is taken as if it had been put here.
pub(super) fn notification(
    root: Node<'_>,
    caller: Option<&Party>,
    limits: &Limits,
) -> Result<(Notification, Parts), Vec<Refusal>> {
    let mut findings = Findings::default();
    let bundle = Bundle::open(root);
    let status = bundle.resources().next().filter(|first| is_status(*first));
    if status.is_none() {
        findings.refuse_missing(RefusalCode::BundleTypeWrong, root, "entry");
    }
    let read = status.and_then(|status| Status { node: status }.read(&mut findings));
    let brought = || bundle.resources().skip(1);
    if brought().count() > limits.letters {
        findings.refuse_missing(RefusalCode::DocumentTooComplex, root, "entry");
    }
    let (notification, _) = findings.finish(|| read)?;
    let (mut letters, mut entries): (Vec<Letter>, Vec<Entry>) = (Vec::new(), Vec::new());
    for resource in brought() {
        let Some(kind) = resource.resource_type().and_then(kind) else {
            entries.push(around(resource));
            continue;
        };
        let name = Name::of(resource);
        let is_new = !name.revises;
        let Made { letter, warnings } = made(&Scope { bundle: &bundle, resource }, kind, &name, caller);
        entries.push(entry(resource, name, is_new, Some(letters.len()), warnings));
        letters.push(letter);
    }
    all_or_none(letters).map(|letters| (notification, (letters, entries)))
}

fn is_status(resource: Node<'_>) -> bool {
    let named = |node: Node<'_>| node.text("name") == Some("subscription");
    match resource.resource_type() {
        Some("Parameters") => resource.all("parameter").any(named),
        Some("SubscriptionStatus") => true,
        _ => false,
    }
}

/// The status in either writing.
struct Status<'a> {
    node: Node<'a>,
}

impl<'a> Status<'a> {
    fn read(&self, findings: &mut Findings) -> Option<Notification> {
        let subscription = self.part("subscription").and_then(|part| value(part, "Reference"));
        let subscription = subscription.and_then(|reference| findings.required_text(reference, "reference"));
        let subscription = subscription.and_then(|(at, text)| findings.short(text.to_owned(), at));
        let form = self.form(findings);
        let events = self.part("events-since-subscription-start").or_else(|| self.part("eventsSinceSubscriptionStart"));
        let events = events.and_then(|at| number(at, findings));
        let mut numbers = Vec::new();
        for (index, event) in self.parts("notification-event").chain(self.parts("notificationEvent")).enumerate() {
            if index >= EVENTS {
                findings.refuse(RefusalCode::DocumentTooComplex, event);
                break;
            }
            let at = part(event, "event-number").or_else(|| part(event, "eventNumber"));
            match at {
                Some(at) => numbers.extend(number(at, findings)),
                None => findings.refuse_missing(RefusalCode::ElementMissing, event, "eventNumber"),
            }
        }
        if subscription.is_none() && findings.is_clean() {
            findings.refuse_missing(RefusalCode::ElementMissing, self.node, "subscription");
        }
        let topic = self.part("topic").and_then(|at| value(at, "Canonical").unwrap_or(at).value()).map(str::to_owned);
        Some(Notification { subscription: subscription?, topic, form: form?, events, numbers })
    }

    fn form(&self, findings: &mut Findings) -> Option<NotificationForm> {
        let Some(at) = self.part("type") else {
            findings.refuse_missing(RefusalCode::ElementMissing, self.node, "type");
            return None;
        };
        let at = value(at, "Code").unwrap_or(at);
        let form = at.value().and_then(NotificationForm::from_word);
        if form.is_none() {
            findings.refuse(RefusalCode::CodeUnknown, at);
        }
        form
    }

    fn part(&self, name: &'a str) -> Option<Node<'a>> {
        part(self.node, name)
    }

    fn parts(&self, name: &'a str) -> impl Iterator<Item = Node<'a>> {
        let own = self.node.all(name);
        own.chain(self.node.all("parameter").filter(move |parameter| parameter.text("name") == Some(name)))
    }
}

/// A part by its name: an element of its own, or a parameter.
fn part<'a>(node: Node<'a>, name: &'a str) -> Option<Node<'a>> {
    let named = |parameter: &Node<'a>| parameter.text("name") == Some(name);
    node.child(name).or_else(|| node.all("parameter").chain(node.all("part")).find(named))
}

/// The value of a parameter, if the node is one of this type; the node itself where it stands in an element.
fn value<'a>(node: Node<'a>, of_type: &str) -> Option<Node<'a>> {
    let found = node.children().find(|child| child.name().strip_prefix("value") == Some(of_type));
    found.or_else(|| (node.name() != "parameter" && node.name() != "part").then_some(node))
}

/// A number in either writing: R4 has no 64-bit integers and writes strings.
fn number(at: Node<'_>, findings: &mut Findings) -> Option<u64> {
    let written = ["String", "UnsignedInt", "Integer", "Integer64"]
        .into_iter()
        .find_map(|of_type| at.children().find(|child| child.name().strip_prefix("value") == Some(of_type)));
    let at = written.unwrap_or(at);
    let number = at.value().and_then(|text| text.parse().ok()).filter(|number| *number < u64::MAX / 2);
    if number.is_none() {
        findings.refuse(RefusalCode::NumberMalformed, at);
    }
    number
}
