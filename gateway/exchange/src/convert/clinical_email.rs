//! A CareCommunication as XDIS91 says it, and its files as XBIN01 carries them.
//!
//! Standard: MedCom, mapping CareCommunication to XDIS91 with MedBin, January 2026; use cases of the conversion service 3.1.

use canonical::Personal;
use canonical::action::{Action, ActionKind, Priority};
use canonical::attachment::Attachment;
use canonical::body::{Body, Correspondence, Enclosure, Segment, Turn};
use canonical::copy::{CopyOf, letter_id, uuid};
use canonical::course::{Course, Episode};
use canonical::digest::Digest;
use canonical::event::{Event, EventId, Identity, Source, Standard, Status, Times};
use canonical::identifier::PartyIdentifier;
use canonical::party::{Address, Contact, Party};
use canonical::subject::Subject;
use canonical::text::{Section, SectionKind, Text};

use super::letter_files::{MOST_FILES, object, reference};
use super::message_text::{chosen, written};
use super::names::{LONG, NO_TELEPHONE, SHORT, TELEPHONE, cut, cut_name, parted, reached_at, telephone};
use super::registry::{Registry, leading};
use super::settings::{LeadingEpisode, Settings};
use super::times::local;
use super::words::{episode_status, is_about_referral, leading_number};

/// A letter, and the letters that carry its files, if it has any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClinicalEmail {
    /// XDIS91. It names the first ten files and addresses, and its text the others.
    pub letter: Event,
    /// XBIN01, with ten files each.
    pub files: Vec<Event>,
}

/// How the naming system of LPR3 ends; its published spellings differ before that.
const LPR3: [&str; 2] = ["/Landspatientregisteret", "/Landspatientsregisteret"];

/// The event as an XDIS91 would say it, with XBIN01 for its files; `None` if it is no CareCommunication.
///
/// The same message gives the same letters.
#[must_use]
pub fn clinical_email(message: &Event, registry: &dyn Registry, settings: &Settings) -> Option<ClinicalEmail> {
    let Body::Correspondence(said) = &message.body else { return None };
    if message.source.standard != Standard::Fhir {
        return None;
    }
    let authored = message.times.authored.as_ref().or(message.times.sent.as_ref()).map(local);
    let times = Times { occurred: authored.clone(), authored, sent: message.times.sent.as_ref().map(local) };
    let copy = Copy { message, said, times, sender: sender(message, said, registry), settings };
    let files = copy.files(registry);
    Some(ClinicalEmail { letter: copy.letter(registry), files })
}

/// A copy in the making: what its letters share.
struct Copy<'a> {
    message: &'a Event,
    said: &'a Correspondence,
    times: Times,
    sender: Party,
    settings: &'a Settings,
}

impl Copy<'_> {
    fn letter(&self, registry: &dyn Registry) -> Event {
        let Self { message, said, times, .. } = self;
        let text = written(message, said);
        let subject = subject_line(said);
        let heading = subject.as_ref().map(|subject| Text::from_plain(subject.reveal()));
        let section = |kind, text| Section { kind, title: None, signed: None, text };
        let narrative = heading.into_iter().map(|heading| section(SectionKind::Other, heading));
        let segment =
            Segment { id: None, written: times.authored.clone(), author: None, is_new: Some(true), text: text.clone() };
        let body = Body::Correspondence(Correspondence {
            subject,
            category: None,
            turn: Turn::Unstated,
            from: None,
            to: None,
            segments: vec![segment],
        });
        Event {
            course: Course { episodes: self.episode().into_iter().collect(), ..Course::default() },
            actions: vec![answer(message, said)],
            narrative: narrative.chain([section(SectionKind::Message, text)]).collect(),
            attachments: message.attachments.iter().filter_map(reference).take(MOST_FILES).collect(),
            subject: message.subject.as_ref().map(patient),
            ..self.event(Named::Letter, ("XDIS91", "XD9134L"), body, registry)
        }
    }

    fn files(&self, registry: &dyn Registry) -> Vec<Event> {
        let attachments: Vec<Attachment> = self.message.attachments.iter().filter_map(object).collect();
        let tens = attachments.chunks(MOST_FILES).zip(0_u32..);
        tens.map(|(ten, index)| self.enclosure(ten.to_vec(), index, registry)).collect()
    }

    /// The so-many-th letter with files.
    fn enclosure(&self, attachments: Vec<Attachment>, index: u32, registry: &dyn Registry) -> Event {
        let body = Body::Enclosure(Enclosure { about_system: false, contents: None });
        let named = |subject: &Subject| {
            let Subject { identifiers, surname, given_name, .. } = patient(subject);
            Subject { identifiers, surname, given_name, ..Subject::default() }
        };
        let subject = self.message.subject.as_ref().map(named);
        let event = self.event(Named::Files(index), ("XBIN01", "XB0131X"), body, registry);
        Event { attachments, subject, ..event }
    }

    /// What all of them have.
    fn event(&self, named: Named, (type_code, version): (&str, &str), body: Body, registry: &dyn Registry) -> Event {
        let Self { message, times, sender, .. } = self;
        let letter_id = named.letter_id(message.id);
        let own: &[&[u8]] = match named {
            Named::Letter | Named::Files(0) => &[type_code.as_bytes(), message.id.as_bytes()],
            Named::Files(_) => &[type_code.as_bytes(), message.id.as_bytes(), letter_id.as_bytes()],
        };
        let fingerprint = Digest::of_parts("broen/converted/medcom-xml/1", own);
        let source = Source {
            standard: Standard::MedcomXml,
            letter_id,
            type_code: type_code.to_owned(),
            statistical_code: None,
            version_code: Some(version.to_owned()),
            fingerprint,
        };
        Event {
            id: EventId::derive(&Identity::new(sender, &source.letter_id), fingerprint),
            source,
            status: Status::Original,
            subject: None,
            sender: sender.clone(),
            receivers: message.receivers.iter().map(|receiver| party(receiver, registry)).collect(),
            copy_receivers: Vec::new(),
            course: Course::default(),
            times: times.clone(),
            codes: Vec::new(),
            actions: Vec::new(),
            narrative: Vec::new(),
            attachments: Vec::new(),
            verbatim: Vec::new(),
            notices: Vec::new(),
            body,
        }
    }

    /// The one episode that the letter has room for.
    fn episode(&self) -> Option<Episode> {
        let episodes = &self.message.course.episodes;
        let is_national = |episode: &&Episode| {
            episode.system.as_deref().is_some_and(|system| LPR3.iter().any(|end| system.ends_with(end)))
        };
        let preferred = match self.settings.leading_episode {
            LeadingEpisode::National => episodes.iter().find(is_national),
            LeadingEpisode::Local => episodes.iter().find(|episode| !is_national(episode)),
        };
        preferred.or(episodes.first()).map(|episode| Episode::new(None, &cut(&episode.value, SHORT)))
    }
}

