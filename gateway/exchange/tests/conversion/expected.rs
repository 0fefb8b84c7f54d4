//! What an event is after its conversion there and back, by the frozen list alone.
//!
//! Each entry of the list is a change to the event that was converted; those that stand for any change are made to both.

use canonical::Personal;
use canonical::action::{Action, ActionKind, Priority};
use canonical::attachment::AttachmentContent;
use canonical::body::{Body, Correspondence, Segment, Turn};
use canonical::course::Episode;
use canonical::digest::Digest;
use canonical::event::{Event, EventId, Standard, Status};
use canonical::identifier::{PartyIdentifier, PatientIdentifier, ReplacementKind};
use canonical::party::{Channel, Contact, Party, Person};
use canonical::text::{Section, SectionKind, Text};
use exchange::convert::Registry as _;

use crate::made::{Sor, personal};
use crate::times::{local, zoned};

/// What holds for the converted event and for what came of it: ids and fingerprints are new, and names are one text.
pub(crate) fn without_ids(event: &Event) -> Event {
    let mut event = event.clone();
    event.id = EventId::from_slice(&[0; 16]).expect("16 bytes");
    event.source.letter_id = String::new();
    event.source.fingerprint = Digest::of(b"");
    event.source.statistical_code = None;
    event.source.version_code = None;
    event.course.conversation = None;
    // The test persons have doubtful numbers.
    event.notices.clear();
    for party in std::iter::once(&mut event.sender).chain(&mut event.receivers) {
        let names = [party.organisation.take(), party.department.take(), party.unit.take()];
        party.organisation = Some(names.into_iter().flatten().collect::<Vec<_>>().join(", "));
        party.identifiers.retain(|one| matches!(one, PartyIdentifier::Gln(_) | PartyIdentifier::Sor(_)));
    }
    // Words that stand beside each other are words.
    event.narrative.iter_mut().for_each(|section| section.text = Text::from_plain(&section.text.plain()));
    for one in &mut event.attachments {
        if matches!(one.content, AttachmentContent::Url(_)) {
            one.id = None;
        }
    }
    if let Body::Correspondence(said) = &mut event.body {
        for segment in &mut said.segments {
            segment.id = None;
            segment.text = Text::from_plain(&segment.text.plain());
            if let Some(author) = &mut segment.author {
                author.identifiers.clear();
            }
        }
    }
    event
}

fn said(event: &mut Event) -> &mut Correspondence {
    match &mut event.body {
        Body::Correspondence(said) => said,
        _ => panic!("no correspondence"),
    }
}

/// Changes an XDIS91 as this entry of the list says.
pub(crate) fn of_letter(id: &str, event: &mut Event) {
    match id {
        "status-new" => event.status = Status::Original,
        "minutes" => local_times(event),
        "location-and-registry" => look_up(event),
        "receiver-department" => event.receivers.iter_mut().for_each(|party| {
            party.department = None;
            party.unit = None;
        }),
        "no-address" => without_addresses(event),
        "no-speciality" => event.sender.specialty = None,
        "telephone" => telephone(event),
        "patient-particulars" => particulars(event),
        "episode-status" => standing(event),
        "priority-in-text" => priority(event),
        "subject-line" => {
            let topic = said(event).subject.take().map_or_else(|| "Ukendt emne".to_owned(), Personal::into_revealed);
            head(event, &format!("other,{topic}"));
        }
        "one-text" => {
            let text = said(event).segments[0].text.plain();
            body_text(event, &text);
        }
        "file-words" => file_words(event),
        "record-viewer" => event.attachments.retain(|one| one.content != AttachmentContent::RecordViewer),
        // What these say holds for both, or is checked by the rules, or happens to nothing that goes there and back.
        "author-unknown" | "category-other" | "episode-writing" | "file-content" | "file-ids" | "file-titles"
        | "names-joined" | "new-ids" | "one-patient-number" | "replacement-system" | "version" => {}
        other => panic!("{other}: no such change"),
    }
}

