//! An event in the making: what a letter says, before its identity and its findings are added.

use canonical::Moment;
use canonical::action::Action;
use canonical::attachment::Attachment;
use canonical::body::Body;
use canonical::code::Code;
use canonical::course::Course;
use canonical::digest::Digest;
use canonical::event::{Event, EventId, Identity, Source, Standard, Status, Times, Verbatim};
use canonical::notice::Notice;
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::text::Section;

/// Everything that a letter's own map decides.
pub(crate) struct Draft {
    pub(crate) letter_id: String,
    pub(crate) type_code: String,
    pub(crate) version_code: Option<String>,
    pub(crate) status: Status,
    pub(crate) authored: Option<Moment>,
    pub(crate) occurred: Option<Moment>,
    pub(crate) subject: Option<Subject>,
    pub(crate) sender: Party,
    pub(crate) receivers: Vec<Party>,
    pub(crate) copy_receivers: Vec<Party>,
    pub(crate) course: Course,
    pub(crate) codes: Vec<Code>,
    pub(crate) actions: Vec<Action>,
    pub(crate) narrative: Vec<Section>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) body: Body,
}

impl Draft {
    /// Gives the event its identity and what was found on the way.
    pub(crate) fn complete(
        self,
        fingerprint: Digest,
        sent: Option<Moment>,
        notices: Vec<Notice>,
        verbatim: Vec<Verbatim>,
    ) -> Event {
        let Self {
            letter_id,
            type_code,
            version_code,
            status,
            authored,
            occurred,
            subject,
            sender,
            receivers,
            copy_receivers,
            course,
            codes,
            actions,
            narrative,
            attachments,
            body,
        } = self;
        let identity = Identity::new(&sender, &letter_id);
        Event {
            id: EventId::derive(&identity, fingerprint),
            source: Source { standard: Standard::MedcomXml, letter_id, type_code, version_code, fingerprint },
            status,
            subject,
            sender,
            receivers,
            copy_receivers,
            course,
            times: Times { occurred, authored, sent },
            codes,
            actions,
            narrative,
            attachments,
            verbatim,
            notices,
            body,
        }
    }
}
