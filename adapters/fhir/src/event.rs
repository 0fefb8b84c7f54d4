//! Puts an event together from what all messages share and what one type of message says.

use canonical::action::Action;
use canonical::attachment::Attachment;
use canonical::body::Body;
use canonical::course::Course;
use canonical::event::{Event, EventId, Identity, Status, Times};
use canonical::subject::Subject;
use canonical::text::Section;

use crate::message::Frame;

/// What one type of message says.
pub(crate) struct Content {
    pub(crate) status: Status,
    pub(crate) subject: Option<Subject>,
    pub(crate) course: Course,
    pub(crate) times: Times,
    pub(crate) actions: Vec<Action>,
    pub(crate) narrative: Vec<Section>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) body: Body,
}

impl Content {
    /// A body, and nothing else said.
    pub(crate) fn of(body: Body) -> Self {
        Self {
            status: Status::Original,
            subject: None,
            course: Course::default(),
            times: Times::default(),
            actions: Vec::new(),
            narrative: Vec::new(),
            attachments: Vec::new(),
            body,
        }
    }

    /// The event.
    pub(crate) fn framed(self, frame: Frame) -> Event {
        let Self { status, subject, course, times, actions, narrative, attachments, body } = self;
        let Frame { source, sender, receivers, copy_receivers, sent: _, hops, verbatim, notices } = frame;
        let course = Course { hops, ..course };
        let identity = Identity::new(&sender, &source.letter_id);
        Event {
            id: EventId::derive(&identity, source.fingerprint),
            source,
            status,
            subject,
            sender,
            receivers,
            copy_receivers,
            course,
            times,
            // No message read here carries diagnoses; observations are in the text.
            codes: Vec::new(),
            actions,
            narrative,
            attachments,
            verbatim,
            notices,
            body,
        }
    }
}
