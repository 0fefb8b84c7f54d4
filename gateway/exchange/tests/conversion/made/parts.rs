//! What letters and messages by chance are made of.

use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::Body;
use canonical::course::Course;
use canonical::digest::Digest;
use canonical::event::{Event, EventId, Identity, Source, Standard, Status, Times};
use canonical::identifier::{Cpr, PartyIdentifier, PatientIdentifier, ReplacementKind};
use canonical::party::{Address, Channel, Contact, Party};
use canonical::subject::Subject;
use canonical::text::{Section, SectionKind, Text};
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
            name: None,
            telephone: (at == 0).then(|| Personal::new("65432030".to_owned())),
        })
    }
}

pub(crate) fn personal(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}

pub(super) const WORDS: [&str; 8] =
    ["Afdeling A", "har modtaget", "en henvisning", "Røntgen af hofte & knæ", "svar < 5", "bedes", "\"i dag\"", "æøå"];
pub(super) const NAMES: [&str; 6] =
    ["Hjemmeplejen, Odense Kommune", "Lægehuset", "Ortopædkirurgisk afdeling", "Afsnit O1", "Akutteam", "Medicinsk"];

pub(super) fn party(chance: &mut Chance, gln: &str) -> Party {
    let mut identifiers = vec![PartyIdentifier::from_scheme("gln", gln)];
    let numbers = [("sor", "441961000016007"), ("provider", "012345"), ("municipality", "461"), ("shak", "420010")];
    identifiers.extend(chance.maybe(|chance| {
        let (scheme, value) = numbers[chance.below(4)];
        PartyIdentifier::from_scheme(scheme, value)
    }));
    Party { identifiers, organisation: Some(chance.one(&NAMES).to_owned()), ..Party::default() }
}

pub(super) fn telephone(chance: &mut Chance) -> Contact {
    let number = format!("{:08}", chance.below(100_000_000));
    Contact { channel: Channel::Telephone, value: Personal::new(number), note: None }
}

pub(super) fn address(chance: &mut Chance) -> Address {
    Address {
        street: chance.maybe(|chance| personal(&format!("Hindbærvej {}", chance.below(99)))),
        suburb: chance.maybe(|_| personal("Fraugde")),
        district: chance.maybe(|_| personal("Odense S")),
        post_code: chance.maybe(|_| personal("5260")),
    }
}

pub(super) fn replacement(chance: &mut Chance, kind: ReplacementKind, sevenths: &[&str]) -> PatientIdentifier {
    let seventh = chance.one(sevenths);
    PatientIdentifier::Replacement { kind, value: Personal::new(format!("251248{seventh}AB{}", chance.below(10))) }
}

pub(super) fn cpr() -> PatientIdentifier {
    PatientIdentifier::Cpr(Cpr::parse("2512489996").expect("ten digits"))
}

pub(super) fn patient(chance: &mut Chance, identifiers: Vec<PatientIdentifier>) -> Subject {
    Subject {
        identifiers,
        surname: Some(personal(chance.one(&["Berggren", "Testrup Ånd"]))),
        given_name: chance.maybe(|_| personal("Nancy Ann")),
        address: address(chance),
        ..Subject::default()
    }
}

pub(super) fn bytes(chance: &mut Chance) -> AttachmentContent {
    let many = 1 + chance.below(40);
    AttachmentContent::from_bytes((0..many).map(|_| chance.next().to_le_bytes()[0]).collect())
}

pub(super) fn event(source: Source, sender: Party, receiver: Party, body: Body) -> Event {
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

pub(super) fn source(standard: Standard, letter_id: String, type_code: &str, version: &str) -> Source {
    Source {
        standard,
        type_code: type_code.to_owned(),
        statistical_code: None,
        version_code: Some(version.to_owned()),
        fingerprint: Digest::of(letter_id.as_bytes()),
        letter_id,
    }
}

pub(super) fn section(kind: SectionKind, signed: Option<Moment>, text: Text) -> Section {
    Section { kind, title: None, signed, text }
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
