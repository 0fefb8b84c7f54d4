//! A message with its header read: what every type of message is converted from.

use canonical::Moment;
use canonical::course::Hop;
use canonical::digest::Digest;
use canonical::event::{Source, Standard, Verbatim};
use canonical::letter::{LetterHead, Outcome};
use canonical::notice::Notice;
use canonical::party::Party;
use canonical::refusal::Refusal;

use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::resources::{Header, header, hops, moment, unread};
use crate::tree::Node;

/// A type of message: its event code, and how it becomes an event.
pub(crate) struct MessageType {
    /// The code of `medcom-messaging-eventCodes`.
    pub(crate) event: &'static str,
    /// Everything that can be refused is refused here, all at once.
    pub(crate) convert: fn(&Message<'_>) -> Result<Outcome, Vec<Refusal>>,
}

/// A message Bundle, opened.
pub(crate) struct Message<'a> {
    /// The Bundle.
    pub(crate) bundle: Bundle<'a>,
    /// The MessageHeader.
    pub(crate) header: Node<'a>,
    /// What is known even if the message is refused.
    pub(crate) head: LetterHead,
    /// When the Bundle was put together.
    pub(crate) sent: Option<Moment>,
    /// The digest of its content.
    pub(crate) fingerprint: Digest,
}

/// What all events made from messages share.
pub(crate) struct Frame {
    /// Where the event comes from.
    pub(crate) source: Source,
    /// Who sent it.
    pub(crate) sender: Party,
    /// Whom it is addressed to.
    pub(crate) receivers: Vec<Party>,
    /// Who is named for information.
    pub(crate) copy_receivers: Vec<Party>,
    /// When the Bundle was put together.
    pub(crate) sent: Option<Moment>,
    /// The messages before it, as it repeats them.
    pub(crate) hops: Vec<Hop>,
    /// Fields without a place in the model.
    pub(crate) verbatim: Vec<Verbatim>,
    /// Every doubt.
    pub(crate) notices: Vec<Notice>,
}

impl<'a> Message<'a> {
    /// Reads the header again, this time with everything it may be refused for.
    pub(crate) fn header(&self, findings: &mut Findings) -> Header {
        moment(self.bundle.root(), "timestamp", findings);
        header(&self.bundle, self.header, findings)
    }

    /// What MedCom asks of every Bundle: an id and the time it was put together.
    pub(crate) fn require_envelope(&self, findings: &mut Findings) {
        findings.required_text(self.bundle.root(), "id");
        findings.required(self.bundle.root(), "timestamp");
    }

    /// Whether the message says that it follows this version of its standard, for example `5`.
    pub(crate) fn has_major_version(&self, major: &str) -> bool {
        let version = self.head.version_code.as_deref().unwrap_or_default();
        version.split('.').next() == Some(major)
    }

    /// The frame of the event, once everything else was read. `notices` are the doubts of the reading.
    pub(crate) fn frame(&self, header: Header, notices: Vec<Notice>) -> Frame {
        let (hops, left) = hops(&self.bundle, self.header);
        let (verbatim, unknown) = unread(&self.bundle);
        let notices = notices.into_iter().chain(left).chain(unknown).collect();
        let Header { head, copy_receivers } = header;
        let LetterHead { letter_id, type_code, version_code, sender, receivers } = head;
        let standard = Standard::Fhir;
        let source = Source {
            standard,
            letter_id,
            type_code,
            statistical_code: None,
            version_code,
            fingerprint: self.fingerprint,
        };
        Frame { source, sender, receivers, copy_receivers, sent: self.sent.clone(), hops, verbatim, notices }
    }
}
