//! Correspondences by chance: letters as their reader makes them, and messages as theirs does.

use canonical::action::{Action, ActionKind, Priority};
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, Correspondence, Enclosure, Segment, Turn};
use canonical::code::Concept;
use canonical::course::{Course, Episode, Follows, Relation};
use canonical::digest::Digest;
use canonical::event::{Event, EventId, Identity, Source, Standard, Status, Times};
use canonical::identifier::{Cpr, PartyIdentifier, PatientIdentifier, ReplacementKind};
use canonical::moment::danish_time;
use canonical::party::{Address, Channel, Contact, Party, Person};
use canonical::subject::Subject;
use canonical::text::{Inline, Section, SectionKind, Style, Text};
use canonical::{Moment, Personal};
use exchange::convert::{Known, Registry};

use crate::chance::Chance;

/// Location numbers of these tests; the registry knows the SOR codes of the first two.
pub(crate) const GLNS: [&str; 4] = ["5790999900010", "5790999900034", "5790999900041", "5790999900058"];

/// Knows two organisations, and the telephone of one.
pub(crate) struct Sor;

impl Registry for Sor {
    fn known(&self, identifiers: &[PartyIdentifier]) -> Option<Known> {
        let at = identifiers.iter().find_map(|one| GLNS[..2].iter().position(|gln| one.value() == *gln))?;
        Some(Known {
            gln: Some(PartyIdentifier::from_scheme("gln", GLNS[at])),
            sor: Some(PartyIdentifier::from_scheme("sor", ["328051000016008", "359001000016000"][at])),
            telephone: (at == 0).then(|| Personal::new("65432030".to_owned())),
        })
    }
}

pub(crate) fn personal(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}

const WORDS: [&str; 8] =
    ["Afdeling A", "har modtaget", "en henvisning", "Røntgen af hofte & knæ", "svar < 5", "bedes", "\"i dag\"", "æøå"];
const NAMES: [&str; 6] =
    ["Hjemmeplejen, Odense Kommune", "Lægehuset", "Ortopædkirurgisk afdeling", "Afsnit O1", "Akutteam", "Medicinsk"];

fn party(chance: &mut Chance, gln: &str) -> Party {
    let mut identifiers = vec![PartyIdentifier::from_scheme("gln", gln)];
    let numbers = [("sor", "441961000016007"), ("provider", "012345"), ("municipality", "461"), ("shak", "420010")];
    identifiers.extend(chance.maybe(|chance| {
        let (scheme, value) = numbers[chance.below(4)];
        PartyIdentifier::from_scheme(scheme, value)
    }));
    Party { identifiers, organisation: Some(chance.one(&NAMES).to_owned()), ..Party::default() }
}

fn telephone(chance: &mut Chance) -> Contact {
    let number = format!("{:08}", chance.below(100_000_000));
    Contact { channel: Channel::Telephone, value: Personal::new(number), note: None }
}

fn address(chance: &mut Chance) -> Address {
    Address {
        street: chance.maybe(|chance| personal(&format!("Hindbærvej {}", chance.below(99)))),
        suburb: chance.maybe(|_| personal("Fraugde")),
        district: chance.maybe(|_| personal("Odense S")),
        post_code: chance.maybe(|_| personal("5260")),
    }
}

fn replacement(chance: &mut Chance, kind: ReplacementKind, sevenths: &[&str]) -> PatientIdentifier {
    let seventh = chance.one(sevenths);
    PatientIdentifier::Replacement { kind, value: Personal::new(format!("251248{seventh}AB{}", chance.below(10))) }
}

fn cpr() -> PatientIdentifier {
    PatientIdentifier::Cpr(Cpr::parse("2512489996").expect("ten digits"))
}

fn patient(chance: &mut Chance, identifiers: Vec<PatientIdentifier>) -> Subject {
    Subject {
        identifiers,
        surname: Some(personal(chance.one(&["Berggren", "Testrup Ånd"]))),
        given_name: chance.maybe(|_| personal("Nancy Ann")),
        address: address(chance),
        ..Subject::default()
    }
}