/// Changes a CareCommunication as this entry of the list says.
pub(crate) fn of_message(id: &str, event: &mut Event) {
    match id {
        "status-new" => opened_anew(event),
        "minutes" => zoned_times(event),
        "location-and-registry" => look_up(event),
        "names-joined" | "field-lengths" => field_lengths(event),
        "no-address" => without_addresses(event),
        "patient-particulars" => {
            particulars(event);
            event.subject.iter_mut().for_each(|patient| patient.contacts.clear());
        }
        "one-patient-number" => one_number(event),
        "replacement-system" => replacement_system(event),
        "one-episode" => one_episode(event),
        "category-other" => {
            if let Some(category) = &mut said(event).category {
                category.code = "other".to_owned();
            }
        }
        "subject-line" => {
            let said = said(event);
            let category = said.category.as_ref().expect("a category").code.clone();
            let topic = said.subject.as_ref().map(|topic| topic.reveal().clone());
            let line: Vec<String> = std::iter::once(category).chain(topic).collect();
            let line: String = line.join(",").chars().take(70).collect();
            said.subject = Some(personal(line.trim_end()));
        }
        "author-unknown" => unknown_author(event),
        "file-sent-before" => event.attachments.retain(|one| one.content != AttachmentContent::Elsewhere),
        "file-author" => event.attachments.iter_mut().for_each(|one| one.author = None),
        "file-words" => {
            event.attachments.iter_mut().filter(|one| !matches!(one.content, AttachmentContent::Url(_))).for_each(
                |one| {
                    let is_unknown = one.media_type.as_deref() == Some("text/html");
                    if is_unknown {
                        one.media_type = Some("application/octet-stream".to_owned());
                    }
                },
            )
        }
        "address-type" => event.attachments.iter_mut().for_each(|one| {
            let is_address = matches!(one.content, AttachmentContent::Url(_));
            one.media_type = one.media_type.take().filter(|_| !is_address);
        }),
        "file-titles" => event.attachments.iter_mut().for_each(|one| {
            let title: String = one.title.as_ref().expect("a title").reveal().chars().take(70).collect();
            one.title = Some(personal(title.trim_end()));
        }),
        "priority-in-text" => event.actions = vec![Action::plain(ActionKind::Answer)],
        "one-time" => {
            let at = event.times.authored.clone();
            event.attachments.iter_mut().for_each(|one| one.at = at.clone());
        }
        "one-text" => {}
        // Said in the text, all together.
        "author-in-text" | "earlier-text" | "note-of-turn" | "people-in-text" => {}
        "episode-status" | "episode-writing" | "file-content" | "file-ids" | "new-ids" | "telephone" | "version" => {}
        other => panic!("{other}: no such change"),
    }
}

fn opened_anew(event: &mut Event) {
    event.status = Status::Original;
    event.course.follows.clear();
    said(event).turn = Turn::New;
}

/// The text of a message with everything that the letter says in words.
pub(crate) fn text_of_message(message: &Event) -> String {
    let Body::Correspondence(said) = &message.body else { panic!("no correspondence") };
    let mut lines = Vec::new();
    match said.turn {
        Turn::Reply => lines.push("Meddelelsen er en besvarelse.".to_owned()),
        Turn::Forward => lines.push("Meddelelsen er videresendt.".to_owned()),
        _ => {}
    }
    let named = |one: &Person| match &one.role {
        Some(role) => format!("{}, {role}", one.name.reveal()),
        None => one.name.reveal().clone(),
    };
    lines.extend(said.from.iter().map(|one| format!("Afsender: {}", named(one))));
    lines.extend(said.to.iter().map(|one| format!("Modtager: {}", named(one))));
    let segments: Vec<&Segment> =
        said.segments.iter().filter(|one| said.turn != Turn::Reply || one.is_new == Some(true)).collect();
    let action = &message.actions[0];
    let is_urgent = action.priority == Some(Priority::Urgent);
    for segment in &segments {
        if segments.len() > 1 {
            let written = local(segment.written.as_ref().expect("a time").instant).written;
            lines.push(format!("{}:", written.replace('T', " ")));
        }
        lines.push(segment.text.plain());
        lines.extend(segment.author.iter().map(named));
    }
    let earlier = message.attachments.iter().filter(|one| one.content == AttachmentContent::Elsewhere);
    let titles: Vec<&str> = earlier.map(|one| one.title.as_ref().expect("a title").reveal().as_str()).collect();
    if !titles.is_empty() {
        lines.push(format!("Tidligere sendte bilag: {}", titles.join(", ")));
    }
    let (_, others) = numbers(message);
    if !others.is_empty() {
        let said = "Der er modtaget flere end et CPR-nummer i korrespondancemeddelelsen. Derfor er de resterende \
                    medsendte CPR-numre indsat her";
        lines.push(format!("{said}: {}", others.join(", ")));
    }
    let text = lines.join("\n");
    // The priority of a referral becomes a field, and the field a sentence.
    if is_urgent { format!("Denne meddelelse har høj prioritet. {text}") } else { text }
}

