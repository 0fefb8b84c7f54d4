//! There and back: what comes of an event is what the frozen list says, and nothing else.
//!
//! `CONVERSIONS` sets how many correspondences are made for each direction, 300 if absent.

use canonical::attachment::AttachmentContent;
use canonical::event::Event;
use exchange::convert::{ClinicalEmail, Settings, care_communication, clinical_email};

use crate::expected::{body_text, of_letter, of_message, text_of_message, without_ids};
use crate::made::{Sor, letter, message};
use crate::{list, text};

/// What others of the list build upon.
const FIRST: [&str; 2] = ["field-lengths", "subject-line"];

fn many() -> u64 {
    std::env::var("CONVERSIONS").ok().and_then(|many| many.parse().ok()).unwrap_or(300)
}

/// There and back again: the letter and the one with its files.
fn by_message(letter: &Event, files: &[Event]) -> ClinicalEmail {
    let message = care_communication(letter, files, &Sor).expect("a message");
    clinical_email(&message, &Sor, &Settings::default()).expect("a letter")
}

#[test]
fn a_letter_comes_back_as_the_list_says() {
    let changes = list::of("letter");
    for seed in 0..many() {
        let (letter, files) = letter(seed);
        let back = by_message(&letter, &files);
        let mut expected = letter.clone();
        changes.iter().for_each(|id| of_letter(id, &mut expected));
        text::same(seed, &without_ids(&expected), &without_ids(&back.letter));
        let carried = files.iter().flat_map(|event| &event.attachments).map(|one| (&one.id, &one.content));
        let carried_back = back.files.iter().flat_map(|event| &event.attachments).map(|one| (&one.id, &one.content));
        assert!(carried.eq(carried_back), "{seed}: the files");
    }
}

#[test]
fn a_message_comes_back_as_the_list_says() {
    let changes = list::of("message");
    for seed in 0..many() {
        let message = message(seed);
        let ClinicalEmail { letter, files } = clinical_email(&message, &Sor, &Settings::default()).expect("a letter");
        let back = care_communication(&letter, &files, &Sor).expect("a message");
        let text = text_of_message(&message);
        let mut expected = message.clone();
        // Some need what others change: the category that there was, and the name as it comes out.
        let (first, then): (Vec<_>, Vec<_>) = changes.iter().partition(|id| FIRST.contains(&id.as_str()));
        first.into_iter().chain(then).for_each(|id| of_message(id, &mut expected));
        body_text(&mut expected, &text);
        text::same(seed, &without_ids(&expected), &without_ids(&back));
    }
}

/// What a letter says survives being written and read on the way.
#[test]
fn a_letter_that_was_converted_is_one_that_can_be_written_and_read() {
    for seed in 0..many() {
        let ClinicalEmail { letter, files } =
            clinical_email(&message(seed), &Sor, &Settings::default()).expect("a letter");
        for event in std::iter::once(letter).chain(files) {
            let read = text::written_and_read(&event);
            text::same(seed, &without_ids(&event), &without_ids(&read));
        }
    }
}

#[test]
fn every_entry_of_the_list_changes_something() {
    let mut idle: Vec<String> = list::of("letter").union(&list::of("message")).cloned().collect();
    for seed in 0..300 {
        let (letter, _) = letter(seed);
        let message = message(seed);
        idle.retain(|id| {
            let (mut changed_letter, mut changed_message) = (letter.clone(), message.clone());
            if list::of("letter").contains(id) {
                of_letter(id, &mut changed_letter);
            }
            if list::of("message").contains(id) {
                of_message(id, &mut changed_message);
            }
            changed_letter == letter && changed_message == message
        });
    }
    // Those that hold for both sides of a comparison, and those that the text says.
    let both = ["author-in-text", "earlier-text", "episode-writing", "file-content", "file-ids", "new-ids"];
    let said = ["note-of-turn", "people-in-text", "version"];
    assert_eq!(idle, [both.as_slice(), said.as_slice()].concat());
}

#[test]
fn a_file_that_has_not_come_has_neither_content_nor_title() {
    let (letter, files) = (0..).map(letter).find(|(_, files)| !files.is_empty()).expect("one with files");
    let message = care_communication(&letter, &[], &Sor).expect("a message");
    let ids: Vec<_> = files[0].attachments.iter().map(|one| one.id.clone()).collect();
    let waiting = message.attachments.iter().filter(|one| ids.contains(&one.id));
    let waiting: Vec<_> = waiting.map(|one| (&one.title, &one.content)).collect();
    // It is sent as it is: the receiver is to see that it is not whole.
    let stamp = canonical::letter::Stamp { id: [7; 16], at: "2026-03-12T10:00:00Z".parse().expect("a time") };
    assert!(fhir::render::render(&message, &stamp, canonical::letter::Format::Xml).is_ok());
    assert_eq!(waiting, vec![(&None, &AttachmentContent::Elsewhere); ids.len()]);
}

/// What a message says survives being written and read on the way, but for what follows from it: ids, and times of the writing.
#[test]
fn a_message_that_was_converted_is_one_that_can_be_written_and_read() {
    for seed in 0..many().min(1000) {
        let (letter, files) = letter(seed);
        let message = care_communication(&letter, &files, &Sor).expect("a message");
        // Files of other types are sent, and refused by whoever reads them.
        let listed = ["application/pdf", "image/jpeg", "image/png"];
        let is_refused = |media_type: &String| !listed.contains(&media_type.as_str());
        if message.attachments.iter().filter_map(|file| file.media_type.as_ref()).any(is_refused) {
            continue;
        }
        let read = text::written_and_read_as_fhir(&message);
        let alike = |event: &Event| {
            let mut event = without_ids(event);
            of_message("minutes", &mut event);
            event
        };
        text::same(seed, &alike(&message), &alike(&read));
    }
}
