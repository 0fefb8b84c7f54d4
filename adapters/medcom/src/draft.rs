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
    pub(crate) said: Said,
    pub(crate) occurred: Option<Moment>,
    pub(crate) subject: Option<Subject>,
    pub(crate) sender: Party,
    pub(crate) receivers: Vec<Party>,
    pub(crate) copy_receivers: Vec<Party>,
    pub(crate) codes: Vec<Code>,
    pub(crate) actions: Vec<Action>,
    pub(crate) narrative: Vec<Section>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) body: Body,
}

/// What a letter says about itself.
pub(crate) struct Said {
    pub(crate) letter_id: String,
    pub(crate) type_code: String,
    pub(crate) version_code: Option<String>,
    /// Where it says something else than the type.
    pub(crate) statistical_code: Option<String>,
    pub(crate) authored: Option<Moment>,
    pub(crate) status: Status,
    pub(crate) course: Course,
}

impl Draft {
    /// A letter that says nothing but this, from one party to another.
    pub(crate) fn plain(said: Said, sender: Party, receiver: Party, body: Body) -> Self {
        Self {
            occurred: said.authored.clone(),
            said,
            subject: None,
            sender,
            receivers: vec![receiver],
            copy_receivers: Vec::new(),
            codes: Vec::new(),
            actions: Vec::new(),
            narrative: Vec::new(),
            attachments: Vec::new(),
            body,
        }
    }

    /// Gives the event its identity and what was found on the way.
    pub(crate) fn complete(
        self,
        fingerprint: Digest,
        sent: Option<Moment>,
        notices: Vec<Notice>,
        verbatim: Vec<Verbatim>,
    ) -> Event {
        let Self {
            said: Said { letter_id, type_code, version_code, statistical_code, authored, status, course },
            occurred,
            subject,
            sender,
            receivers,
            copy_receivers,
            codes,
            actions,
            narrative,
            attachments,
            body,
        } = self;
        let identity = Identity::new(&sender, &letter_id);
        let standard = Standard::MedcomXml;
        Event {
            id: EventId::derive(&identity, fingerprint),
            source: Source { standard, letter_id, type_code, version_code, statistical_code, fingerprint },
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