/// The text, in the body and where others read it.
pub(crate) fn body_text(event: &mut Event, text: &str) {
    let text = Text::from_plain(text);
    let said = said(event);
    said.segments.truncate(1);
    said.segments[0].text = text.clone();
    let signed = if event.source.standard == Standard::Fhir { event.times.authored.clone() } else { None };
    event.narrative.retain(|section| section.kind == SectionKind::Other);
    event.narrative.push(Section { kind: SectionKind::Message, title: None, signed, text });
}

fn head(event: &mut Event, subject: &str) {
    let subject: String = subject.chars().take(70).collect();
    said(event).subject = Some(Personal::new(subject.clone()));
    let text = Text::from_plain(&subject);
    event.narrative.retain(|section| section.kind != SectionKind::Other);
    event.narrative.insert(0, Section { kind: SectionKind::Other, title: None, signed: None, text });
}

fn local_times(event: &mut Event) {
    let times = [&mut event.times.occurred, &mut event.times.authored, &mut event.times.sent];
    for time in times.into_iter().flatten() {
        *time = local(time.instant);
    }
    let authored = event.times.authored.clone();
    said(event).segments.iter_mut().for_each(|one| one.written = authored.clone());
}

fn zoned_times(event: &mut Event) {
    for time in [&mut event.times.authored, &mut event.times.sent].into_iter().flatten() {
        *time = zoned(time.instant);
    }
    let authored = event.times.authored.clone();
    said(event).segments.iter_mut().for_each(|one| one.written = authored.clone());
}

fn look_up(event: &mut Event) {
    for party in std::iter::once(&mut event.sender).chain(&mut event.receivers) {
        let is_sor = |one: &PartyIdentifier| matches!(one, PartyIdentifier::Sor(_));
        if !party.identifiers.iter().any(is_sor) {
            party.identifiers.extend(Sor.known(&party.identifiers).and_then(|known| known.sor));
        }
    }
}

fn without_addresses(event: &mut Event) {
    for Party { address, .. } in std::iter::once(&mut event.sender).chain(&mut event.receivers) {
        *address = canonical::party::Address::default();
    }
}

fn reached_at(number: &str) -> Vec<Contact> {
    vec![Contact { channel: Channel::Telephone, value: personal(number), note: None }]
}

fn telephone(event: &mut Event) {
    if event.sender.contacts.is_empty() {
        let known = Sor.known(&event.sender.identifiers).and_then(|known| known.telephone);
        let number = known.map_or_else(|| "0000 0000".to_owned(), Personal::into_revealed);
        event.sender.contacts = reached_at(&number);
    }
}

fn particulars(event: &mut Event) {
    if let Some(patient) = &mut event.subject {
        patient.address.suburb = None;
        patient.occupation = None;
    }
}

