//! The rows of the table "CareCommunication to XDIS91 with MedBin", one test each.

use canonical::action::{Action, ActionKind, Priority};
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, Correspondence, Segment, Turn};
use canonical::code::Concept;
use canonical::course::Episode;
use canonical::event::Event;
use canonical::identifier::{Cpr, PartyIdentifier, PatientIdentifier, ReplacementKind};
use canonical::party::{Channel, Contact, Person};
use canonical::text::Text;
use exchange::convert::{ClinicalEmail, LeadingEpisode, Settings, clinical_email};

use crate::made::{GLNS, Sor, message, no_file, personal};

/// A new message with one text by one author, changed by the test.
fn said(change: impl FnOnce(&mut Event)) -> Event {
    let mut event = message(1);
    event.attachments.clear();
    event.course.episodes.clear();
    event.actions = vec![Action::plain(ActionKind::Answer)];
    let patient = event.subject.as_mut().expect("a patient");
    patient.identifiers = vec![cpr()];
    let body = body(&mut event);
    body.turn = Turn::New;
    body.category = Some(Concept { system: None, code: "other".to_owned(), display: None });
    body.subject = Some(personal("Forundersøgelse"));
    (body.from, body.to) = (None, None);
    body.segments = vec![segment("Kære kollega\nVenlig hilsen", "Anne Petersen", Some("Overlæge"))];
    change(&mut event);
    event
}

fn cpr() -> PatientIdentifier {
    PatientIdentifier::Cpr(Cpr::parse("2512489996").expect("ten digits"))
}

fn segment(text: &str, author: &str, role: Option<&str>) -> Segment {
    let contact = Contact { channel: Channel::Telephone, value: personal("65432100"), note: None };
    let author = Person { role: role.map(str::to_owned), contacts: vec![contact], ..Person::named(personal(author)) };
    Segment { id: None, written: None, author: Some(author), is_new: Some(true), text: Text::from_plain(text) }
}

fn body(event: &mut Event) -> &mut Correspondence {
    let Body::Correspondence(said) = &mut event.body else { panic!("a correspondence") };
    said
}

fn both(change: impl FnOnce(&mut Event)) -> ClinicalEmail {
    clinical_email(&said(change), &Sor, &Settings::default()).expect("a letter")
}

fn converted(change: impl FnOnce(&mut Event)) -> Event {
    both(change).letter
}

fn text(mut letter: Event) -> String {
    body(&mut letter).segments[0].text.plain()
}

#[test]
fn version_type_and_statistical_code_have_their_defaults() {
    let source = converted(|_| ()).source;
    assert_eq!((source.type_code.as_str(), source.version_code.as_deref()), ("XDIS91", Some("XD9134L")));
    assert_eq!(source.statistical_code, None, "that of the type");
    assert!(source.letter_id.len() <= 14, "{}", source.letter_id);
}

#[test]
fn category_and_topic_are_the_subject() {
    let subject = |category: Option<&str>, topic: Option<&str>| {
        let mut letter = converted(|event| {
            let concept = |code: &str| Concept { system: None, code: code.to_owned(), display: None };
            body(event).category = category.map(concept);
            body(event).subject = topic.map(personal);
        });
        body(&mut letter).subject.as_ref().map(|subject| subject.reveal().clone())
    };
    assert_eq!(subject(Some("discharge"), Some("Hjælp")).as_deref(), Some("discharge,Hjælp"));
    assert_eq!(subject(Some("discharge"), None).as_deref(), Some("discharge"));
    assert_eq!(subject(None, Some("Hjælp")).as_deref(), Some("Hjælp"));
    assert_eq!(subject(Some("discharge"), Some(&"å".repeat(80))).map(|line| line.chars().count()), Some(70));
}

#[test]
fn priority_is_said_of_referrals_only() {
    let urgent = |category: &'static str| {
        converted(move |event| {
            event.actions[0].priority = Some(Priority::Urgent);
            body(event).category = Some(Concept { system: None, code: category.to_owned(), display: None });
        })
    };
    let referral = urgent("regarding-referral");
    assert_eq!(referral.actions[0].priority_word.as_deref(), Some("høj_prioritet"));
    assert!(!text(referral).contains("prioritet"));
    let other = urgent("other");
    assert_eq!(other.actions[0].priority, None);
    assert!(text(other).starts_with("Denne meddelelse har høj prioritet. Kære kollega"));
}

#[test]
fn role_and_name_of_the_author_follow_the_text() {
    assert_eq!(text(converted(|_| ())), "Kære kollega\nVenlig hilsen\nAnne Petersen, Overlæge");
}