/// Lines with breaks between them, and now and then an empty one.
fn plain(chance: &mut Chance) -> String {
    let lines = 1 + chance.below(5);
    let words = |chance: &mut Chance| {
        let many = 1 + chance.below(3);
        (0..many).map(|_| chance.one(&WORDS)).collect::<Vec<_>>().join(if chance.once_in(6) { "  " } else { " " })
    };
    let lines: Vec<String> =
        (0..lines).map(|_| if chance.once_in(6) { String::new() } else { words(chance) }).collect();
    format!("{}{}", WORDS[chance.below(8)], ["\n", ""][chance.below(2)]) + &lines.join("\n")
}

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

fn bytes(chance: &mut Chance) -> AttachmentContent {
    let many = 1 + chance.below(40);
    AttachmentContent::from_bytes((0..many).map(|_| chance.next().to_le_bytes()[0]).collect())
}

fn event(source: Source, sender: Party, receiver: Party, body: Body) -> Event {
    Event {
        id: EventId::derive(&Identity::new(&sender, &source.letter_id), source.fingerprint),
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

fn source(standard: Standard, letter_id: String, type_code: &str, version: &str) -> Source {
    Source {
        standard,
        type_code: type_code.to_owned(),
        statistical_code: None,
        version_code: Some(version.to_owned()),
        fingerprint: Digest::of(letter_id.as_bytes()),
        letter_id,
    }
}

fn section(kind: SectionKind, signed: Option<Moment>, text: Text) -> Section {
    Section { kind, title: None, signed, text }
}

/// An XDIS91, and the XBIN01 that carries its files, if it names any that one carries.
pub(crate) fn letter(seed: u64) -> (Event, Vec<Event>) {
    let chance = &mut Chance::new(seed);
    let (from, to) = (chance.one(&GLNS), chance.one(&GLNS));
    let mut sender = party(chance, from);
    sender.department = chance.maybe(|chance| chance.one(&NAMES).to_owned());
    sender.unit = chance.maybe(|chance| chance.one(&NAMES).to_owned());
    sender.address = address(chance);
    sender.specialty = chance.maybe(|_| "kirurgi_sygehus".to_owned());
    sender.contacts = chance.maybe(telephone).into_iter().collect();
    let mut receiver = party(chance, to);
    receiver.department = chance.maybe(|chance| chance.one(&NAMES).to_owned());
    receiver.address = address(chance);
    let at = chance.time();
    let authored = crate::expected::local(at);
    let number = match chance.below(4) {
        0 => replacement(chance, ReplacementKind::Unstated, &["0", "1", "5", "6", "7"]),
        _ => cpr(),
    };
    let status = chance.one(&["inaktiv", "indlagt", "ambulant", "doed", "ambulant_roentgen"]);
    let subject = Subject {
        occupation: chance.maybe(|_| personal("Bager")),
        deceased: (status == "doed").then_some(true),
        episode_status: Some(status.to_owned()),
        ..patient(chance, vec![number])
    };
    let topic = chance.maybe(|chance| personal(chance.one(&WORDS)));
    let word = chance.maybe(|chance| chance.one(&["rutine", "høj_prioritet"]));
    let priority = word.map(|word| if word == "rutine" { Priority::Routine } else { Priority::Urgent });
    let answer = Action { priority, priority_word: word.map(str::to_owned), ..Action::plain(ActionKind::Answer) };
    let blocks: Vec<Text> = (0..=chance.below(3)).map(|_| formatted(chance)).collect();
    let heading = topic.as_ref().map(|topic| Text::from_plain(topic.reveal()));
    let heading = heading.map(|heading| section(SectionKind::Other, None, heading));
    let narrative = heading
        .into_iter()
        .chain(blocks.iter().map(|text| section(SectionKind::Message, None, text.clone())))
        .collect();
    let segment =
        Segment { id: None, written: Some(authored.clone()), author: None, is_new: Some(true), text: joined(&blocks) };
    let body = Correspondence {
        subject: topic,
        category: None,
        turn: Turn::Unstated,
        from: None,
        to: None,
        segments: vec![segment],
    };
    let carried: Vec<Attachment> = (0..chance.below(4)).map(|_| carried(chance)).collect();
    let mut attachments: Vec<Attachment> = carried.iter().map(|file| named(chance, file)).collect();
    if chance.once_in(3) {
        let address = AttachmentContent::Url(personal(&format!("https://example.org/{}", chance.below(99))));
        attachments.push(Attachment { title: Some(personal("Vejledning")), content: address, ..no_file() });
    }
    if chance.once_in(8) {
        attachments.push(Attachment {
            title: Some(personal("SUP")),
            content: AttachmentContent::RecordViewer,
            ..no_file()
        });
    }
    let course = Course {
        episodes: chance.maybe(|chance| Episode::new(None, &chance.uuid())).into_iter().collect(),
        ..Course::default()
    };
    let times = Times {
        occurred: Some(authored.clone()),
        authored: Some(authored.clone()),
        sent: Some(crate::expected::local(chance.time())),
    };
    let id = format!("LTR{:011}", chance.below(99_999_999));
    let status = if chance.once_in(6) { Status::Corrected } else { Status::Original };
    let of = source(Standard::MedcomXml, id.clone(), "XDIS91", "XD9134L");
    let files = event(
        source(Standard::MedcomXml, format!("B{}", &id[1..]), "XBIN01", "XB0131X"),
        sender.clone(),
        receiver.clone(),
        Body::Enclosure(Enclosure::default()),
    );
    let files = Event { attachments: carried, ..files };
    let letter = event(of, sender, receiver, Body::Correspondence(body));
    let letter = Event {
        status,
        subject: Some(subject),
        course,
        times,
        actions: vec![answer],
        narrative,
        attachments,
        ..letter
    };
    let has_files = !files.attachments.is_empty();
    (letter, has_files.then_some(files).into_iter().collect())
}

fn joined(blocks: &[Text]) -> Text {
    let mut parts = Vec::new();
    for (index, Text(block)) in blocks.iter().enumerate() {
        parts.extend((index > 0).then_some(Inline::Break));
        parts.extend(block.iter().cloned());
    }
    Text(parts)
}

pub(crate) const fn no_file() -> Attachment {
    Attachment {
        id: None,
        media_type: None,
        file_type: None,
        object_code: None,
        title: None,
        at: None,
        author: None,
        stated_size: None,
        content: AttachmentContent::Elsewhere,
    }
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

/// A time as a message writes it, in one of three zones.
fn moment(chance: &mut Chance, at: jiff::Timestamp) -> Moment {
    let written = match chance.below(3) {
        0 => at.to_string(),
        1 => at.to_zoned(danish_time()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        _ => at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(5))).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    };
    Moment::from_instant(at, written)
}

fn person(chance: &mut Chance, role: Option<&str>) -> Person {
    Person {
        role: role.map(str::to_owned),
        contacts: chance.maybe(telephone).into_iter().collect(),
        ..Person::named(personal(chance.one(&["Anne Petersen", "Kirsten Ø. Hansen", "Team Syd"])))
    }
}

/// A CareCommunication: new, a reply or a forward.
pub(crate) fn message(seed: u64) -> Event {
    let chance = &mut Chance::new(seed);
    let (from, to) = (chance.one(&GLNS), chance.one(&GLNS));
    let (mut sender, mut receiver) = (party(chance, from), party(chance, to));
    if chance.once_in(5) {
        let long = "Odense Universitetshospital, Ortopædkirurgisk afdeling med et langt navn, Afsnit O1";
        sender.organisation = Some(long.to_owned());
        receiver.address = address(chance);
    }
    let turn = [Turn::New, Turn::Reply, Turn::Forward][chance.below(3)];
    let many = if turn == Turn::New { 1 + chance.below(2) } else { 1 + chance.below(4) };
    let start = chance.time();
    let segments: Vec<Segment> = (0..many).map(|index| segment(chance, turn, start, (index, many))).collect();
    let authored = segments.iter().filter(|one| one.is_new != Some(false)).filter_map(|one| one.written.clone());
    let authored = authored.max_by_key(|written| written.instant);
    let narrative =
        segments.iter().map(|one| section(SectionKind::Message, one.written.clone(), one.text.clone())).collect();
    let is_referral = chance.once_in(3);
    let category = if is_referral { "regarding-referral" } else { chance.one(&["other", "discharge", "medicine"]) };
    let priority = if is_referral { chance.maybe(|chance| chance.once_in(2)) } else { None };
    let (priority, word) =
        priority.map(|urgent| if urgent { (Priority::Urgent, "asap") } else { (Priority::Routine, "routine") }).unzip();
    let answer = Action { priority, priority_word: word.map(str::to_owned), ..Action::plain(ActionKind::Answer) };
    let topic = if category == "other" { Some(chance.one(&WORDS)) } else { chance.maybe(|chance| chance.one(&WORDS)) };
    let topic = topic.map(|topic| personal(&if chance.once_in(9) { topic.repeat(12) } else { topic.to_owned() }));
    let attachments = (0..chance.below(4)).map(|_| attached(chance, turn, authored.as_ref())).collect();
    let body = Correspondence {
        subject: topic,
        category: Some(Concept {
            system: Some(
                "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-careCommunication-categoryCodes".to_owned(),
            ),
            code: category.to_owned(),
            display: None,
        }),
        turn,
        from: chance.once_in(4).then(|| person(chance, Some("Sygeplejerske"))),
        to: chance.once_in(4).then(|| person(chance, None)),
        segments,
    };
    let relation = if turn == Turn::Reply { Relation::Answers } else { Relation::Forwards };
    let follows = Follows { relation, sender: None, letter_id: chance.uuid() };
    let episodes: Vec<Episode> = (0..chance.below(3)).map(|_| episode(chance)).collect();
    let course = Course {
        conversation: Some(chance.uuid()),
        follows: (turn != Turn::New).then_some(follows).into_iter().collect(),
        ..Course::default()
    };
    let subject = subject(chance, !episodes.is_empty());
    let id = chance.uuid();
    let of = source(Standard::Fhir, id, "care-communication-message", "5.0");
    let sent = chance.time();
    let times = Times { occurred: None, authored, sent: Some(moment(chance, sent)) };
    let message = event(of, sender, receiver, Body::Correspondence(body));
    let course = Course { episodes, ..course };
    Event { subject: Some(subject), course, times, actions: vec![answer], narrative, attachments, ..message }
}

fn segment(chance: &mut Chance, turn: Turn, start: jiff::Timestamp, (index, many): (usize, usize)) -> Segment {
    let at = start + jiff::SignedDuration::from_secs(i64::try_from(index).expect("small") * 5_000);
    Segment {
        id: Some(chance.uuid()),
        written: Some(moment(chance, at)),
        author: Some(Person {
            contacts: vec![telephone(chance)],
            ..person(chance, Some(["Overlæge", "Sygeplejerske"][index % 2]))
        }),
        is_new: Some(turn == Turn::New || index + 1 == many),
        text: Text::from_plain(&plain(chance)),
    }
}

fn episode(chance: &mut Chance) -> Episode {
    let systems = [
        Some("https://www.esundhed.dk/Registre/Landspatientregisteret"),
        Some("https://sor2.sum.dsdn.dk/#id=328051000016008"),
        None,
    ];
    Episode::new(systems[chance.below(3)].map(str::to_owned), &chance.uuid())
}

fn subject(chance: &mut Chance, has_encounter: bool) -> Subject {
    let national = replacement(chance, ReplacementKind::National, &["1", "7"]);
    let regional = ReplacementKind::Regional { system: "urn:oid:1.2.208.176.1.6.1.3.181".to_owned() };
    let regional = replacement(chance, regional, &["0", "5", "6"]);
    let numbers = match chance.below(6) {
        0 => vec![regional, national],
        1 => vec![national],
        2 => vec![regional, cpr()],
        3 => vec![cpr(), national, regional],
        _ => vec![cpr()],
    };
    let word = chance.one(&["inaktiv", "indlagt", "ambulant"]);
    let dead = chance.once_in(8);
    let status = if dead { "doed" } else { word };
    Subject {
        contacts: chance.maybe(telephone).into_iter().collect(),
        deceased: dead.then_some(true),
        episode_status: has_encounter.then(|| status.to_owned()),
        ..patient(chance, numbers)
    }
}

fn attached(chance: &mut Chance, turn: Turn, at: Option<&Moment>) -> Attachment {
    let media_type = chance.one(&["application/pdf", "image/jpeg", "image/tiff", "image/bmp", "text/html"]).to_owned();
    let content = match chance.below(5) {
        0 => AttachmentContent::Url(personal("https://example.org/vejledning")),
        1 if turn == Turn::Reply => AttachmentContent::Elsewhere,
        _ => bytes(chance),
    };
    let title = chance.one(&WORDS).repeat(if chance.once_in(9) { 12 } else { 1 });
    let sent = chance.time();
    Attachment {
        id: Some(chance.uuid()),
        media_type: Some(media_type),
        title: Some(Personal::new(title)),
        at: if chance.once_in(4) { Some(moment(chance, sent)) } else { at.cloned() },
        author: chance.once_in(4).then(|| person(chance, Some("Overlæge"))),
        content,
        ..no_file()
    }
}
