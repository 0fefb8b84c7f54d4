//! The rows of the table "XDIS91 with MedBin to CareCommunication", one test each.

use canonical::action::{Action, ActionKind, Priority};
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, Correspondence, Turn};
use canonical::event::{Event, Standard, Status};
use canonical::identifier::{PartyIdentifier, PatientIdentifier, ReplacementKind};
use canonical::party::{Address, Party};
use canonical::text::{Inline, Text};
use exchange::convert::care_communication;

use crate::made::{GLNS, Sor, letter, no_file, personal};

/// A letter that says little, changed by the test.
fn said(change: impl FnOnce(&mut Event)) -> Event {
    let (mut event, _) = letter(1);
    event.status = Status::Original;
    event.attachments.clear();
    event.actions = vec![Action::plain(ActionKind::Answer)];
    event.course.episodes.clear();
    event.sender = Party {
        identifiers: vec![PartyIdentifier::from_scheme("gln", GLNS[1])],
        organisation: Some("Lægehuset".to_owned()),
        ..Party::default()
    };
    change(&mut event);
    event
}

fn converted(change: impl FnOnce(&mut Event)) -> Event {
    care_communication(&said(change), &[], &Sor).expect("a message")
}

fn body(event: &mut Event) -> &mut Correspondence {
    let Body::Correspondence(said) = &mut event.body else { panic!("a correspondence") };
    said
}

fn with_text(text: Text) -> impl FnOnce(&mut Event) {
    move |event| body(event).segments[0].text = text
}

#[test]
fn definition_event_code_and_activity_have_their_defaults() {
    let mut message = converted(|event| event.status = Status::Corrected);
    assert_eq!(message.source.standard, Standard::Fhir);
    assert_eq!(message.source.type_code, "care-communication-message");
    assert_eq!(message.source.version_code.as_deref(), Some("5.0"));
    assert_eq!((message.status, body(&mut message).turn), (Status::Original, Turn::New));
}

#[test]
fn ids_are_new_and_follow_from_the_letter() {
    let (one, again, other) =
        (converted(|_| ()), converted(|_| ()), { care_communication(&letter(2).0, &[], &Sor).expect("a message") });
    assert_eq!(one, again);
    assert_ne!(one.source.letter_id, other.source.letter_id);
    assert_ne!(one.course.conversation, other.course.conversation);
    let thread = one.course.conversation.expect("a thread");
    assert!(thread.len() == 32 && thread.as_bytes()[12] == b'4', "a UUID of version 4");
}

#[test]
fn the_authorisation_is_the_time_of_text_and_files() {
    let at: jiff::Timestamp = "2023-11-20T16:45:00Z".parse().expect("a time");
    let mut message = converted(|event| {
        event.times.authored = Some(crate::times::local(at));
        event.attachments = vec![Attachment { id: Some("ab".repeat(16)), ..no_file() }];
    });
    let written = "2023-11-20T17:45:00+01:00";
    assert_eq!(message.times.authored.as_ref().map(|one| one.written.as_str()), Some(written));
    assert_eq!(message.attachments[0].at.as_ref().map(|one| one.written.as_str()), Some(written));
    assert_eq!(body(&mut message).segments[0].written.as_ref().map(|one| one.written.as_str()), Some(written));
}

#[test]
fn a_missing_subject_is_an_unknown_one() {
    let mut without = converted(|event| body(event).subject = None);
    assert_eq!(body(&mut without).subject, Some(personal("Ukendt emne")));
    let mut with = converted(|event| body(event).subject = Some(personal("Forundersøgelse")));
    assert_eq!(body(&mut with).subject, Some(personal("Forundersøgelse")));
    assert_eq!(body(&mut with).category.as_ref().map(|category| category.code.as_str()), Some("other"));
}

