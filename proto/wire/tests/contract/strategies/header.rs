//! The header of an event, and the event itself.

use canonical::action::{Action, ActionKind, Due, Priority};
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::code::{Code, CodeRole, CodeSystem};
use canonical::course::{Course, Episode, Follows, Hop, HopEntity, HopRole, HopWhat, Relation};
use canonical::event::{Source, Standard, Status, Times, Verbatim};
use canonical::notice::{Notice, NoticeCode};
use canonical::refusal::Place;
use canonical::{Event, EventId, Personal};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::body::body;
use super::party::{identifier, party, person};
use super::subject::subject;
use super::text::{section, text};
use super::value::{digest, few, maybe_moment, maybe_secret, maybe_word, moment, secret, word};

/// Any event.
pub(crate) fn event() -> BoxedStrategy<Event> {
    let id = any::<[u8; 16]>().prop_map(|bytes| EventId::from_slice(&bytes).expect("16 bytes"));
    let status = select(vec![Status::Cancelled, Status::Corrected, Status::Original]);
    let parties = (option::of(subject()), party(), few(party()), few(party()));
    let course_and_times = (course(), times());
    let lists = (few(code()), few(action()), few(section()), few(attachment()), few(verbatim()), few(notice()));
    (id, source(), status, parties, course_and_times, lists, body())
        .prop_map(|(id, source, status, parties, (course, times), lists, body)| {
            let (subject, sender, receivers, copy_receivers) = parties;
            let (codes, actions, narrative, attachments, verbatim, notices) = lists;
            Event {
                id,
                source,
                status,
                subject,
                sender,
                receivers,
                copy_receivers,
                course,
                times,
                codes,
                actions,
                narrative,
                attachments,
                verbatim,
                notices,
                body,
            }
        })
        .boxed()
}

fn source() -> BoxedStrategy<Source> {
    let standard = select(vec![Standard::Fhir, Standard::MedcomXml]);
    (standard, word(), word(), maybe_word(), maybe_word(), digest())
        .prop_map(|(standard, letter_id, type_code, statistical_code, version_code, fingerprint)| Source {
            standard,
            letter_id,
            type_code,
            statistical_code,
            version_code,
            fingerprint,
        })
        .boxed()
}

fn course() -> BoxedStrategy<Course> {
    let episode = (maybe_word(), word()).prop_map(|(system, value)| Episode { system, value });
    let relation =
        select(vec![Relation::Answers, Relation::Cancels, Relation::Continues, Relation::Corrects, Relation::Forwards]);
    let follows = (relation, option::of(identifier()), word()).prop_map(|(relation, sender, letter_id)| Follows {
        relation,
        sender,
        letter_id,
    });
    (few(episode), maybe_word(), maybe_word(), maybe_word(), few(follows), few(hop()))
        .prop_map(|(episodes, notification, conversation, referral, follows, hops)| Course {
            episodes,
            notification,
            conversation,
            referral,
            follows,
            hops,
        })
        .boxed()
}

fn hop() -> BoxedStrategy<Hop> {
    let role = select(vec![HopRole::Removal, HopRole::Revision, HopRole::Source]);
    let what = (any::<bool>(), word());
    let what = what.prop_map(|(is_letter, of)| if is_letter { HopWhat::Letter(of) } else { HopWhat::Identifier(of) });
    let entity = (role, what).prop_map(|(role, what)| HopEntity { role, what });
    (word(), word(), maybe_moment(), maybe_moment(), option::of(party()), few(entity))
        .prop_map(|(letter_id, activity, occurred, recorded, sender, entities)| Hop {
            letter_id,
            activity,
            occurred,
            recorded,
            sender: sender.map(Box::new),
            entities,
        })
        .boxed()
}

fn times() -> BoxedStrategy<Times> {
    (maybe_moment(), maybe_moment(), maybe_moment())
        .prop_map(|(occurred, authored, sent)| Times { occurred, authored, sent })
        .boxed()
}

pub(super) fn code() -> BoxedStrategy<Code> {
    let role = select(vec![
        CodeRole::MainDiagnosis,
        CodeRole::MainDiagnosisAddition,
        CodeRole::Other,
        CodeRole::ReferralDiagnosis,
        CodeRole::ReferralDiagnosisAddition,
    ]);
    let system = prop_oneof![
        Just(CodeSystem::Icpc2),
        word().prop_map(CodeSystem::Other),
        Just(CodeSystem::Sks),
        Just(CodeSystem::Unspecified),
    ];
    (role, system, maybe_word(), maybe_word(), maybe_moment(), maybe_word())
        .prop_map(|(role, system, code, text, at, description)| Code { role, system, code, text, at, description })
        .boxed()
}

fn action() -> BoxedStrategy<Action> {
    let kind = select(vec![
        ActionKind::Answer,
        ActionKind::ContactCitizen,
        ActionKind::ContinueMedicine,
        ActionKind::FollowUp,
        ActionKind::OfferRehabilitation,
        ActionKind::PauseServices,
        ActionKind::PrepareHome,
        ActionKind::ReceivePatient,
        ActionKind::ResumeServices,
        ActionKind::SendAdmissionReport,
        ActionKind::Triage,
        ActionKind::StopServices,
        ActionKind::VisitAtHome,
        ActionKind::VisitNewborn,
    ]);
    let priority = select(vec![Priority::Routine, Priority::Elevated, Priority::Urgent]);
    let due = (moment(), any::<bool>()).prop_map(|(at, derived)| Due { at, derived });
    (kind, option::of(priority), maybe_word(), option::of(party()), option::of(text()), option::of(due))
        .prop_map(|(kind, priority, priority_word, responsible, text, due)| Action {
            kind,
            priority,
            priority_word,
            responsible,
            text,
            due,
        })
        .boxed()
}

fn attachment() -> BoxedStrategy<Attachment> {
    let bytes = prop::collection::vec(any::<u8>(), 0..16).prop_map(Personal::new);
    let content = prop_oneof![
        Just(AttachmentContent::Elsewhere),
        (bytes, digest()).prop_map(|(bytes, sha256)| AttachmentContent::Inline { bytes, sha256 }),
        (any::<u64>(), digest()).prop_map(|(size, sha256)| AttachmentContent::Original { size, sha256 }),
        Just(AttachmentContent::RecordViewer),
        secret().prop_map(AttachmentContent::Url),
    ];
    let words = (maybe_word(), maybe_word(), maybe_word(), maybe_word());
    (words, maybe_secret(), maybe_moment(), option::of(person()), any::<Option<u64>>(), content)
        .prop_map(|((id, media_type, file_type, object_code), title, at, author, stated_size, content)| Attachment {
            id,
            media_type,
            file_type,
            object_code,
            title,
            at,
            author,
            stated_size,
            content,
        })
        .boxed()
}

fn verbatim() -> BoxedStrategy<Verbatim> {
    (word(), secret()).prop_map(|(path, text)| Verbatim { path, text }).boxed()
}

fn notice() -> BoxedStrategy<Notice> {
    let place = (any::<u32>(), any::<u32>(), word()).prop_map(|(line, column, path)| Place { line, column, path });
    (select(NoticeCode::ALL.to_vec()), place).prop_map(|(code, at)| Notice { code, at }).boxed()
}
