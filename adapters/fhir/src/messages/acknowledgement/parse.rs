//! A message to [`Acknowledgement`]. Everything that can be refused is refused here.

use canonical::Personal;
use canonical::identifier::PartyIdentifier;
use canonical::party::Party;
use canonical::receipt::{AnsweredLetter, Reason, Verdict};
use canonical::refusal::{Refusal, RefusalCode};

use super::profile;
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::message::Message;
use crate::resources::{Header, current_hop};
use crate::tree::Node;

/// The most reasons that are kept.
const REASONS: usize = 32;
/// The longest text of a reason that is kept, in characters.
const TEXT: usize = 4000;

/// The acknowledgement as the profile states it.
pub(super) struct Acknowledgement {
    /// `MessageHeader.response.code`, a closed list: FHIR R4 `response-code`.
    pub(super) verdict: Verdict,
    /// Its own id.
    pub(super) id: String,
    /// Who acknowledges.
    pub(super) sender: Option<PartyIdentifier>,
    /// The acknowledged message, as `response.identifier` and as the Provenance name it: published negative
    /// examples disagree, so both are kept.
    pub(super) letter: AnsweredLetter,
    /// The issues of its OperationOutcome.
    pub(super) reasons: Vec<Reason>,
    /// Whom it is addressed to: the sender of the acknowledged message.
    pub(super) original_sender: Option<PartyIdentifier>,
    /// Who acknowledges was the receiver of the message.
    pub(super) original_receiver: Option<PartyIdentifier>,
}

pub(super) fn acknowledgement(message: &Message<'_>) -> Result<Acknowledgement, Vec<Refusal>> {
    let mut findings = Findings::default();
    message.require_envelope(&mut findings);
    profile::check(message, &mut findings);
    let Header { head, copy_receivers: _ } = message.header(&mut findings);
    let response = findings.required(message.header, "response");
    let verdict = response.and_then(|response| verdict(response, &mut findings));
    let stated = response.and_then(|response| findings.text(response, "identifier")).map(str::to_owned);
    let hop = current_hop(&message.bundle, message.header, &mut findings);
    let named = hop.into_iter().flat_map(|hop| hop.earlier).map(|earlier| earlier.letter_id);
    let mut letter_ids = stated.into_iter().chain(named.take(1));
    let letter_id = letter_ids.next();
    let or_letter_id = letter_ids.next().filter(|other| Some(other) != letter_id.as_ref());
    if let Some(response) = response.filter(|_| letter_id.is_none()) {
        findings.refuse_missing(RefusalCode::ElementMissing, response, "identifier");
    }
    let (sender, original_sender) = (named_by(&head.sender), head.receivers.first().and_then(named_by));
    let reasons = reasons(&message.bundle);
    let (read, _) = findings.finish(|| {
        Some(Acknowledgement {
            verdict: verdict?,
            id: head.letter_id,
            original_receiver: sender.clone(),
            sender,
            letter: AnsweredLetter { letter_id: letter_id?, or_letter_id, reasons: Vec::new() },
            reasons,
            original_sender,
        })
    })?;
    Ok(read)
}

fn named_by(party: &Party) -> Option<PartyIdentifier> {
    party.gln().cloned().map(PartyIdentifier::Gln).or_else(|| party.identifiers.first().cloned())
}

fn verdict(response: Node<'_>, findings: &mut Findings) -> Option<Verdict> {
    let (at, code) = findings.required_text(response, "code")?;
    match code {
        "fatal-error" => Some(Verdict::Negative),
        "ok" => Some(Verdict::Positive),
        "transient-error" => Some(Verdict::Transient),
        _ => {
            findings.refuse(RefusalCode::CodeUnknown, at);
            None
        }
    }
}

/// The issues, each with MedCom's code where it has one, and with what is written for people.
fn reasons(bundle: &Bundle<'_>) -> Vec<Reason> {
    let issues = bundle.of_type("OperationOutcome").flat_map(|outcome| outcome.all("issue"));
    issues.take(REASONS).map(reason).filter(|reason| *reason != Reason::default()).collect()
}

fn reason(issue: Node<'_>) -> Reason {
    let details = issue.child("details");
    let coded = details.and_then(|details| details.child("coding")).and_then(|coding| coding.text("code"));
    let is_word = |code: &&str| {
        code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    let words = details.and_then(|details| details.text("text")).or_else(|| issue.text("diagnostics"));
    Reason {
        code: coded.filter(is_word).or_else(|| issue.text("code").filter(is_word)).map(str::to_owned),
        text: words.map(|words| Personal::new(words.chars().take(TEXT).collect())),
    }
}