#[test]
fn a_high_priority_is_a_sentence_and_an_ordinary_one_nothing() {
    let priority = |priority| move |event: &mut Event| event.actions[0].priority = Some(priority);
    let mut urgent = converted(priority(Priority::Urgent));
    assert!(body(&mut urgent).segments[0].text.plain().starts_with("Denne meddelelse har høj prioritet. "));
    assert_eq!(urgent.actions, [Action::plain(ActionKind::Answer)]);
    let mut routine = converted(priority(Priority::Routine));
    assert!(!body(&mut routine).segments[0].text.plain().contains("prioritet"));
}

#[test]
fn breaks_are_line_feeds_and_no_other_format_is_carried() {
    let bold = Inline::Styled(canonical::text::Style::Bold, vec![Inline::Words(personal("svar"))]);
    let parts = vec![Inline::Words(personal("Kære")), Inline::Break, Inline::Break, bold, Inline::Space, Inline::Break];
    let mut message = converted(with_text(Text(parts)));
    assert_eq!(body(&mut message).segments[0].text, Text::from_plain("Kære\n\nsvar \n"));
}

#[test]
fn text_of_more_than_31150_characters_is_carried() {
    let long = "æ".repeat(40_000);
    let mut message = converted(with_text(Text::from_plain(&long)));
    assert_eq!(body(&mut message).segments[0].text.plain(), long);
}

#[test]
fn the_telephone_is_that_of_the_letter_else_of_sor_else_eight_zeros() {
    let number = |gln: &str, own: Option<&str>| {
        let mut message = converted(|event| {
            event.sender.identifiers = vec![PartyIdentifier::from_scheme("gln", gln)];
            let contact = |value: &str| canonical::party::Contact {
                channel: canonical::party::Channel::Telephone,
                value: personal(value),
                note: None,
            };
            event.sender.contacts = own.map(contact).into_iter().collect();
        });
        let author = body(&mut message).segments[0].author.clone().expect("an author");
        author.contacts[0].value.reveal().clone()
    };
    assert_eq!(number(GLNS[0], Some("65432100")), "65432100");
    assert_eq!(number(GLNS[0], None), "65432030");
    assert_eq!(number(GLNS[3], None), "0000 0000");
}

#[test]
fn the_author_is_unknown_and_called_as_the_organisation() {
    let mut message = converted(|event| event.sender.department = Some("Afsnit O1".to_owned()));
    let author = body(&mut message).segments[0].author.clone().expect("an author");
    assert_eq!((author.name.reveal().as_str(), author.role.as_deref()), ("Lægehuset, Afsnit O1", Some("ukendt")));
    assert_eq!(message.sender.organisation.as_deref(), Some("Lægehuset, Afsnit O1"));
    assert_eq!((message.sender.department, message.sender.unit), (None, None));
}

#[test]
fn sor_codes_are_looked_up() {
    let message = converted(|_| ());
    let sor = PartyIdentifier::from_scheme("sor", "359001000016000");
    assert_eq!(message.sender.identifiers, [PartyIdentifier::from_scheme("gln", GLNS[1]), sor]);
}

#[test]
fn addresses_and_specialities_of_organisations_are_not_carried() {
    let address = Address { street: Some(personal("Vandværksvej 99")), ..Address::default() };
    let message = converted(|event| {
        event.sender.address = address.clone();
        event.sender.specialty = Some("kirurgi_sygehus".to_owned());
        event.receivers[0].address = address.clone();
    });
    assert_eq!((&message.sender.address, &message.sender.specialty), (&Address::default(), &None));
    assert_eq!(message.receivers[0].address, Address::default());
}

#[test]
fn the_seventh_character_names_the_system_of_a_replacement_number() {
    let system = |value: &str| {
        let kind = ReplacementKind::Unstated;
        let number = PatientIdentifier::Replacement { kind, value: personal(value) };
        let message = converted(|event| event.subject.as_mut().expect("a patient").identifiers = vec![number]);
        message.subject.expect("a patient").identifiers[0].system().to_owned()
    };
    assert_eq!(system("2512481AB3"), "urn:oid:1.2.208.176.1.6.1.1");
    assert_eq!(system("2512487AB3"), "urn:oid:1.2.208.176.1.6.1.1");
    assert_eq!(system("2512480AB3"), "urn:oid:1.2.208.176.1.6.1.3");
    assert_eq!(system("2512485AB3"), "urn:oid:1.2.208.176.1.6.1.3");
}