#[test]
fn an_author_that_a_conversion_made_up_is_nobody() {
    let author = |event: &mut Event| body(event).segments = vec![segment("Kære", "Lægehuset", Some("ukendt"))];
    assert_eq!(text(converted(author)), "Kære");
}

#[test]
fn a_specific_sender_and_recipient_are_said_in_the_text() {
    let letter = converted(|event| {
        body(event).from =
            Some(Person { role: Some("Sygeplejerske".to_owned()), ..Person::named(personal("Kirsten")) });
        body(event).to = Some(Person::named(personal("Team Syd")));
    });
    assert!(text(letter).starts_with("Afsender: Kirsten, Sygeplejerske\nModtager: Team Syd\nKære kollega"));
}

#[test]
fn a_reply_says_so_and_brings_what_is_new() {
    let letter = converted(|event| {
        let body = body(event);
        body.turn = Turn::Reply;
        let earlier = Segment { is_new: Some(false), ..segment("Et spørgsmål", "Kirsten", None) };
        body.segments.insert(0, earlier);
    });
    assert_eq!(text(letter), "Meddelelsen er en besvarelse.\nKære kollega\nVenlig hilsen\nAnne Petersen, Overlæge");
}

#[test]
fn a_forward_says_so_and_brings_everything() {
    let letter = converted(|event| {
        let body = body(event);
        body.turn = Turn::Forward;
        let earlier = Segment { is_new: Some(false), ..segment("Et spørgsmål", "Kirsten", None) };
        body.segments.insert(0, earlier);
    });
    let text = text(letter);
    assert!(text.starts_with("Meddelelsen er videresendt.\nEt spørgsmål\nKirsten\nKære kollega"), "{text}");
}

#[test]
fn the_telephone_of_the_author_is_that_of_the_sender() {
    let sender = converted(|_| ()).sender;
    assert_eq!(sender.contacts[0].value, personal("65432100"));
}

#[test]
fn organisations_have_their_location_number_and_sor_code() {
    let sender =
        converted(|event| event.sender.identifiers = vec![PartyIdentifier::from_scheme("gln", GLNS[0])]).sender;
    let sor = PartyIdentifier::from_scheme("sor", "328051000016008");
    assert_eq!(sender.identifiers, [PartyIdentifier::from_scheme("gln", GLNS[0]), sor]);
}

#[test]
fn a_provider_number_stands_where_no_sor_code_is_known() {
    let provider = PartyIdentifier::from_scheme("provider", "012345");
    let gln = PartyIdentifier::from_scheme("gln", GLNS[3]);
    let letter = converted(|event| event.receivers[0].identifiers = vec![gln.clone(), provider.clone()]);
    assert_eq!(letter.receivers[0].identifiers, [gln, provider]);
}

fn replacement(kind: ReplacementKind, value: &str) -> PatientIdentifier {
    PatientIdentifier::Replacement { kind, value: personal(value) }
}

#[test]
fn the_civil_registration_number_leads_and_the_others_are_said_in_the_text() {
    let regional = ReplacementKind::Regional { system: "urn:oid:1.2.208.176.1.6.1.3.181".to_owned() };
    let numbers =
        vec![replacement(regional, "2512480AB3"), cpr(), replacement(ReplacementKind::National, "2512481AB3")];
    let letter = converted(|event| event.subject.as_mut().expect("a patient").identifiers = numbers);
    assert_eq!(letter.subject.as_ref().expect("a patient").identifiers, [cpr()]);
    let sentence = "Der er modtaget flere end et CPR-nummer i korrespondancemeddelelsen. Derfor er de resterende \
                    medsendte CPR-numre indsat her: 2512480AB3, 2512481AB3";
    assert!(text(letter).ends_with(sentence));
}

#[test]
fn of_two_replacement_numbers_the_national_one_leads() {
    let regional = ReplacementKind::Regional { system: "urn:oid:1.2.208.176.1.6.1.3".to_owned() };
    let numbers = vec![replacement(regional, "2512480AB3"), replacement(ReplacementKind::National, "2512481AB3")];
    let letter = converted(|event| event.subject.as_mut().expect("a patient").identifiers = numbers);
    let expected = replacement(ReplacementKind::Unstated, "2512481AB3");
    assert_eq!(letter.subject.as_ref().expect("a patient").identifiers, [expected]);
    assert!(text(letter).ends_with("indsat her: 2512480AB3"));
}

