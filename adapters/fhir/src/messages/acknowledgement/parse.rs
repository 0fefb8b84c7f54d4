//! A message to [`Acknowledgement`]. Everything that can be refused is refused here.

use canonical::identifier::PartyIdentifier;
use canonical::letter::Verdict;
use canonical::refusal::{Refusal, RefusalCode};

use crate::findings::Findings;
use crate::message::Message;
use crate::resources::{Header, current_hop};
use crate::tree::Node;

/// The acknowledgement as the profile states it.
pub(super) struct Acknowledgement {
    /// `MessageHeader.response.code`, a closed list: FHIR R4 `response-code`.
    pub(super) verdict: Verdict,
    /// The acknowledged message, as `response.identifier` and as the Provenance name it: published negative
    /// examples disagree, so both are kept.
    pub(super) letter_ids: Vec<String>,
    /// Whom it is addressed to: the sender of the acknowledged message.
    pub(super) original_sender: Option<PartyIdentifier>,
}

pub(super) fn acknowledgement(message: &Message<'_>) -> Result<Acknowledgement, Vec<Refusal>> {
    let mut findings = Findings::default();
    message.require_envelope(&mut findings);
    let Header { head, copy_receivers: _ } = message.header(&mut findings);
    let response = findings.required(message.header, "response");
    let verdict = response.and_then(|response| verdict(response, &mut findings));
    let stated = response.and_then(|response| findings.text(response, "identifier")).map(str::to_owned);
    let hop = current_hop(&message.bundle, message.header, &mut findings);
    let named = hop.into_iter().flat_map(|hop| hop.earlier).map(|earlier| earlier.letter_id);
    let mut letter_ids: Vec<String> = stated.into_iter().chain(named.take(1)).collect();
    letter_ids.dedup();
    if let Some(response) = response.filter(|_| letter_ids.is_empty()) {
        findings.refuse_missing(RefusalCode::ElementMissing, response, "identifier");
    }
    let original_sender = head.receivers.first().and_then(|receiver| {
        receiver.gln().cloned().map(PartyIdentifier::Gln).or_else(|| receiver.identifiers.first().cloned())
    });
    let (read, _) = findings.finish(|| Some(Acknowledgement { verdict: verdict?, letter_ids, original_sender }))?;
    Ok(read)
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
