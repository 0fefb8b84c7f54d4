//! XDIS91, and the files of its XBIN01, as a CareCommunication says them.
//!
//! Standard: MedCom, mapping XDIS91 with MedBin to CareCommunication, January 2026; use cases of the conversion service 3.1.

use canonical::action::{Action, ActionKind, Priority};
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, Correspondence, Segment, Turn};
use canonical::code::Concept;
use canonical::copy::{CopyOf, bare, letter_id, named, uuid};
use canonical::course::{Course, Episode};
use canonical::digest::Digest;
use canonical::event::{Event, EventId, Identity, Source, Standard, Status, Times};
use canonical::identifier::PartyIdentifier;
use canonical::party::{Address, Party, Person};
use canonical::subject::Subject;
use canonical::text::{Section, SectionKind, Text};
use canonical::{Moment, Personal};

use super::names::{NO_TELEPHONE, joined, reached_at, telephone};
use super::registry::{Known, Registry, leading};
use super::times::zoned;
use super::words::{standing, with_system};

/// The role of an author whom the letter does not name.
pub(super) const UNKNOWN_ROLE: &str = "ukendt";
/// Stands before the text of a letter with high priority: only referrals have a field for it.
pub(super) const URGENT: &str = "Denne meddelelse har høj prioritet.";
/// The topic of a letter without a subject.
pub(super) const NO_TOPIC: &str = "Ukendt emne";
/// The media type of a file of which nothing is known.
const UNKNOWN_FILE: &str = "application/octet-stream";
/// The code system of the categories.
const CATEGORIES: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-careCommunication-categoryCodes";

/// The event as a CareCommunication would say it; `None` if it is no XDIS91. `files` are the events of the letters that carry its
/// files, as far as they have come: a file that has not has neither content nor title.
///
/// The same letter and files give the same message, and the same letter the same message id.
#[must_use]
pub fn care_communication(letter: &Event, files: &[Event], registry: &dyn Registry) -> Option<Event> {
    let Body::Correspondence(said) = &letter.body else { return None };
    if letter.source.standard != Standard::MedcomXml || letter.source.type_code != "XDIS91" {
        return None;
    }
    let sender = sender(&letter.sender, registry);
    let authored = letter.times.authored.as_ref().map(zoned);
    let text = text(letter, said);
    let segment = Segment {
        id: Some(bare(&named(CopyOf::Text, letter.id))),
        written: authored.clone(),
        author: Some(author(&letter.sender, &sender, registry)),
        is_new: Some(true),
        text: text.clone(),
    };
    let section = Section { kind: SectionKind::Message, title: None, signed: authored.clone(), text };
    let topic = said.subject.clone().filter(|subject| !subject.reveal().trim().is_empty());
    let body = Body::Correspondence(Correspondence {
        subject: Some(topic.unwrap_or_else(|| Personal::new(NO_TOPIC.to_owned()))),
        category: Some(Concept { system: Some(CATEGORIES.to_owned()), code: "other".to_owned(), display: None }),
        turn: Turn::New,
        from: None,
        to: None,
        segments: vec![segment],
    });
    let source = source(letter, files);
    Some(Event {
        id: EventId::derive(&Identity::new(&sender, &source.letter_id), source.fingerprint),
        source,
        status: Status::Original,
        subject: letter.subject.as_ref().map(|patient| patient_of(patient, &letter.course)),
        sender,
        receivers: letter.receivers.iter().map(|party| receiver(party, registry)).collect(),
        copy_receivers: Vec::new(),
        course: course(letter),
        times: Times { occurred: None, authored: authored.clone(), sent: letter.times.sent.as_ref().map(zoned) },
        codes: Vec::new(),
        actions: vec![Action::plain(ActionKind::Answer)],
        narrative: vec![section],
        attachments: attachments(letter, files, authored.as_ref()),
        verbatim: Vec::new(),
        notices: Vec::new(),
        body,
    })
}

fn source(letter: &Event, files: &[Event]) -> Source {
    let parts: Vec<&[u8]> = [letter].into_iter().chain(files).map(|event| event.id.as_bytes().as_slice()).collect();
    Source {
        standard: Standard::Fhir,
        letter_id: letter_id(CopyOf::Letter, letter.id, Standard::Fhir),
        type_code: "care-communication-message".to_owned(),
        statistical_code: None,
        version_code: Some("5.0".to_owned()),
        fingerprint: Digest::of_parts("broen/converted/care-communication/1", &parts),
    }
}

fn course(letter: &Event) -> Course {
    let episodes = letter.course.episodes.first().map(|episode| Episode::new(None, &episode.value));
    let conversation = Some(bare(&named(CopyOf::Conversation, letter.id)));
    Course { episodes: episodes.into_iter().collect(), conversation, ..Course::default() }
}

/// Location number and SOR code; of the other numbers those that the profiles have a naming system for.
fn sender(party: &Party, registry: &dyn Registry) -> Party {
    let (gln, sor) = leading(party, registry);
    let others = party.identifiers.iter().filter(|one| {
        matches!(one, PartyIdentifier::Cvr(_) | PartyIdentifier::Municipality(_) | PartyIdentifier::Provider(_))
    });
    let identifiers = gln.into_iter().chain(sor).chain(others.cloned()).collect();
    Party { identifiers, organisation: joined(party), ..Party::default() }
}

