//! Files beyond what the standards have room for, and of letters in turn: steps of the protocol of conversion that are about files.

use std::collections::BTreeSet;

use canonical::Personal;
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, Correspondence, Segment, Turn};
use canonical::digest::Digest;
use canonical::event::{Event, Standard};
use canonical::letter::{Format, Stamp};
use canonical::text::Text;
use exchange::convert::{ClinicalEmail, Settings, care_communication, clinical_email};
use exchange::{Shortcoming, shortcomings};

use crate::made::{Sor, letter, message, no_file, personal};
use crate::text::written_and_read;

fn file(index: usize) -> Attachment {
    Attachment {
        id: Some(format!("{index:032x}")),
        media_type: Some("application/pdf".to_owned()),
        title: Some(personal(&format!("Bilag {index}"))),
        content: AttachmentContent::from_bytes(vec![u8::try_from(index).expect("a few"); 3]),
        ..no_file()
    }
}

/// A message with one text and these files.
fn message_with(files: Vec<Attachment>, turn: Turn) -> Event {
    let mut event = message(1);
    event.attachments = files;
    let Body::Correspondence(said) = &mut event.body else { panic!("a correspondence") };
    let segment =
        Segment { id: None, written: None, author: None, is_new: Some(true), text: Text::from_plain("Kære kollega") };
    *said = Correspondence { turn, from: None, to: None, segments: vec![segment], ..said.clone() };
    event
}

fn letters(message: &Event) -> ClinicalEmail {
    clinical_email(message, &Sor, &Settings::default()).expect("a letter")
}

fn text(letter: &Event) -> String {
    let Body::Correspondence(said) = &letter.body else { panic!("a correspondence") };
    said.segments[0].text.plain()
}

fn ids<'a>(events: impl IntoIterator<Item = &'a Event>) -> Vec<String> {
    let files = events.into_iter().flat_map(|event| &event.attachments);
    files.filter_map(|one| one.id.clone()).collect()
}

/// Rule: ten-files
#[test]
fn more_than_ten_files_travel_in_letters_of_ten_and_all_of_them_are_named() {
    let message = message_with((0..23).map(file).collect(), Turn::New);
    let ClinicalEmail { letter, files } = letters(&message);
    assert_eq!(files.iter().map(|event| event.attachments.len()).collect::<Vec<_>>(), [10, 10, 3]);
    assert_eq!(ids(&files), ids([&message]), "none is lost, in their order");
    assert_eq!(ids([&letter]), ids([&message])[..10]);
    let others: Vec<String> = (10..23).map(|index| format!("Bilag {index}")).collect();
    assert!(text(&letter).ends_with(&format!("Yderligere bilag: {}", others.join(", "))), "{}", text(&letter));
    for event in std::iter::once(&letter).chain(&files) {
        assert_eq!(ids([&written_and_read(event)]), ids([event]), "as the schemas want it");
    }
    let names: BTreeSet<_> =
        std::iter::once(&letter).chain(&files).map(|event| (&event.source.letter_id, event.id)).collect();
    assert_eq!(names.len(), 4, "each is a letter of its own");
    assert_eq!(
        letters(&message),
        ClinicalEmail { letter: letter.clone(), files: files.clone() },
        "and always the same"
    );
    let back = care_communication(&letter, &files, &Sor).expect("a message");
    assert_eq!(ids([&back]), ids([&message]));
}

#[test]
fn ten_files_fill_one_letter() {
    let ClinicalEmail { letter, files } = letters(&message_with((0..10).map(file).collect(), Turn::New));
    assert_eq!((letter.attachments.len(), files.len(), files[0].attachments.len()), (10, 1, 10));
    assert!(!text(&letter).contains("Yderligere bilag"));
}

#[test]
fn an_address_that_the_letter_cannot_name_stands_in_its_text() {
    let address = AttachmentContent::Url(personal("https://example.org/vejledning"));
    let url = Attachment { title: Some(personal("Vejledning")), content: address, ..no_file() };
    let files = (0..10).map(file).chain([url]).collect();
    let ClinicalEmail { letter, files } = letters(&message_with(files, Turn::New));
    assert_eq!(files.len(), 1);
    assert!(text(&letter).ends_with("Yderligere bilag: Vejledning (https://example.org/vejledning)"));
}

#[test]
fn the_title_of_every_file_is_that_of_its_reference() {
    let ClinicalEmail { letter, .. } = letters(&message_with((0..3).map(file).collect(), Turn::New));
    let titles = letter.attachments.iter().map(|one| one.title.clone());
    assert!(titles.eq((0..3).map(|index| file(index).title)));
}

#[test]
fn a_reply_and_a_forward_bring_their_files() {
    for (turn, note) in
        [(Turn::Reply, "Meddelelsen er en besvarelse.\n"), (Turn::Forward, "Meddelelsen er videresendt.\n")]
    {
        let message = message_with(vec![file(0)], turn);
        let ClinicalEmail { letter, files } = letters(&message);
        assert!(text(&letter).starts_with(note), "{}", text(&letter));
        assert_eq!((ids([&letter]), ids(&files)), (ids([&message]), ids([&message])));
        assert_eq!(files[0].attachments[0].content, file(0).content);
    }
}

