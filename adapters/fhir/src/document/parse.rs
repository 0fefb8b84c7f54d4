//! A message to [`Paper`]: little is asked of it, so little can be refused.

use canonical::Moment;
use canonical::notice::Notice;
use canonical::refusal::Refusal;
use canonical::subject::Subject;

use super::readable::{Readable, readable};
use crate::findings::Findings;
use crate::message::Message;
use crate::resources::{Header, current_hop, patient};

/// A message as its readers see it.
pub(super) struct Paper {
    pub(super) name: String,
    pub(super) subject: Option<Subject>,
    pub(super) sent_for_people: Option<Moment>,
    pub(super) parts: Vec<Readable>,
}

pub(super) fn paper(message: &Message<'_>) -> Result<(Header, Paper, Vec<Notice>), Vec<Refusal>> {
    let mut findings = Findings::default();
    let header = message.header(&mut findings);
    let subject = message.bundle.of_type("Patient").next().map(|node| patient(node, &mut findings));
    // Without a hop of its own the message still says what it says.
    let hop = current_hop(&message.bundle, message.header, &mut Findings::default());
    let parts = message.bundle.resources().filter_map(readable).collect();
    let name = header.head.type_code.clone();
    let sent_for_people = hop.and_then(|hop| hop.occurred);
    let (paper, notices) = findings.finish(|| Some(Paper { name, subject, sent_for_people, parts }))?;
    Ok((header, paper, notices))
}