fn standing(event: &mut Event) {
    let has_episode = !event.course.episodes.is_empty();
    if let Some(patient) = &mut event.subject {
        let word = match patient.episode_status.as_deref() {
            Some("doed") => "doed",
            Some("indlagt") if has_episode => "indlagt",
            Some("ambulant" | "ambulant_roentgen") if has_episode => "ambulant",
            _ => "inaktiv",
        };
        patient.episode_status = Some(word.to_owned());
    }
}

fn priority(event: &mut Event) {
    let was = std::mem::replace(&mut event.actions, vec![Action::plain(ActionKind::Answer)]);
    if was[0].priority == Some(Priority::Urgent) {
        let text = format!("Denne meddelelse har høj prioritet. {}", said(event).segments[0].text.plain());
        body_text(event, &text);
    }
}

fn file_words(event: &mut Event) {
    for file in &mut event.attachments {
        if !matches!(file.content, AttachmentContent::Url(_)) {
            let (kind, word) = match file.media_type.as_deref() {
                Some("application/pdf") => ("pdf", "vektor_grafik"),
                Some("image/jpeg") => ("jpeg", "billede"),
                Some("image/png") => ("png", "billede"),
                Some("application/msword") => ("doc", "tekstfil"),
                _ => ("inh", "proprietaert_indhold"),
            };
            file.file_type = Some(kind.to_owned());
            file.object_code = Some(word.to_owned());
        }
    }
}

fn field_lengths(event: &mut Event) {
    for party in std::iter::once(&mut event.sender).chain(&mut event.receivers) {
        let name = party.organisation.take().expect("a name");
        let is_long = name.chars().count() > 35;
        let cut = |piece: &str| piece.chars().take(if is_long { 35 } else { 99 }).collect::<String>();
        // Of the receiver, what does not fit in the first field has no place in the message that comes back.
        party.organisation = Some(name.split(", ").map(cut).collect::<Vec<_>>().join(", "));
    }
}

fn numbers(event: &Event) -> (PatientIdentifier, Vec<String>) {
    let all = &event.subject.as_ref().expect("a patient").identifiers;
    let is_cpr = |one: &&PatientIdentifier| matches!(one, PatientIdentifier::Cpr(_));
    let is_national = |one: &&PatientIdentifier| {
        matches!(one, PatientIdentifier::Replacement { kind: ReplacementKind::National, .. })
    };
    let lead = all.iter().find(is_cpr).or_else(|| all.iter().find(is_national)).unwrap_or(&all[0]).clone();
    let others = all.iter().filter(|one| **one != lead).map(|one| one.reveal().to_owned()).collect();
    (lead, others)
}

fn one_number(event: &mut Event) {
    let (lead, _) = numbers(event);
    event.subject.iter_mut().for_each(|patient| patient.identifiers = vec![lead.clone()]);
}

fn replacement_system(event: &mut Event) {
    for one in event.subject.iter_mut().flat_map(|patient| &mut patient.identifiers) {
        if let PatientIdentifier::Replacement { kind: ReplacementKind::Regional { system }, .. } = one {
            "urn:oid:1.2.208.176.1.6.1.3".clone_into(system);
        }
    }
}

fn one_episode(event: &mut Event) {
    let episodes = std::mem::take(&mut event.course.episodes);
    let is_national = |one: &&Episode| one.system.as_deref().is_some_and(|system| system.contains("Landspatient"));
    let one = episodes.iter().find(is_national).or(episodes.first());
    event.course.episodes = one.map(|one| Episode { system: None, value: one.value.clone() }).into_iter().collect();
}

fn unknown_author(event: &mut Event) {
    let name = event.sender.organisation.clone().expect("a name");
    let newest = said(event).segments.iter().rev().find_map(|one| one.author.clone()).expect("an author");
    let author =
        Person { role: Some("ukendt".to_owned()), contacts: newest.contacts, ..Person::named(Personal::new(name)) };
    let said = said(event);
    said.from = None;
    said.to = None;
    said.segments.truncate(1);
    said.segments[0].author = Some(author);
    said.segments[0].is_new = Some(true);
}