#[test]
fn the_status_of_the_episode_has_four_words_with_an_encounter_and_one_without() {
    let standing = |word: &str, has_episode: bool| {
        let message = converted(|event| {
            let patient = event.subject.as_mut().expect("a patient");
            (patient.episode_status, patient.deceased) = (Some(word.to_owned()), None);
            let episode = canonical::course::Episode::new(None, "5b0c7e1f9a3d4c2e8f6071b2c3d4e5f6");
            event.course.episodes = has_episode.then_some(episode).into_iter().collect();
        });
        let patient = message.subject.expect("a patient");
        (patient.episode_status, patient.deceased)
    };
    for (word, expected) in [("inaktiv", "inaktiv"), ("indlagt", "indlagt"), ("ambulant", "ambulant")] {
        assert_eq!(standing(word, true), (Some(expected.to_owned()), None), "{word}");
        assert_eq!(standing(word, false), (None, None), "{word}");
    }
    assert_eq!(standing("ambulant_roentgen", true), (Some("ambulant".to_owned()), None));
    assert_eq!(standing("doed", true), (Some("doed".to_owned()), Some(true)));
    assert_eq!(standing("doed", false), (None, Some(true)));
}

#[test]
fn a_file_has_identifier_title_and_type_of_the_letter_and_content_of_the_other() {
    let (letter, files) = (0..).map(letter).find(|(_, files)| !files.is_empty()).expect("one with files");
    let message = care_communication(&letter, &files, &Sor).expect("a message");
    for (file, (named, carried)) in message.attachments.iter().zip(letter.attachments.iter().zip(&files[0].attachments))
    {
        let media_type = named.media_type.clone().or_else(|| {
            let is_file = !matches!(named.content, AttachmentContent::Url(_));
            is_file.then(|| "application/octet-stream".to_owned())
        });
        assert_eq!((&file.id, &file.title, &file.media_type), (&named.id, &named.title, &media_type));
        assert_eq!(file.content, carried.content);
        assert_eq!((&file.file_type, &file.object_code, file.stated_size), (&None, &None, None));
    }
}

#[test]
fn a_web_address_gets_an_identifier() {
    let address = AttachmentContent::Url(personal("https://example.org/vejledning"));
    let message = converted(|event| {
        event.attachments =
            vec![Attachment { title: Some(personal("Vejledning")), content: address.clone(), ..no_file() }];
    });
    let file = &message.attachments[0];
    assert_eq!((&file.content, &file.title), (&address, &Some(personal("Vejledning"))));
    assert_eq!(file.id.as_ref().map(String::len), Some(32));
}

/// Rule: ten-files, sent-all-the-same
#[test]
fn more_than_ten_files_and_files_of_other_types_are_carried() {
    let file = |index: usize| Attachment {
        id: Some(format!("{index:032x}")),
        media_type: Some("application/zip".to_owned()),
        content: AttachmentContent::from_bytes(vec![1, 2, 3]),
        ..no_file()
    };
    let letter = said(|event| {
        let named = |file: Attachment| Attachment { content: AttachmentContent::Elsewhere, ..file };
        event.attachments = (0..14).map(|index| named(file(index))).collect();
    });
    let carrying = Event { attachments: (0..14).map(file).collect(), ..letter.clone() };
    let message = care_communication(&letter, &[carrying], &Sor).expect("a message");
    let whole = message.attachments.iter().filter(|file| file.content != AttachmentContent::Elsewhere);
    assert_eq!(whole.count(), 14);
}

#[test]
fn nothing_else_is_made_a_care_communication() {
    let administrative = said(|event| event.source.type_code = "XDIS90".to_owned());
    assert_eq!(care_communication(&administrative, &[], &Sor), None);
    let message = converted(|_| ());
    assert_eq!(care_communication(&message, &[], &Sor), None);
}
