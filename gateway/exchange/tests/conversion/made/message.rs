//! A CareCommunication by chance, as its reader makes it.

use canonical::action::{Action, ActionKind, Priority};
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, Correspondence, Segment, Turn};
use canonical::code::Concept;
use canonical::course::{Course, Episode, Follows, Relation};
use canonical::event::{Event, Standard, Times};
use canonical::identifier::ReplacementKind;
use canonical::moment::danish_time;
use canonical::party::Person;
use canonical::subject::Subject;
use canonical::text::{SectionKind, Text};
use canonical::{Moment, Personal};

use super::parts::{
    GLNS, WORDS, address, bytes, cpr, event, no_file, party, patient, personal, replacement, section, source, telephone,
};
use crate::chance::Chance;

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
