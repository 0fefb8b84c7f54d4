//! The scopes of an envelope: what it says about its message, as names and values.

use roxmltree::Node;

use super::elements::{child, children, value};

/// The type of the document.
pub(super) const DOCUMENT: &str = "DOCUMENTID";
/// The process it belongs to.
pub(super) const PROCESS: &str = "PROCESSID";
/// The SOR code of the sender.
pub(super) const SENDER: &str = "SENDERID";
/// The SOR code of the receiver.
pub(super) const RECEIVER: &str = "RECEIVERID";
/// `MessageHeader.id`.
pub(super) const MESSAGE: &str = "MESSAGEIDENTIFIER";
/// `Bundle.id`.
pub(super) const BUNDLE: &str = "MESSAGEENVELOPEIDENTIFIER";
/// `MessageHeader.id` of what a receipt or an Acknowledgement answers.
pub(super) const ORIGINAL_MESSAGE: &str = "ORIGINALMESSAGEIDENTIFIER";
/// `Bundle.id` of the same.
pub(super) const ORIGINAL_BUNDLE: &str = "ORIGINALMESSAGEENVELOPEIDENTIFIER";
/// The event code of the same.
pub(super) const ORIGINAL_STANDARD: &str = "ORIGINALMESSAGESTANDARD";
/// The version of the same.
pub(super) const ORIGINAL_VERSION: &str = "ORIGINALMESSAGEVERSION";
/// The envelope of the same.
pub(super) const ORIGINAL_ENVELOPE: &str = "ORIGINALENVELOPEIDENTIFIER";
/// What statistics count it as.
pub(super) const STATISTICS: &str = "StatisticalInformation";
/// Whether a receipt is asked for, or given.
pub(super) const RECEIPT: &str = "EHMI-ReceiptAcknowledgement";

/// The most scopes that are looked at; the standard has fifteen.
const SCOPES: usize = 64;

/// The scopes of one envelope.
pub(super) struct Scopes<'a, 't> {
    found: Vec<(String, Node<'a, 't>)>,
}

impl<'a, 't> Scopes<'a, 't> {
    /// The scopes of a `StandardBusinessDocumentHeader`.
    pub(super) fn of(header: Option<Node<'a, 't>>) -> Self {
        let scope = header.and_then(|header| child(header, "BusinessScope"));
        let scopes = scope.into_iter().flat_map(|scope| children(scope, "Scope")).take(SCOPES);
        let found = scopes.filter_map(|scope| Some((value(child(scope, "Type")?)?, scope))).collect();
        Self { found }
    }

    /// What a scope says.
    pub(super) fn value(&self, kind: &str) -> Option<String> {
        value(child(self.scope(kind)?, "InstanceIdentifier")?)
    }

    /// The scope of this type. Types are written in capitals and otherwise.
    pub(super) fn scope(&self, kind: &str) -> Option<Node<'a, 't>> {
        self.found.iter().find(|(found, _)| found.eq_ignore_ascii_case(kind)).map(|(_, scope)| *scope)
    }
}

/// The place of a scope's value.
pub(super) fn path(kind: &str) -> String {
    format!("StandardBusinessDocument/StandardBusinessDocumentHeader/BusinessScope/Scope[{kind}]/InstanceIdentifier")
}