#[test]
fn of_several_episodes_that_of_the_register_leads_or_the_own_one_as_the_site_says() {
    let (own, register) = ("5b0c7e1f9a3d4c2e8f6071b2c3d4e5f6", "0f8fad5bd9cb569fa16570867728950e");
    let lpr3 = "https://www.esundhed.dk/Registre/Landspatientregisteret".to_owned();
    let message = said(|event| {
        event.course.episodes = vec![Episode::new(None, own), Episode::new(Some(lpr3), register)];
    });
    let leading = |leading_episode| {
        let ClinicalEmail { letter, .. } =
            clinical_email(&message, &Sor, &Settings { leading_episode }).expect("a letter");
        letter.course.episodes
    };
    assert_eq!(leading(LeadingEpisode::National), [Episode::new(None, register)]);
    assert_eq!(leading(LeadingEpisode::Local), [Episode::new(None, own)]);
}

#[test]
fn every_other_standing_is_inactive() {
    let status = |word: Option<&'static str>, deceased| {
        let letter = converted(move |event| {
            let patient = event.subject.as_mut().expect("a patient");
            (patient.episode_status, patient.deceased) = (word.map(str::to_owned), deceased);
        });
        letter.subject.expect("a patient").episode_status
    };
    assert_eq!(status(Some("indlagt"), None).as_deref(), Some("indlagt"));
    assert_eq!(status(Some("ambulant"), None).as_deref(), Some("ambulant"));
    assert_eq!(status(None, Some(true)).as_deref(), Some("doed"));
    assert_eq!(status(None, None).as_deref(), Some("inaktiv"));
    assert_eq!(status(Some("andet"), None).as_deref(), Some("inaktiv"));
}

#[test]
fn times_are_local_minutes() {
    let at = canonical::Moment::from_instant("2023-11-20T16:45:31Z".parse().expect("a time"), "2023-11-20T16:45:31Z");
    let letter = converted(|event| {
        event.times.authored = Some(at.clone());
        event.times.sent = Some(at.clone());
    });
    assert_eq!(letter.times.authored.expect("a time").written, "2023-11-20T17:45");
    assert_eq!(letter.times.sent.expect("a time").written, "2023-11-20T17:45");
}

#[test]
fn files_travel_in_one_letter_of_their_own() {
    let file = |media_type: &str, bytes: &[u8]| Attachment {
        id: Some("c39ea6b2605245e4a207415e0205ab6f".to_owned()),
        media_type: Some(media_type.to_owned()),
        title: Some(personal("Billede")),
        content: AttachmentContent::from_bytes(bytes.to_vec()),
        ..no_file()
    };
    let ClinicalEmail { letter, files } = both(|event| {
        event.attachments = vec![file("application/pdf", b"pdf"), file("image/bmp", b"bitmap")];
    });
    let [files] = files.try_into().expect("a letter with files");
    assert_eq!((files.source.type_code.as_str(), files.source.version_code.as_deref()), ("XBIN01", Some("XB0131X")));
    let words =
        |one: &Attachment| (one.file_type.clone().unwrap_or_default(), one.object_code.clone(), one.stated_size);
    let expected = [("pdf", "vektor_grafik", 3), ("bmp", "billede", 6)];
    let expected = expected.map(|(kind, code, size)| (kind.to_owned(), Some(code.to_owned()), Some(size)));
    assert_eq!(letter.attachments.iter().map(words).collect::<Vec<_>>(), expected);
    assert_eq!(files.attachments.iter().map(words).collect::<Vec<_>>(), expected);
    assert!(letter.attachments.iter().all(|one| one.content == AttachmentContent::Elsewhere));
    assert_eq!(letter.attachments[0].title, Some(personal("Billede")));
}

#[test]
fn a_message_without_files_is_one_letter() {
    assert_eq!(both(|_| ()).files, []);
}

#[test]
fn a_file_that_came_before_is_said_in_the_text() {
    let ClinicalEmail { letter, files } = both(|event| {
        event.attachments = vec![Attachment { title: Some(personal("Røntgenbillede")), ..no_file() }];
    });
    assert_eq!((letter.attachments.len(), files), (0, Vec::new()));
    assert!(text(letter).ends_with("Tidligere sendte bilag: Røntgenbillede"));
}

#[test]
fn a_web_address_is_named_in_the_letter_itself() {
    let address = AttachmentContent::Url(personal("https://example.org/vejledning"));
    let ClinicalEmail { letter, files } = both(|event| {
        event.attachments =
            vec![Attachment { title: Some(personal("Vejledning")), content: address.clone(), ..no_file() }];
    });
    assert_eq!((letter.attachments.len(), files), (1, Vec::new()));
    assert_eq!(letter.attachments[0].content, address);
}
