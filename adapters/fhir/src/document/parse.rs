//! A message to [`Paper`]: little is asked of it, so little can be refused.

use canonical::Moment;
use canonical::attachment::Attachment;
use canonical::course::{Follows, Relation};
use canonical::event::Status;
use canonical::notice::{Notice, NoticeCode};
use canonical::refusal::Refusal;
use canonical::subject::Subject;

use super::files::files;
use super::readable::{Readable, readable};
use crate::findings::Findings;
use crate::message::Message;
use crate::resources::{Header, Hop, Role, current_hop, patient};
use crate::tree::Node;

/// The longest text of one message, in bytes; the rest is in the original only.
const LONGEST_TEXT: usize = 2 * 1024 * 1024;

/// A message as its readers see it.
pub(super) struct Paper {
    pub(super) name: String,
    pub(super) status: Status,
    pub(super) subject: Option<Subject>,
    pub(super) follows: Vec<Follows>,
    pub(super) sent_for_people: Option<Moment>,
    pub(super) parts: Vec<Readable>,
    pub(super) attachments: Vec<Attachment>,
}

pub(super) fn paper(message: &Message<'_>) -> Result<(Header, Paper, Vec<Notice>), Vec<Refusal>> {
    let mut findings = Findings::default();
    let header = message.header(&mut findings);
    // The focus points at what is told below.
    message.header.all("focus").for_each(Node::mark_all);
    let subject = the_subject(message).map(|node| patient(node, &mut findings));
    // Without a hop of its own the message still says what it says.
    let hop = current_hop(&message.bundle, message.header, &mut Findings::default());
    let (status, follows) = hop.as_ref().map_or((Status::Original, Vec::new()), changes);
    let (parts, attachments) = content(message, &mut findings);
    let name = header.head.type_code.clone();
    let sent_for_people = hop.and_then(|hop| hop.occurred);
    let make = || Some(Paper { name, status, subject, follows, sent_for_people, parts, attachments });
    let (paper, notices) = findings.finish(make)?;
    Ok((header, paper, notices))
}

/// The patient that the focus is about, or else the first one; others are kept as they were.
fn the_subject<'a>(message: &Message<'a>) -> Option<Node<'a>> {
    let part = |node: Node<'a>, name: &str| node.children().find(|child| child.name() == name);
    let target = |at: Node<'a>| message.bundle.find(part(at, "reference")?.raw_value()?);
    let focus = part(message.header, "focus").and_then(target);
    let subject = focus.and_then(|focus| part(focus, "subject").or_else(|| part(focus, "patient"))).and_then(target);
    let named = subject.filter(|subject| subject.resource_type() == Some("Patient"));
    named.or_else(|| message.bundle.of_type("Patient").next())
}

/// What the message does to earlier ones. Standard: `medcom-messaging-activityCodes` 2.0; in every MedCom
/// standard the role `removal` takes a message back.
fn changes(hop: &Hop<'_>) -> (Status, Vec<Follows>) {
    let removes = hop.earlier.iter().any(|earlier| earlier.role == Role::Removal);
    let (status, relation) = match hop.activity.map(|(_, code)| code) {
        Some("retract-message") => (Status::Cancelled, Relation::Cancels),
        _ if removes => (Status::Cancelled, Relation::Cancels),
        Some("modified-message") => (Status::Corrected, Relation::Corrects),
        Some("reply-message") => (Status::Original, Relation::Answers),
        Some("forward-message") => (Status::Original, Relation::Forwards),
        Some(_) | None => (Status::Original, Relation::Continues),
    };
    let one = |earlier: &crate::resources::Earlier| Follows {
        relation,
        sender: earlier.sender.clone(),
        letter_id: earlier.letter_id.clone(),
    };
    (status, hop.earlier.iter().map(one).collect())
}

/// Every resource that is not told elsewhere in the event: its files, then its text.
fn content(message: &Message<'_>, findings: &mut Findings) -> (Vec<Readable>, Vec<Attachment>) {
    let mut parts = Vec::new();
    let mut attachments = Vec::new();
    let mut room = LONGEST_TEXT;
    for resource in message.bundle.resources() {
        attachments.extend(files(resource, findings));
        let Some(part) = readable(resource, &mut room) else { continue };
        if part.is_cut {
            findings.doubt(NoticeCode::VerbatimLimit, resource);
        }
        parts.push(part);
    }
    (parts, attachments)
}
