//! Events made by chance, of the kind that messages can say.

use canonical::Personal;
use canonical::action::{Action, ActionKind, Priority};
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, Correspondence, HospitalStay, Segment, StayClass, StayNotice, StayState, Turn};
use canonical::code::Concept;
use canonical::course::{Course, Hop, HopEntity, HopRole, HopWhat, Relation};
use canonical::event::{Event, EventId, Identity, Source, Status, Times};
use canonical::identifier::PartyIdentifier;
use canonical::party::{Channel, Contact, Party, Person};
use canonical::text::{Section, SectionKind};

use super::chance::{Chance, ROLES};

pub(crate) fn event(source: Source, sender: Party, receiver: Party, body: Body) -> Event {
    let identity = Identity::new(&sender, &source.letter_id);
    Event {
        id: EventId::derive(&identity, source.fingerprint),
        source,
        status: Status::Original,
        subject: None,
        sender,
        receivers: vec![receiver],
        copy_receivers: Vec::new(),
        course: Course::default(),
        times: Times::default(),
        codes: Vec::new(),
        actions: Vec::new(),
        narrative: Vec::new(),
        attachments: Vec::new(),
        verbatim: Vec::new(),
        notices: Vec::new(),
        body,
    }
}

/// A correspondence as a CareCommunication says it.
pub(crate) fn correspondence(seed: u64) -> Event {
    let mut chance = Chance::new(seed);
    let chance = &mut chance;
    let (sender, receiver, third) = (chance.party(), chance.party(), chance.identifiers());
    let turn = chance.pick(&[Turn::New, Turn::Reply, Turn::Forward]);
    let parties = [sender.identifiers.clone(), receiver.identifiers.clone(), third];
    let segments = segments(chance, turn, &parties);
    let category = chance.pick(&["medicine", "other", "regarding-referral"]);
    let system = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-careCommunication-categoryCodes".to_owned();
    let display = chance.maybe(|_| "Medicin".to_owned());
    let is_topical = category == "other" || chance.is_heads();
    let is_urgent = (category == "regarding-referral")
        .then(|| chance.pick(&[None, Some((Priority::Urgent, "asap")), Some((Priority::Routine, "routine"))]))
        .flatten();
    let to_role = chance.maybe(|chance| chance.pick(&ROLES));
    let body = Correspondence {
        subject: is_topical.then(|| chance.personal()),
        category: Some(Concept { system: Some(system), code: category.to_owned(), display }),
        turn,
        from: chance.maybe(|chance| chance.person(sender.identifiers.clone(), to_role)),
        to: chance.maybe(|chance| chance.person(receiver.identifiers.clone(), to_role)),
        segments,
    };
    let new =
        body.segments.iter().filter(|segment| segment.is_new == Some(true)).filter_map(|new| new.written.as_ref());
    let authored = new.max_by_key(|written| written.instant).cloned();
    let narrative = body.segments.iter().map(section).collect();
    let attachments = chance.some(2, |chance| attachment(chance, &body.segments, &parties));
    let mut made = event(chance.source("care-communication-message"), sender, receiver, Body::Correspondence(body));
    made.source.version_code = Some("5.0".to_owned());
    let numbers = std::iter::once(chance.number()).chain(chance.some(2, Chance::number)).collect();
    let mut subject = chance.subject(numbers);
    made.course.episodes = chance.some(2, Chance::episode);
    subject.deceased = chance.pick(&[None, Some(false), Some(true)]);
    if !made.course.episodes.is_empty() {
        let words = ["indlagt", "ambulant", "inaktiv"];
        let word = if subject.deceased == Some(true) { "doed" } else { chance.pick(&words) };
        subject.episode_status = Some(word.to_owned());
    }
    made.subject = Some(subject);
    made.course.conversation = Some(chance.hex());
    made.course.follows = match turn {
        Turn::Forward => vec![chance.follows(Relation::Forwards)],
        Turn::Reply => vec![chance.follows(Relation::Answers)],
        Turn::New | Turn::Unstated => Vec::new(),
    };
    made.course.hops = chance.some(2, |chance| {
        let hop = chance.hop(&["forward-message", "new-message", "reply-message"]);
        // At most one message before it, and what it added.
        let before = chance.maybe(|chance| chance.entity(HopRole::Revision));
        let added = HopWhat::Identifier(format!("urn:uuid:{}", chance.uuid()));
        let added = HopEntity { role: HopRole::Source, what: added };
        Hop { entities: before.into_iter().chain([added]).collect(), ..hop }
    });
    made.times.authored = authored;
    let (priority, priority_word) = is_urgent.map(|(priority, word)| (priority, word.to_owned())).unzip();
    made.actions = vec![Action { priority, priority_word, ..Action::plain(ActionKind::Answer) }];
    (made.narrative, made.attachments) = (narrative, attachments);
    made
}

fn section(segment: &Segment) -> Section {
    let (signed, text) = (segment.written.clone(), segment.text.clone());
    Section { kind: SectionKind::Message, title: None, signed, text }
}

fn segments(chance: &mut Chance, turn: Turn, parties: &[Vec<PartyIdentifier>; 3]) -> Vec<Segment> {
    let many = 1 + chance.below(4);
    let one = |chance: &mut Chance, index: usize| {
        let is_new = turn == Turn::New || index + 1 == many;
        let of = if is_new { parties[0].clone() } else { parties[chance.below(3)].clone() };
        let role = chance.pick(&ROLES);
        let contacts = vec![Contact { channel: Channel::Telephone, ..chance.contact() }];
        let author = Person { contacts, ..chance.person(of, Some(role)) };
        let (id, written, text) = (Some(chance.hex()), Some(chance.moment()), chance.text());
        Segment { id, written, author: Some(author), is_new: Some(is_new), text }
    };
    (0..many).map(|index| one(chance, index)).collect()
}