/// The letter that names these files, and what carries them.
fn pair(files: Vec<Attachment>) -> (Event, Event) {
    let named = |file: &Attachment| Attachment { content: AttachmentContent::Elsewhere, ..file.clone() };
    let (letter, carrying) = (0..).map(letter).find(|(_, files)| !files.is_empty()).expect("one with files");
    let letter = Event { attachments: files.iter().map(named).collect(), ..letter };
    let carrying = Event { attachments: files, ..carrying.into_iter().next().expect("an event") };
    (letter, carrying)
}

/// `FILE_BYTES` sets how large the file is, 1 MiB if absent: 76,000,000 make a message of more than 100 MB.
/// Rule: sent-all-the-same
#[test]
fn a_message_that_is_too_large_is_written_all_the_same() {
    let bytes = std::env::var("FILE_BYTES").ok().and_then(|bytes| bytes.parse().ok()).unwrap_or(1 << 20);
    // As it is brought back from the store.
    let content = AttachmentContent::Inline { bytes: Personal::new(vec![7; bytes]), sha256: Digest::of(b"") };
    let (letter, files) = pair(vec![Attachment { content, ..file(0) }]);
    let message = care_communication(&letter, &[files], &Sor).expect("a message");
    let stamp = Stamp { id: [7; 16], at: "2026-03-12T10:00:00Z".parse().expect("a time") };
    let written = fhir::render::render(&message, &stamp, Format::Json).expect("written");
    assert!(written.len() > bytes / 3 * 4, "{}", written.len());
    let stored = AttachmentContent::Original { sha256: Digest::of(b""), size: 76_000_000 };
    let (letter, files) = pair(vec![Attachment { content: stored, ..file(0) }]);
    assert_eq!(shortcomings(&letter, &[files]), BTreeSet::from([Shortcoming::TooLarge]));
}

#[test]
fn what_a_receiver_may_refuse_in_a_conversion_is_known() {
    let of = |files: Vec<Attachment>| {
        let (letter, carrying) = pair(files);
        shortcomings(&letter, &[carrying])
    };
    let typed = |media_type: Option<&str>| Attachment { media_type: media_type.map(str::to_owned), ..file(0) };
    assert_eq!(of((0..10).map(file).collect()), BTreeSet::new());
    assert_eq!(of((0..11).map(file).collect()), BTreeSet::from([Shortcoming::ManyFiles]));
    assert_eq!(of(vec![typed(Some("application/zip"))]), BTreeSet::from([Shortcoming::FileType]));
    assert_eq!(of(vec![typed(None)]), BTreeSet::from([Shortcoming::FileType]));
    for listed in ["application/pdf", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/tiff"] {
        assert_eq!(of(vec![typed(Some(listed))]), BTreeSet::new(), "{listed}");
    }
    let (letter, files) = pair(vec![file(0)]);
    assert_eq!(shortcomings(&letter, &[]), BTreeSet::from([Shortcoming::FilesMissing]));
    assert_eq!(shortcomings(&files, &[]), BTreeSet::from([Shortcoming::LetterMissing]));
    assert_eq!(
        shortcomings(&message_with((0..11).map(file).collect(), Turn::New), &[]),
        BTreeSet::from([Shortcoming::ManyFiles])
    );
    assert_eq!(shortcomings(&message_with(vec![no_file()], Turn::Reply), &[]), BTreeSet::new(), "it came before");
}

/// The types are those of the published list.
#[test]
fn the_types_of_files_are_those_that_medcom_lists() {
    let Some(list) = published::folder("domain/fhir-terminology") else { return };
    let list = std::fs::read_to_string(list.join("attachment-mimetypes.csv")).expect("the list is there");
    let listed = |media_type: &str| list.lines().any(|line| line.split(',').next() == Some(media_type));
    let is_well = |media_type: &str| {
        let (letter, files) = pair(vec![Attachment { media_type: Some(media_type.to_owned()), ..file(0) }]);
        shortcomings(&letter, &[files]).is_empty()
    };
    for media_type in list.lines().skip(1).filter_map(|line| line.split(',').next()) {
        assert!(is_well(media_type), "{media_type}");
    }
    for other in ["application/zip", "text/plain", "image/svg+xml"] {
        assert_eq!(is_well(other), listed(other), "{other}");
    }
}

/// Every resource that has a narrative in the profiles has one.
#[test]
fn every_resource_of_a_converted_message_says_itself_in_words() {
    let (letter, files) = pair(vec![file(0)]);
    let message = care_communication(&letter, &[files], &Sor).expect("a message");
    let stamp = Stamp { id: [7; 16], at: "2026-03-12T10:00:00Z".parse().expect("a time") };
    let written = fhir::render::render(&message, &stamp, Format::Json).expect("written");
    let bundle: serde_json::Value = serde_json::from_slice(&written).expect("JSON");
    let entries = bundle["entry"].as_array().expect("entries");
    assert!(entries.len() >= 6, "{}", entries.len());
    for entry in entries {
        let (kind, div) = (&entry["resource"]["resourceType"], &entry["resource"]["text"]["div"]);
        assert!(div.as_str().is_some_and(|div| div.starts_with("<div")), "{kind}");
    }
    assert_eq!(message.source.standard, Standard::Fhir);
}
