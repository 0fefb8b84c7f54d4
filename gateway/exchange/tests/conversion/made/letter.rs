//! An XDIS91 by chance, as its reader makes it.

use canonical::Moment;
use canonical::action::{Action, ActionKind, Priority};
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, Correspondence, Enclosure, Segment, Turn};
use canonical::course::{Course, Episode};
use canonical::event::{Event, Standard, Status, Times};
use canonical::identifier::ReplacementKind;
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::text::{Inline, Section, SectionKind, Style, Text};

use super::parts::{
    GLNS, NAMES, WORDS, address, bytes, cpr, event, no_file, party, patient, personal, replacement, section, source,
    telephone,
};
use crate::chance::Chance;
use crate::times::local;

/// Text as a letter has it, with emphasis and spaces that count.
fn formatted(chance: &mut Chance) -> Text {
    let mut parts = vec![Inline::Words(personal("Kære kollega"))];
    for _ in 0..chance.below(6) {
        let words = Inline::Words(personal(chance.one(&WORDS)));
        parts.push(match chance.below(5) {
            0 => Inline::Break,
            1 => Inline::Space,
            2 => Inline::Styled(Style::Bold, vec![words]),
            _ => Inline::Styled(Style::Italic, vec![words, Inline::Break]),
        });
    }
    Text(parts)
}

/// An XDIS91, and the XBIN01 that carries its files, if it names any that one carries.
pub(crate) fn letter(seed: u64) -> (Event, Vec<Event>) {
    let chance = &mut Chance::new(seed);
    let (sender, receiver) = (writer(chance), reader(chance));
    let authored = local(chance.time());
    let word = chance.maybe(|chance| chance.one(&["rutine", "høj_prioritet"]));
    let priority = word.map(|word| if word == "rutine" { Priority::Routine } else { Priority::Urgent });
    let answer = Action { priority, priority_word: word.map(str::to_owned), ..Action::plain(ActionKind::Answer) };
    let carried: Vec<Attachment> = (0..chance.below(4)).map(|_| carried(chance)).collect();
    let attachments = attachments(chance, &carried);
    let episode = chance.maybe(|chance| Episode::new(None, &chance.uuid()));
    let times =
        Times { occurred: Some(authored.clone()), authored: Some(authored.clone()), sent: Some(local(chance.time())) };
    let id = chance.below(99_999_999);
    let of = source(Standard::MedcomXml, format!("LTR{id:011}"), "XDIS91", "XD9134L");
    let of_files = source(Standard::MedcomXml, format!("BIN{id:011}"), "XBIN01", "XB0131X");
    let files = event(of_files, sender.clone(), receiver.clone(), Body::Enclosure(Enclosure::default()));
    let files = Event { attachments: carried, ..files };
    let (body, narrative) = said(chance, &authored);
    let letter = Event {
        status: if chance.once_in(6) { Status::Corrected } else { Status::Original },
        subject: Some(subject(chance)),
        course: Course { episodes: episode.into_iter().collect(), ..Course::default() },
        times,
        actions: vec![answer],
        narrative,
        attachments,
        ..event(of, sender, receiver, Body::Correspondence(body))
    };
    let has_files = !files.attachments.is_empty();
    (letter, has_files.then_some(files).into_iter().collect())
}

fn writer(chance: &mut Chance) -> Party {
    let gln = chance.one(&GLNS);
    Party {
        department: chance.maybe(|chance| chance.one(&NAMES).to_owned()),
        unit: chance.maybe(|chance| chance.one(&NAMES).to_owned()),
        address: address(chance),
        specialty: chance.maybe(|_| "kirurgi_sygehus".to_owned()),
        contacts: chance.maybe(telephone).into_iter().collect(),
        ..party(chance, gln)
    }
}

fn reader(chance: &mut Chance) -> Party {
    let gln = chance.one(&GLNS);
    Party {
        department: chance.maybe(|chance| chance.one(&NAMES).to_owned()),
        address: address(chance),
        ..party(chance, gln)
    }
}

fn subject(chance: &mut Chance) -> Subject {
    let number = match chance.below(4) {
        0 => replacement(chance, ReplacementKind::Unstated, &["0", "1", "5", "6", "7"]),
        _ => cpr(),
    };
    let status = chance.one(&["inaktiv", "indlagt", "ambulant", "doed", "ambulant_roentgen"]);
    Subject {
        occupation: chance.maybe(|_| personal("Bager")),
        deceased: (status == "doed").then_some(true),
        episode_status: Some(status.to_owned()),
        ..patient(chance, vec![number])
    }
}

fn said(chance: &mut Chance, authored: &Moment) -> (Correspondence, Vec<Section>) {
    let topic = chance.maybe(|chance| personal(chance.one(&WORDS)));
    let blocks: Vec<Text> = (0..=chance.below(3)).map(|_| formatted(chance)).collect();
    let heading = topic.as_ref().map(|topic| Text::from_plain(topic.reveal()));
    let heading = heading.map(|heading| section(SectionKind::Other, None, heading));
    let messages = blocks.iter().map(|text| section(SectionKind::Message, None, text.clone()));
    let narrative = heading.into_iter().chain(messages).collect();
    let (written, text) = (Some(authored.clone()), joined(&blocks));
    let segment = Segment { id: None, written, author: None, is_new: Some(true), text };
    let (turn, segments) = (Turn::Unstated, vec![segment]);
    (Correspondence { subject: topic, category: None, turn, from: None, to: None, segments }, narrative)
}

fn attachments(chance: &mut Chance, carried: &[Attachment]) -> Vec<Attachment> {
    let mut attachments: Vec<Attachment> = carried.iter().map(|file| named(chance, file)).collect();
    if chance.once_in(3) {
        let content = AttachmentContent::Url(personal(&format!("https://example.org/{}", chance.below(99))));
        attachments.push(Attachment { title: Some(personal("Vejledning")), content, ..no_file() });
    }
    if chance.once_in(8) {
        let content = AttachmentContent::RecordViewer;
        attachments.push(Attachment { title: Some(personal("SUP")), content, ..no_file() });
    }
    attachments
}

fn joined(blocks: &[Text]) -> Text {
    let mut parts = Vec::new();
    for (index, Text(block)) in blocks.iter().enumerate() {
        parts.extend((index > 0).then_some(Inline::Break));
        parts.extend(block.iter().cloned());
    }
    Text(parts)
}

fn carried(chance: &mut Chance) -> Attachment {
    let (file_type, media_type) = [
        ("pdf", Some("application/pdf")),
        ("jpeg", Some("image/jpeg")),
        ("png", Some("image/png")),
        ("doc", Some("application/msword")),
        ("inh", None),
    ][chance.below(5)];
    let content = bytes(chance);
    let AttachmentContent::Inline { bytes, .. } = &content else { panic!("small") };
    Attachment {
        id: Some(chance.uuid()),
        media_type: media_type.map(str::to_owned),
        file_type: Some(file_type.to_owned()),
        object_code: Some(chance.one(&["billede", "vektor_grafik", "tekstfil"]).to_owned()),
        stated_size: Some(bytes.reveal().len() as u64),
        content,
        ..no_file()
    }
}

fn named(chance: &mut Chance, file: &Attachment) -> Attachment {
    Attachment { title: Some(personal(chance.one(&WORDS))), content: AttachmentContent::Elsewhere, ..file.clone() }
}
