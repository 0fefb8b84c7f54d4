//! What the samples share: parties, a patient, times, and the plain header around a body.

use canonical::course::{Course, Episode};
use canonical::digest::Digest;
use canonical::event::{Identity, Source, Standard, Status, Times};
use canonical::identifier::{Cpr, CprDoubt, PartyIdentifier, PatientIdentifier};
use canonical::notice::{Notice, NoticeCode};
use canonical::party::{Address, Channel, Contact, ContactPoint, Party, Person};
use canonical::refusal::Place;
use canonical::subject::{Relative, Subject};
use canonical::text::{Inline, Section, SectionKind, Text};
use canonical::{Body, Event, EventId, Moment, Personal};
use jiff::civil::{Date, DateTime};

/// An event with everything that the samples share.
pub(super) fn event(standard: Standard, type_code: &str, version_code: Option<&str>, body: Body) -> Event {
    let (sender, letter_id) = (hospital(), format!("LTR-{type_code}"));
    let fingerprint = Digest::of(type_code.as_bytes());
    Event {
        id: EventId::derive(&Identity::new(&sender, &letter_id), fingerprint),
        source: Source {
            standard,
            letter_id,
            type_code: type_code.to_owned(),
            statistical_code: None,
            version_code: version_code.map(str::to_owned),
            fingerprint,
        },
        status: Status::Original,
        subject: Some(karla()),
        sender,
        receivers: vec![clinic()],
        copy_receivers: Vec::new(),
        course: course(),
        times: Times {
            occurred: Some(at("2026-03-12T14:35")),
            authored: Some(at("2026-03-12T14:40")),
            sent: Some(at("2026-03-29T02:30")),
        },
        codes: Vec::new(),
        actions: Vec::new(),
        narrative: Vec::new(),
        attachments: Vec::new(),
        verbatim: Vec::new(),
        notices: vec![Notice {
            code: NoticeCode::PatientId(CprDoubt::NotModulus11),
            at: Place { line: 31, column: 9, path: "Patient/CivilRegistrationNumber".to_owned() },
        }],
        body,
    }
}

fn karla() -> Subject {
    let address = Address {
        street: personal("Prøvevej 7"),
        suburb: personal("Testby"),
        district: personal("Odense C"),
        post_code: personal("5000"),
    };
    Subject {
        identifiers: Cpr::parse("1402389992").map(PatientIdentifier::Cpr).into_iter().collect(),
        surname: personal("Testrup"),
        given_name: personal("Karla Margrethe"),
        address: address.clone(),
        contacts: vec![telephone()],
        occupation: personal("Pensionist"),
        deceased: Some(false),
        episode_status: Some("inaktiv".to_owned()),
        relatives: vec![Relative {
            relation: "barn".to_owned(),
            identifier: Cpr::parse("2509479989").map(PatientIdentifier::Cpr),
            surname: personal("Elmer"),
            given_name: personal("Bruno Test"),
            address,
            contacts: vec![telephone()],
            informed: None,
            occupation: None,
        }],
    }
}

pub(super) fn hospital() -> Party {
    Party {
        identifiers: vec![gln("5790999900010"), PartyIdentifier::from_scheme("shak", "4202011")],
        organisation: Some("Testregionens Hospital".to_owned()),
        department: Some("Medicinsk afdeling M".to_owned()),
        unit: Some("Afsnit M1".to_owned()),
        address: Address::default(),
        contacts: vec![telephone()],
        specialty: Some("intern_medicin_sygehus".to_owned()),
        person: Some(person("Hanne Prøve Jensen", "Overlæge")),
        ..Party::default()
    }
}

pub(super) fn clinic() -> Party {
    Party {
        identifiers: vec![gln("5790999900034"), PartyIdentifier::from_scheme("provider", "999990")],
        organisation: Some("Lægerne Prøvegade".to_owned()),
        ..Party::default()
    }
}

pub(super) fn person(name: &str, role: &str) -> Person {
    Person {
        name: Personal::new(name.to_owned()),
        role: Some(role.to_owned()),
        identifiers: vec![PartyIdentifier::from_scheme("sor", "999990000016")],
        contacts: vec![telephone()],
        surname: None,
        given_name: None,
        department: None,
    }
}

/// A municipality that says everything a party can say.
pub(super) fn municipality() -> Party {
    Party {
        identifiers: vec![gln("5790999900041"), PartyIdentifier::from_scheme("municipality", "461")],
        organisation: Some("Odense Kommune TEST".to_owned()),
        specialty_name: Some("Kommunal sygepleje".to_owned()),
        person: Some(Person {
            surname: personal("Elmer"),
            given_name: personal("Bruno Test"),
            ..person("Bruno Test Elmer", "Visitator")
        }),
        contact: Some(Box::new(Party { unit: Some("Visitationen TEST".to_owned()), ..clinic() })),
        contact_points: vec![ContactPoint {
            names: personal("Hanne Prøve Jensen").into_iter().collect(),
            contacts: vec![telephone(), Contact { channel: Channel::Fax, ..telephone() }],
            hours: Some("Hverdage 8-15".to_owned()),
        }],
        ..Party::default()
    }
}

fn telephone() -> Contact {
    Contact { channel: Channel::Telephone, value: Personal::new("57575757".to_owned()), note: Some("mobil".to_owned()) }
}

pub(super) fn course() -> Course {
    Course { episodes: vec![Episode::new(None, "5B0C7E1F-9A3D-4C2E-8F60-71B2C3D4E5F6")], ..Course::default() }
}

pub(super) fn section(kind: SectionKind, text: Text) -> Section {
    Section { kind, title: None, signed: Some(at("2026-03-12T14:36")), text }
}

pub(super) fn gln(number: &str) -> PartyIdentifier {
    PartyIdentifier::from_scheme("gln", number)
}

pub(super) fn personal(text: &str) -> Option<Personal<String>> {
    Some(Personal::new(text.to_owned()))
}

pub(super) fn words(text: &str) -> Inline {
    Inline::Words(Personal::new(text.to_owned()))
}

pub(super) fn date() -> Date {
    jiff::civil::date(2026, 3, 8)
}

pub(super) fn at(written: &str) -> Moment {
    let local: DateTime = written.parse().expect("a local time");
    Moment::from_danish(local, written).expect("a year of this century")
}
