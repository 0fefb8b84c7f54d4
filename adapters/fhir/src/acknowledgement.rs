//! Answers a message with a MedCom Acknowledgement in its sender's format.
//!
//! Standard: MedCom Acknowledgement 2.0. The content is a function of the message and its answer, so a
//! message that is sent again gets the same; only `Bundle.id` and the times come from the [`Stamp`].

mod assembled;
mod passed_on;
mod reply;

use canonical::letter::{Answer, Envelope, LetterHead, Limits, Receipt, Stamp};
use canonical::refusal::{Refusal, RefusalCode};
use fhir_sdk::r4b::codes::{IssueSeverity, IssueType, ResponseType};

use crate::bundle::Bundle;
use crate::tree::Source;
use crate::write::{self, Issue, uuid};
use assembled::{GUIDE, Verdicts, assembled};
use reply::Original;
use serde_json::Value;

pub use passed_on::pass_on;

/// Renders the acknowledgement of one letter.
///
/// `original` are the bytes that [`convert`](crate::convert()) read `envelope` and `letter` from: the
/// organisations' addresses and the message's own Provenance are taken from them again. Without them, or
/// if they cannot be read, the acknowledgement is made of `letter` alone and lacks that Provenance.
///
/// Only a letter with an id can be acknowledged; a document without one is answered by
/// [`outcome::render`](crate::outcome::render()).
#[must_use]
pub fn render(original: &[u8], envelope: &Envelope, letter: &LetterHead, answer: &Answer, stamp: &Stamp) -> Receipt {
    // The bytes were within the intake's limits when they were converted.
    let limits = Limits { bytes: usize::MAX, depth: usize::MAX, nodes: usize::MAX, letters: usize::MAX };
    let source = Source::decode(original, &limits).ok();
    let tree = source.as_ref().and_then(|source| source.tree(&limits).ok());
    let bundle = tree.as_ref().and_then(|tree| tree.root()).map(Bundle::open);
    let original = Original::read(bundle.as_ref(), letter);
    let bundle = write::message(resources(&original, letter, answer, stamp), &GUIDE, stamp);
    write::serialised(&bundle, envelope.format)
}

fn resources(original: &Original, letter: &LetterHead, answer: &Answer, stamp: &Stamp) -> Vec<Value> {
    let id = header_id(letter, answer);
    let derived = |purpose: &str| uuid(purpose, &[id.as_bytes()]);
    let (code, outcome) = match answer {
        Answer::Accepted => (ResponseType::Ok, None),
        Answer::Refused(refusals) => {
            let outcome_id = derived("broen/fhir-outcome/1");
            let outcome = write::operation_outcome(&outcome_id, &issues(refusals));
            (ResponseType::FatalError, Some((outcome_id, outcome)))
        }
    };
    assembled(original, letter, Verdicts { id, code, outcome }, stamp)
}

/// The id of the acknowledgement: the same for every sending of the same message with the same answer.
fn header_id(letter: &LetterHead, answer: &Answer) -> String {
    let sender = letter.sender.identifiers.first().map(|first| format!("{}:{}", first.scheme(), first.value()));
    let mut parts = vec![sender.unwrap_or_default(), letter.letter_id.clone()];
    match answer {
        Answer::Accepted => parts.push("ok".to_owned()),
        // Line and column may differ from one sending to the next, where the envelope's id or time is longer.
        Answer::Refused(refusals) => {
            parts.extend(refusals.iter().map(|refusal| format!("{} {}", refusal.code.word(), refusal.at.path)));
        }
    }
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    uuid("broen/fhir-acknowledgement/1", &parts)
}

/// Refusals as issues, in their order. An OperationOutcome has at least one.
pub(crate) fn issues(refusals: &[Refusal]) -> Vec<Issue> {
    refusals.iter().map(issue_of).collect()
}

fn issue_of(refusal: &Refusal) -> Issue {
    let Refusal { at, code } = refusal;
    let (severity, issue_type, detail) = issue(*code);
    let place = if at.line > 0 { format!(" (line {}, column {})", at.line, at.column) } else { String::new() };
    Issue {
        severity,
        code: issue_type,
        detail,
        text: code.danish(),
        diagnostics: format!("{}: {}{place}", code.word(), code.meaning()),
        expression: Some(at.path.clone()).filter(|path| !path.is_empty()),
    }
}

