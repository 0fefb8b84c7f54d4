//! What is kept of a directory, and how long it is believed.

use canonical::Kind;
use canonical::digest::Digest;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use wire::convert::timestamp;

use super::super::content::{Interest, Listed};
use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn at(written: &str) -> Timestamp {
    written.parse().expect("a timestamp")
}

fn directory(version: &str) -> Directory {
    let organisation = Organisation {
        id: OrganisationId::parse("clinic").expect("a short name"),
        name: "Lægerne Prøvegade".to_owned(),
        sector: Sector::GeneralPractice,
        identifiers: vec![PartyIdentifier::from_scheme("gln", "5790999900034")],
        roles: vec![Role::Sender, Role::Subscriber],
        acts_for: Vec::new(),
        hosted: true,
    };
    let interest = Interest { kinds: vec![Kind::Referral], senders: vec!["gln:5790999900010".to_owned()] };
    let listed = Listed {
        organisation,
        certificates: vec![Digest::of(b"certificate")],
        amqp_user: Some("clinic".to_owned()),
        takes: vec![interest],
    };
    Directory::new(version.to_owned(), vec![listed], vec![broker::SealingKey::from_bytes([7; 32])], Vec::new())
}

async fn cache(folder: &tempfile::TempDir) -> DirectoryCache {
    DirectoryCache::open(folder.path().join("directory"), DAY).await.expect("opened")
}

#[tokio::test]
async fn what_was_told_is_known_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = cache(&folder).await;
    assert_eq!((first.now().version(), first.confirmed_at()), ("", None));
    let mut changes = first.watch();
    first.put(directory("v1"), at("2026-03-12T12:00:00Z")).await.expect("kept");
    assert!(changes.has_changed().expect("a sender"));
    assert_eq!(changes.borrow_and_update().version(), "v1");
    let second = cache(&folder).await;
    assert_eq!(second.confirmed_at(), Some(at("2026-03-12T12:00:00Z")));
    let known = second.now();
    assert_eq!((known.version(), known.listed()), ("v1", directory("v1").listed()));
    assert_eq!(known.sealing_keys().first().map(broker::SealingKey::bytes), Some([7; 32]));
    assert_eq!(known.amqp_user("clinic").map(|listed| listed.organisation.name.as_str()), Some("Lægerne Prøvegade"));
    assert_eq!(known.amqp_user("hospital"), None);
}

#[tokio::test]
async fn a_confirmation_keeps_it_fresh_and_another_version_confirms_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let cache = cache(&folder).await;
    assert!(!cache.is_fresh(at("2026-03-12T12:00:00Z")), "nothing is known");
    cache.put(directory("v1"), at("2026-03-12T12:00:00Z")).await.expect("kept");
    assert!(cache.is_fresh(at("2026-03-13T12:00:00Z")));
    assert!(!cache.is_fresh(at("2026-03-13T12:00:01Z")));
    let told = |version: &str| v1::WatchDirectoryResponse {
        version: version.to_owned(),
        confirmed_at: Some(timestamp(at("2026-03-13T00:00:00Z"))),
        directory: None,
    };
    cache.hear(told("v0")).await.expect("heard");
    assert!(!cache.is_fresh(at("2026-03-13T12:00:01Z")));
    cache.hear(told("v1")).await.expect("heard");
    assert!(cache.is_fresh(at("2026-03-14T00:00:00Z")));
    cache.confirm(at("2026-03-12T00:00:00Z")).await.expect("confirmed");
    assert_eq!(cache.confirmed_at(), Some(at("2026-03-13T00:00:00Z")), "the later word counts");
}

#[tokio::test]
async fn a_damaged_file_is_not_believed() {
    let folder = tempfile::tempdir().expect("a folder");
    cache(&folder).await.put(directory("v1"), at("2026-03-12T12:00:00Z")).await.expect("kept");
    let path = folder.path().join("directory");
    let mut content = std::fs::read(&path).expect("written");
    *content.last_mut().expect("some bytes") ^= 1;
    std::fs::write(&path, &content).expect("written");
    assert_eq!(cache(&folder).await.now().version(), "");
    std::fs::write(&path, b"short").expect("written");
    assert_eq!(cache(&folder).await.now().version(), "");
}

#[tokio::test]
async fn a_directory_that_cannot_be_written_is_in_force_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = folder.path().join("missing").join("directory");
    let cache = DirectoryCache::open(nowhere, DAY).await.expect("nothing there");
    let kept = cache.put(directory("v1"), at("2026-03-12T12:00:00Z")).await;
    assert_eq!(kept, Err(Error::Unkept { reason: std::io::ErrorKind::NotFound }));
    assert_eq!(cache.now().version(), "v1");
}

#[test]
fn words_of_a_newer_gateway_are_left_out_and_never_widen_an_interest() {
    let mut message = v1::Directory::from(&directory("v1"));
    let organisation = message.organisations.first_mut().expect("one");
    organisation.roles.push("seer".to_owned());
    organisation.takes = vec![
        v1::LetterInterest { kinds: vec!["telepathy".to_owned()], senders: Vec::new() },
        v1::LetterInterest { kinds: vec!["telepathy".to_owned(), "referral".to_owned()], senders: Vec::new() },
    ];
    let read = Directory::try_from(message).expect("understood");
    let [listed] = read.listed() else { panic!("one organisation") };
    assert_eq!(listed.organisation.roles, [Role::Sender, Role::Subscriber]);
    assert_eq!(listed.takes, [Interest { kinds: vec![Kind::Referral], senders: Vec::new() }]);
}

#[test]
fn a_malformed_directory_is_not_taken() {
    let changed = |change: fn(&mut v1::DirectoryOrganisation)| {
        let mut message = v1::Directory::from(&directory("v1"));
        message.organisations.iter_mut().for_each(change);
        Directory::try_from(message).map(|_| ())
    };
    assert_eq!(changed(|_| {}), Ok(()));
    let id = Error::Malformed { field: "DirectoryOrganisation.id" };
    assert_eq!(changed(|organisation| organisation.id.clear()), Err(id));
    let certificates = Error::Malformed { field: "DirectoryOrganisation.certificates" };
    assert_eq!(changed(|organisation| organisation.certificates = vec!["short".into()]), Err(certificates));
}
