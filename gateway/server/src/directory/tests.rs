//! What the directory says, and when it is the same.

use std::sync::Arc;

use canonical::Kind;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Role, Sector};
use jiff::Timestamp;
use journal::{EventPosition, Options, SubscriptionId, SubscriptionName};

use super::*;

fn id(text: &str) -> OrganisationId {
    OrganisationId::parse(text).expect("a short name")
}

fn clinic() -> ListedOrganisation {
    let organisation = Organisation {
        id: id("laegerne-proevegade"),
        name: "Lægerne Prøvegade TEST".to_owned(),
        sector: Sector::GeneralPractice,
        identifiers: vec![
            PartyIdentifier::from_scheme("provider", "999990"),
            PartyIdentifier::from_scheme("gln", "5790999900034"),
        ],
        roles: vec![Role::Subscriber, Role::Sender],
        acts_for: Vec::new(),
        hosted: true,
    };
    let certificates = vec![Digest::of(b"second"), Digest::of(b"first")];
    ListedOrganisation { organisation: Arc::new(organisation), certificates, amqp_user: Some("clinic".to_owned()) }
}

fn carrier() -> ListedOrganisation {
    let organisation = Organisation {
        id: id("a-carrier"),
        name: "A carrier TEST".to_owned(),
        sector: Sector::Other,
        identifiers: Vec::new(),
        roles: vec![Role::Carrier],
        acts_for: vec![id("odense-kommune"), id("laegerne-proevegade")],
        hosted: false,
    };
    ListedOrganisation { organisation: Arc::new(organisation), certificates: Vec::new(), amqp_user: None }
}

fn parts(listed: Vec<ListedOrganisation>) -> DirectoryParts {
    DirectoryParts {
        listed,
        sealing_keys: vec![("second".to_owned(), [2; 32]), ("first".to_owned(), [1; 32])],
        routes: Vec::new(),
    }
}

fn subscription(name: &str, filter: Filter) -> SubscriptionRow {
    SubscriptionRow {
        id: SubscriptionId(1),
        name: SubscriptionName { organisation: id("laegerne-proevegade"), name: name.to_owned() },
        filter,
        options: Options::default(),
        push: None,
        created_at: Timestamp::UNIX_EPOCH,
        matched_through: EventPosition::default(),
        last_number: 0,
        last_digest: Digest([0; 32]),
    }
}

fn filter(scope: Scope, kinds: &[Kind], senders: &[&str]) -> Filter {
    Filter { scope, kinds: kinds.to_vec(), senders: senders.iter().map(|sender| (*sender).to_owned()).collect() }
}

#[test]
fn an_organisation_is_told_with_everything_a_sender_has_to_know() {
    let [one, other] = [Kind::ALL[0], Kind::ALL[1]];
    let subscriptions = [
        subscription("inbox", filter(Scope::Both, &[other, one], &["gln:2", "gln:1"])),
        subscription("patients", filter(Scope::MyPatients, &[], &[])),
    ];
    let found = directory(&parts(vec![clinic(), carrier()]), &subscriptions);
    let ids: Vec<_> = found.organisations.iter().map(|organisation| organisation.id.as_str()).collect();
    assert_eq!(ids, ["a-carrier", "laegerne-proevegade"]);
    let [carrier, clinic] = found.organisations.as_slice() else { panic!("two organisations") };
    assert_eq!(carrier.acts_for, ["laegerne-proevegade", "odense-kommune"]);
    assert!(carrier.takes.is_empty() && carrier.amqp_user.is_empty() && !carrier.hosted);
    assert_eq!(
        (clinic.sector.as_str(), clinic.amqp_user.as_str(), clinic.hosted),
        ("general-practice", "clinic", true)
    );
    assert_eq!(clinic.roles, ["sender", "subscriber"]);
    assert_eq!((clinic.identifiers.len(), clinic.certificates.len()), (2, 2));
    assert!(clinic.certificates.iter().all(|certificate| certificate.len() == 32));
    let mut kinds = [one.word(), other.word()];
    kinds.sort_unstable();
    let expected = v1::LetterInterest {
        kinds: kinds.map(str::to_owned).into(),
        senders: vec!["gln:1".to_owned(), "gln:2".to_owned()],
    };
    assert_eq!(clinic.takes, [expected]);
    let keys: Vec<_> = found.sealing_keys.iter().map(|key| (key.id.as_str(), key.public_key[0])).collect();
    assert_eq!(keys, [("second", 2), ("first", 1)]);
}

#[test]
fn equal_content_has_an_equal_version_in_whatever_order_it_is_configured() {
    let inbox = || subscription("inbox", filter(Scope::Addressed, &[], &["gln:1"]));
    let rest = || subscription("rest", filter(Scope::Addressed, &[], &["gln:2"]));
    let one = directory(&parts(vec![clinic(), carrier()]), &[inbox(), rest()]);
    let mut turned = clinic();
    turned.certificates.reverse();
    let organisation = Arc::make_mut(&mut turned.organisation);
    organisation.identifiers.reverse();
    organisation.roles.reverse();
    // A second subscription for the same letters changes nothing for senders.
    let again = SubscriptionRow { last_number: 7, ..subscription("again", inbox().filter) };
    let other = directory(&parts(vec![carrier(), turned]), &[rest(), inbox(), again]);
    assert_eq!(one, other);
}

#[test]
fn whatever_changes_changes_the_version() {
    let inbox = subscription("inbox", Filter::default());
    let version = |parts: &DirectoryParts, subscriptions: &[SubscriptionRow]| directory(parts, subscriptions).version;
    let whole = parts(vec![clinic(), carrier()]);
    let mut renewed = clinic();
    renewed.certificates.pop();
    let others = [
        version(&whole, std::slice::from_ref(&inbox)),
        version(&whole, &[subscription("inbox", filter(Scope::Addressed, &[], &["gln:1"]))]),
        version(&parts(vec![clinic()]), &[]),
        version(&parts(vec![renewed, carrier()]), &[]),
        version(&DirectoryParts { sealing_keys: Vec::new(), ..whole.clone() }, &[]),
        version(&whole, &[]),
    ];
    assert!(others.iter().all(|version| version.len() == 64));
    assert_eq!(others.iter().collect::<BTreeSet<_>>().len(), others.len());
}