/// The one crossing from our reasons to theirs: severity, FHIR's `issue-type`, and the code of MedCom's
/// `medcom-acknowledgement-error-codes` (terminology 2.0.2, spelled as published) where it has one.
fn issue(code: RefusalCode) -> (IssueSeverity, IssueType, Option<&'static str>) {
    use IssueSeverity::{Error, Fatal};
    use RefusalCode as Code;
    const DAMAGED: Option<&str> = Some("MSG_Damaged_durin_transport");
    const DATATYPE: Option<&str> = Some("MSG_Datatype_Wrong");
    const RECEIVER_UNKNOWN: Option<&str> = Some("MSG_Receiver_Identifier_UNKNOWN");
    match code {
        Code::Base64Malformed => (Error, IssueType::Value, DATATYPE),
        Code::BundleTypeWrong => (Fatal, IssueType::NotSupported, None),
        Code::CharacterSetUnsupported => (Fatal, IssueType::Structure, None),
        Code::CodeSystemUnknown => (Error, IssueType::CodeInvalid, Some("MSG_CodeSystem_VALUE_UNKNOWN")),
        Code::CodeUnknown => (Error, IssueType::CodeInvalid, Some("MSG_VALUESET_VALUE_UNKNOWN")),
        Code::DateMalformed => (Error, IssueType::Value, DATATYPE),
        Code::DocumentEmpty => (Fatal, IssueType::Structure, DAMAGED),
        Code::DocumentTooComplex => (Fatal, IssueType::TooCostly, None),
        Code::DocumentTooDeep => (Fatal, IssueType::TooCostly, None),
        Code::DocumentTooLarge => (Fatal, IssueType::TooLong, None),
        Code::DtdForbidden => (Fatal, IssueType::Security, None),
        Code::ElementEmpty => (Error, IssueType::Required, None),
        Code::ElementMissing => (Error, IssueType::Required, None),
        Code::ElementRepeated => (Error, IssueType::Structure, None),
        Code::ElementUnexpected => (Error, IssueType::Structure, None),
        Code::EnvelopeIdReused => (Error, IssueType::Duplicate, None),
        Code::FormattingNested => (Error, IssueType::Structure, None),
        Code::IdentifierMalformed => (Error, IssueType::Value, DATATYPE),
        Code::InteractionUnsupported => (Error, IssueType::NotSupported, None),
        Code::JsonMalformed => (Fatal, IssueType::Structure, None),
        Code::LetterMissing => (Fatal, IssueType::Required, None),
        Code::MessageHeaderMissing => (Fatal, IssueType::Required, None),
        Code::NumberMalformed => (Error, IssueType::Value, DATATYPE),
        Code::PatientIdMalformed => (Error, IssueType::Value, DATATYPE),
        Code::PatientMissing => (Error, IssueType::Required, None),
        Code::ReceiverMissing => (Error, IssueType::Required, Some("MSG_Receiver_Identifier_MISSING")),
        Code::ReceiverTypeUnsupported => {
            (Error, IssueType::NotSupported, Some("MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE"))
        }
        Code::ReceiverUnitUnknown => (Error, IssueType::NotFound, RECEIVER_UNKNOWN),
        Code::ReceiverUnknown => (Error, IssueType::NotFound, RECEIVER_UNKNOWN),
        Code::ReferenceUnresolved => (Error, IssueType::NotFound, None),
        Code::ResourceIdMismatch => (Error, IssueType::Invalid, None),
        Code::ResourceMissing => (Error, IssueType::Required, None),
        Code::RootUnknown => (Fatal, IssueType::NotSupported, None),
        Code::RuleBroken => (Error, IssueType::Invariant, None),
        Code::SenderNotAuthorised => (Error, IssueType::Forbidden, None),
        Code::SizeMismatch => (Error, IssueType::Value, DAMAGED),
        Code::StateContradictory => (Error, IssueType::BusinessRule, None),
        Code::TextTooLong => (Error, IssueType::TooLong, Some("MSG_Element_To_Long")),
        Code::TimeMalformed => (Error, IssueType::Value, DATATYPE),
        Code::TranslationFailed => (Fatal, IssueType::Exception, None),
        Code::ValueMalformed => (Error, IssueType::Value, DATATYPE),
        Code::VersionUnsupported => (Error, IssueType::NotSupported, None),
        Code::XmlMalformed => (Fatal, IssueType::Structure, None),
    }
}