/// Which of the letters it is.
#[derive(Clone, Copy)]
enum Named {
    /// The one with files that has so many before it.
    Files(u32),
    /// The one with the text.
    Letter,
}

impl Named {
    fn letter_id(self, message: EventId) -> String {
        match self {
            Self::Letter => letter_id(CopyOf::Letter, message, Standard::MedcomXml),
            Self::Files(0) => letter_id(CopyOf::Files, message, Standard::MedcomXml),
            Self::Files(index) => {
                let own = uuid("broen/copy/more-files/1", &[message.as_bytes(), &index.to_be_bytes()]);
                letter_id(CopyOf::Files, EventId::from_slice(&own).unwrap_or(message), Standard::MedcomXml)
            }
        }
    }
}

/// Category and topic. Standard: row "Category".
fn subject_line(said: &Correspondence) -> Option<Personal<String>> {
    let category = said.category.as_ref().map(|category| category.code.as_str());
    let topic = said.subject.as_ref().map(|topic| topic.reveal().as_str());
    let words: Vec<&str> = category.into_iter().chain(topic).collect();
    let line = cut(&words.join(","), LONG);
    (!line.is_empty()).then(|| Personal::new(line))
}

/// Priority is said of referrals only; elsewhere it is a sentence of the text.
fn answer(message: &Event, said: &Correspondence) -> Action {
    let is_about_referral = is_about_referral(said);
    let action = message.actions.iter().find(|action| action.kind == ActionKind::Answer).filter(|_| is_about_referral);
    let priority = action.and_then(|action| action.priority);
    let priority_word = priority.map(|priority| match priority {
        Priority::Urgent => "høj_prioritet",
        Priority::Elevated | Priority::Routine => "rutine",
    });
    let priority = priority.map(|priority| if priority == Priority::Urgent { priority } else { Priority::Routine });
    Action { priority, priority_word: priority_word.map(str::to_owned), ..Action::plain(ActionKind::Answer) }
}

/// The sender, reached at the telephone number of whoever wrote last.
fn sender(message: &Event, said: &Correspondence, registry: &dyn Registry) -> Party {
    let mut numbers =
        chosen(said).into_iter().rev().filter_map(|segment| telephone(&segment.author.as_ref()?.contacts));
    let number = numbers.next().map(|number| cut(number.reveal(), TELEPHONE));
    let number = number.unwrap_or_else(|| NO_TELEPHONE.to_owned());
    let contacts: Vec<Contact> = vec![reached_at(Personal::new(number))];
    Party { contacts, ..party(&message.sender, registry) }
}

/// Location number, and the number that says what kind of organisation it is: SOR where it is known.
fn party(party: &Party, registry: &dyn Registry) -> Party {
    let (gln, sor) = leading(party, registry);
    let is_worded = |one: &&PartyIdentifier| {
        matches!(one, PartyIdentifier::Municipality(_) | PartyIdentifier::Provider(_) | PartyIdentifier::Shak(_))
    };
    let unit = sor.or_else(|| party.identifiers.iter().find(is_worded).cloned());
    let [organisation, department, unit_name] = parted(party.organisation.as_deref().unwrap_or_default());
    Party {
        identifiers: gln.into_iter().chain(unit).collect(),
        organisation,
        department,
        unit: unit_name,
        ..Party::default()
    }
}

fn patient(subject: &Subject) -> Subject {
    let (number, _) = leading_number(&subject.identifiers);
    let Address { street, suburb: _, district, post_code } = &subject.address;
    let status = episode_status(subject.episode_status.as_deref(), subject.deceased);
    Subject {
        identifiers: number.into_iter().collect(),
        surname: cut_name(subject.surname.as_ref(), LONG),
        given_name: cut_name(subject.given_name.as_ref(), LONG),
        address: Address {
            street: cut_name(street.as_ref(), SHORT),
            suburb: None,
            district: cut_name(district.as_ref(), SHORT),
            post_code: cut_name(post_code.as_ref(), 9),
        },
        deceased: (status == "doed").then_some(true),
        episode_status: Some(status.to_owned()),
        ..Subject::default()
    }
}