fn attachment(chance: &mut Chance, segments: &[Segment], parties: &[Vec<PartyIdentifier>; 3]) -> Attachment {
    let content = match chance.below(3) {
        0 => AttachmentContent::Elsewhere,
        1 => AttachmentContent::Url(Personal::new("https://example.org/a?b=1&c=2".to_owned())),
        _ => AttachmentContent::from_bytes(chance.line().into_bytes()),
    };
    let of = parties[chance.below(3)].clone();
    let role = chance.pick(&ROLES);
    let author = chance.maybe(|chance| chance.person(of, Some(role)));
    Attachment {
        id: Some(chance.hex()),
        media_type: Some("application/pdf".to_owned()),
        file_type: None,
        object_code: None,
        title: Some(chance.personal()),
        at: segments[chance.below(segments.len())].written.clone(),
        author: author.map(|author| {
            let telephone = |chance: &mut Chance| Contact { channel: Channel::Telephone, ..chance.contact() };
            Person { contacts: chance.some(1, telephone), ..author }
        }),
        stated_size: chance.maybe(|chance| chance.below(100_000) as u64),
        content,
    }
}

/// A notice about a stay as a HospitalNotification says it.
pub(crate) fn stay(seed: u64) -> Event {
    let mut chance = Chance::new(seed);
    let chance = &mut chance;
    let (sender, receiver) = (chance.party(), chance.party());
    let notice = chance.pick(&[
        StayNotice::Admitted,
        StayNotice::ArrivedAcute,
        StayNotice::Died,
        StayNotice::Discharged,
        StayNotice::LeaveEnded,
        StayNotice::LeaveStarted,
    ]);
    let status = chance.pick(&[Status::Cancelled, Status::Corrected, Status::Original]);
    let class = match notice {
        StayNotice::Died | StayNotice::Discharged => chance.pick(&[StayClass::Acute, StayClass::Inpatient]),
        StayNotice::ArrivedAcute => StayClass::Acute,
        _ => StayClass::Inpatient,
    };
    let mut stay = HospitalStay {
        admitted: Some(chance.time()),
        discharged: chance.maybe(Chance::time),
        leave_started: Some(chance.time()),
        leave_ended: chance.maybe(Chance::time),
        ward: chance.maybe(|chance| Box::new(chance.party())),
        report_to: chance.maybe(|chance| Box::new(chance.party())),
        ..HospitalStay::plain(notice, state(notice, status), class)
    };
    if stay.state != StayState::OnLeave && chance.is_heads() {
        (stay.leave_started, stay.leave_ended) = (None, None);
    }
    let occurred = match notice {
        StayNotice::Admitted | StayNotice::ArrivedAcute => stay.admitted.clone(),
        StayNotice::LeaveEnded => stay.leave_ended.clone(),
        StayNotice::LeaveStarted => stay.leave_started.clone(),
        _ => stay.discharged.clone(),
    };
    let actions = asked(notice, status, stay.report_to.is_some());
    let mut made = event(chance.source("hospital-notification-message"), sender, receiver, Body::HospitalStay(stay));
    let number = vec![chance.cpr()];
    let mut subject = chance.subject(number);
    subject.deceased = match (notice, status) {
        (StayNotice::Died, status) => Some(status != Status::Cancelled),
        _ => None,
    };
    made.subject = Some(subject);
    made.status = status;
    made.course.episodes = std::iter::once(chance.episode()).chain(chance.some(1, Chance::episode)).collect();
    let relation = match status {
        Status::Cancelled => Relation::Cancels,
        Status::Corrected => Relation::Corrects,
        Status::Original => Relation::Continues,
    };
    let needs_earlier = status != Status::Original || chance.is_heads();
    made.course.follows = needs_earlier.then(|| chance.follows(relation)).into_iter().collect();
    made.course.hops =
        chance.some(3, |chance| chance.hop(&["admit-inpatient", "cancel-admit-emergency", "revise-admit-inpatient"]));
    made.times = Times { occurred, authored: Some(chance.time()), sent: None };
    made.actions = actions;
    made
}

fn state(notice: StayNotice, status: Status) -> StayState {
    match (notice, status) {
        (StayNotice::Admitted | StayNotice::ArrivedAcute, Status::Cancelled) => StayState::EnteredInError,
        (StayNotice::LeaveEnded, Status::Cancelled)
        | (StayNotice::LeaveStarted, Status::Corrected | Status::Original) => StayState::OnLeave,
        (StayNotice::Discharged | StayNotice::Died, Status::Corrected | Status::Original) => StayState::Finished,
        _ => StayState::InProgress,
    }
}

fn asked(notice: StayNotice, status: Status, is_report_wanted: bool) -> Vec<Action> {
    if status == Status::Cancelled {
        return Vec::new();
    }
    let services = match notice {
        StayNotice::Died => ActionKind::StopServices,
        StayNotice::Discharged | StayNotice::LeaveStarted => ActionKind::ResumeServices,
        _ => ActionKind::PauseServices,
    };
    let report = is_report_wanted.then_some(ActionKind::SendAdmissionReport);
    std::iter::once(services).chain(report).map(Action::plain).collect()
}
