//! Organisations, patients and events for the tests of this crate.

use canonical::chain::GENESIS;
use canonical::course::Course;
use canonical::digest::Digest;
use canonical::event::{EventId, Identity, Source, Standard, Status, Times};
use canonical::identifier::{Cpr, PartyIdentifier, PatientIdentifier};
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::{Body, Event, Kind};
use jiff::Timestamp;
use journal::{Filter, Labels, LookupKey, Options, SubscriptionId, SubscriptionName, SubscriptionRow};

/// Identifiers as scheme and value.
pub(crate) type Named<'a> = &'a [(&'a str, &'a str)];

pub(crate) const HOSPITAL: Named<'static> = &[("gln", "5790999900010")];
pub(crate) const GP: Named<'static> = &[("gln", "5790999900034"), ("provider", "999990")];
pub(crate) const MUNICIPALITY: Named<'static> = &[("gln", "5790999900041"), ("municipality", "461")];
pub(crate) const KARLA: &str = "1402389992";

pub(crate) fn lookup() -> LookupKey {
    LookupKey::new([7; 32])
}

pub(crate) fn at(written: &str) -> Timestamp {
    written.parse().expect("a timestamp")
}

pub(crate) fn patient(cpr: &str) -> PatientIdentifier {
    PatientIdentifier::Cpr(Cpr::parse(cpr).expect("ten digits"))
}

/// A hospital that is not hosted, a clinic and a municipality that are.
pub(crate) fn organisations() -> Vec<Organisation> {
    let organisation = |id: &str, sector, named: Named<'_>, hosted| Organisation {
        id: OrganisationId::parse(id).expect("a short name"),
        name: id.to_owned(),
        sector,
        identifiers: identifiers(named),
        roles: vec![Role::Sender, Role::Subscriber],
        acts_for: vec![],
        hosted,
    };
    vec![
        organisation("testregionen", Sector::Hospital, HOSPITAL, false),
        organisation("laegerne-proevegade", Sector::GeneralPractice, GP, true),
        organisation("odense", Sector::Municipality, MUNICIPALITY, true),
    ]
}

pub(crate) fn subscription(id: i64, organisation: &str, filter: Filter) -> SubscriptionRow {
    let organisation = OrganisationId::parse(organisation).expect("a short name");
    SubscriptionRow {
        id: SubscriptionId(id),
        name: SubscriptionName { organisation, name: format!("s{id}") },
        filter,
        options: Options::default(),
        push: None,
        created_at: at("2026-01-01T00:00:00Z"),
        matched_through: 0,
        last_number: 0,
        last_digest: GENESIS,
    }
}

pub(crate) fn labels(kind: Kind, sender: Named<'_>, receivers: &[Named<'_>], patients: &[&str]) -> Labels {
    Labels {
        id: EventId::derive(&Identity { sender: "gln:1".to_owned(), letter_id: "L1".to_owned() }, Digest::of(b"")),
        kind,
        sender: identifiers(sender),
        receivers: receivers.iter().map(|receiver| identifiers(receiver)).collect(),
        patients: patients.iter().map(|cpr| lookup().patient(&patient(cpr))).collect(),
        lane: [0; 32],
        occurred_at: at("2026-03-04T12:00:00Z"),
    }
}

/// A document from the hospital to the clinic about these patients.
pub(crate) fn event(letter_id: &str, patients: &[&str]) -> Event {
    let party = |named| Party { identifiers: identifiers(named), ..Party::default() };
    let (sender, fingerprint) = (party(HOSPITAL), Digest::of(b"content"));
    Event {
        id: EventId::derive(&Identity::new(&sender, letter_id), fingerprint),
        source: Source {
            standard: Standard::MedcomXml,
            letter_id: letter_id.to_owned(),
            type_code: "XDIS99".to_owned(),
            statistical_code: None,
            version_code: None,
            fingerprint,
        },
        status: Status::Original,
        subject: Some(Subject { identifiers: patients.iter().map(|cpr| patient(cpr)).collect(), ..Subject::default() }),
        sender,
        receivers: vec![party(GP)],
        copy_receivers: vec![],
        course: Course::default(),
        times: Times::default(),
        codes: vec![],
        actions: vec![],
        narrative: vec![],
        attachments: vec![],
        verbatim: vec![],
        notices: vec![],
        body: Body::Document(canonical::body::Document::default()),
    }
}

fn identifiers(named: Named<'_>) -> Vec<PartyIdentifier> {
    named.iter().map(|(scheme, value)| PartyIdentifier::from_scheme(scheme, value)).collect()
}