/// Of the receiver, department and unit are not carried: rows "Receiver department", "Receiver unit".
fn receiver(party: &Party, registry: &dyn Registry) -> Party {
    let (gln, sor) = leading(party, registry);
    let identifiers = gln.into_iter().chain(sor).collect();
    Party { identifiers, organisation: party.organisation.clone(), ..Party::default() }
}

/// The letter names no author: the organisation stands there, with the telephone number of the letter, else that of the registry.
fn author(said: &Party, sender: &Party, registry: &dyn Registry) -> Person {
    let name = joined(said).or_else(|| said.gln().map(|gln| gln.as_str().to_owned())).unwrap_or_default();
    let looked_up = || registry.known(&said.identifiers).and_then(|Known { telephone, .. }| telephone);
    let number = telephone(&said.contacts).cloned().or_else(looked_up);
    Person {
        role: Some(UNKNOWN_ROLE.to_owned()),
        identifiers: sender.identifiers.clone(),
        contacts: vec![reached_at(number.unwrap_or_else(|| Personal::new(NO_TELEPHONE.to_owned())))],
        ..Person::named(Personal::new(name))
    }
}

fn patient_of(patient: &Subject, course: &Course) -> Subject {
    let Address { street, suburb: _, district, post_code } = patient.address.clone();
    let word = patient.episode_status.as_deref();
    let is_dead = patient.deceased == Some(true) || word == Some("doed");
    Subject {
        identifiers: patient.identifiers.iter().map(with_system).collect(),
        surname: patient.surname.clone(),
        given_name: patient.given_name.clone(),
        address: Address { street, suburb: None, district, post_code },
        deceased: is_dead.then_some(true),
        // An Encounter must name its episode: without one there is none.
        episode_status: standing(word, !course.episodes.is_empty()).map(str::to_owned),
        ..Subject::default()
    }
}

/// All text as one, of which line breaks are the only format; with a sentence for what has no field.
fn text(letter: &Event, said: &Correspondence) -> Text {
    let texts: Vec<String> = said.segments.iter().map(|segment| segment.text.plain()).collect();
    let is_urgent = letter.actions.iter().any(|action| action.priority == Some(Priority::Urgent));
    let text = texts.join("\n");
    Text::from_plain(&if is_urgent { format!("{URGENT} {text}") } else { text })
}

/// What the letter names, in its order, and then what came with it and is named nowhere.
fn attachments(letter: &Event, files: &[Event], at: Option<&Moment>) -> Vec<Attachment> {
    let carried: Vec<&Attachment> = files.iter().flat_map(|event| &event.attachments).collect();
    let of = |named: &Attachment| carried.iter().copied().find(|one| one.id.is_some() && one.id == named.id);
    let mut all: Vec<Attachment> =
        letter.attachments.iter().enumerate().filter_map(|(index, one)| file(letter, index, one, of(one))).collect();
    let is_named = |one: &&Attachment| letter.attachments.iter().any(|named| named.id.is_some() && named.id == one.id);
    let unnamed = carried.iter().copied().filter(|one| !is_named(one)).enumerate();
    all.extend(unnamed.filter_map(|(index, one)| file(letter, letter.attachments.len() + index, one, Some(one))));
    all.iter_mut().for_each(|one| one.at = at.cloned());
    all
}

fn file(letter: &Event, index: usize, said: &Attachment, carried: Option<&Attachment>) -> Option<Attachment> {
    let content = match (&said.content, carried) {
        (AttachmentContent::RecordViewer, _) => return None,
        (AttachmentContent::Elsewhere, Some(carried)) => carried.content.clone(),
        (own, _) => own.clone(),
    };
    let media_type = said.media_type.clone().or_else(|| carried.and_then(|one| one.media_type.clone()));
    let is_file = !matches!(content, AttachmentContent::Url(_));
    let kind = said.object_code.as_ref().or(carried.and_then(|one| one.object_code.as_ref()));
    let title = said.title.clone().filter(|title| !title.reveal().trim().is_empty());
    let title = title.or_else(|| kind.map(|kind| Personal::new(kind.clone())));
    Some(Attachment {
        id: Some(file_id(letter, index, said)),
        // A file must have one; whoever does not know what it is refuses it.
        media_type: media_type.or_else(|| is_file.then(|| UNKNOWN_FILE.to_owned())),
        file_type: None,
        object_code: None,
        // Without its content it has no title: the receiver is to see that it is not whole.
        title: title.filter(|_| content != AttachmentContent::Elsewhere),
        at: None,
        author: None,
        stated_size: None,
        content,
    })
}

/// The identifier of a file, which is a UUID there; one is made where the letter has another.
fn file_id(letter: &Event, index: usize, said: &Attachment) -> String {
    let is_uuid = |id: &&String| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_file = !matches!(said.content, AttachmentContent::Url(_));
    let made = || {
        let id = said.id.as_deref().unwrap_or_default().as_bytes();
        bare(&uuid("broen/copy/file/1", &[letter.id.as_bytes(), &index.to_be_bytes(), id]))
    };
    said.id.as_ref().filter(is_uuid).filter(|_| is_file).cloned().unwrap_or_else(made)
}
