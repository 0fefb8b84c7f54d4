//! The directory: who is here, and what changes in it.

use tonic::{Code, Streaming};
use wire::v1;

use crate::gateway::{Gateway, Who};
use crate::refused::reason;

async fn read(gateway: &Gateway, who: Who) -> v1::Directory {
    let answer = gateway.directory(who).await.get_directory(v1::GetDirectoryRequest {}).await;
    answer.expect("answered").into_inner().directory.expect("a directory")
}

async fn watch(gateway: &Gateway, version: &str) -> Streaming<v1::WatchDirectoryResponse> {
    let request = v1::WatchDirectoryRequest { version: version.to_owned() };
    gateway.directory(Who::Municipality).await.watch_directory(request).await.expect("watched").into_inner()
}

/// Reads on until the directory is another one.
async fn next(watched: &mut Streaming<v1::WatchDirectoryResponse>) -> v1::Directory {
    loop {
        let told = watched.message().await.expect("goes on").expect("goes on");
        assert!(told.confirmed_at.is_some());
        if let Some(directory) = told.directory {
            assert_eq!(directory.version, told.version);
            return directory;
        }
    }
}

fn organisation(directory: &v1::Directory, who: Who) -> &v1::DirectoryOrganisation {
    let found = directory.organisations.iter().find(|organisation| organisation.id == who.name());
    found.expect("everybody is in it")
}

#[tokio::test]
async fn whoever_is_known_finds_a_receiver_and_what_it_takes() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let patients = v1::Filter { scope: v1::Scope::MyPatients.into(), kinds: Vec::new(), senders: Vec::new() };
    let subscription = v1::Subscription { name: "patients".to_owned(), filter: Some(patients), ..Default::default() };
    gateway.subscribe_with(Who::Hospital, subscription).await;
    let directory = read(&gateway, Who::Registrar).await;
    let ids: Vec<_> = directory.organisations.iter().map(|organisation| organisation.id.as_str()).collect();
    assert_eq!(ids, [Who::Clinic, Who::Municipality, Who::Registrar, Who::Hospital].map(Who::name));
    assert_eq!(organisation(&directory, Who::Clinic).takes, [v1::LetterInterest::default()]);
    assert!(organisation(&directory, Who::Hospital).takes.is_empty());
    assert_eq!(organisation(&directory, Who::Municipality).amqp_user, "odense");
    assert_eq!(organisation(&directory, Who::Municipality).certificates.len(), 1);
    assert_eq!(directory.sealing_keys[0].public_key, [9; 32].as_slice());
}

#[tokio::test]
async fn a_watcher_is_told_of_every_change() {
    let gateway = Gateway::open().await;
    let mut watched = watch(&gateway, "").await;
    let first = next(&mut watched).await;
    assert!(organisation(&first, Who::Clinic).takes.is_empty());
    gateway.subscribe(Who::Clinic, "inbox").await;
    let second = next(&mut watched).await;
    assert_eq!(organisation(&second, Who::Clinic).takes.len(), 1);
    assert_eq!(read(&gateway, Who::Clinic).await, second);
    let request = v1::DeleteSubscriptionRequest { name: "inbox".to_owned() };
    gateway.subscriber(Who::Clinic).await.delete_subscription(request).await.expect("deleted");
    assert_eq!(next(&mut watched).await, first);
}

#[tokio::test]
async fn a_watcher_that_has_the_directory_gets_its_confirmation_only() {
    let gateway = Gateway::open().await;
    let known = read(&gateway, Who::Municipality).await;
    let mut watched = watch(&gateway, &known.version).await;
    let first = watched.message().await.expect("goes on").expect("goes on");
    assert_eq!((first.version, first.directory), (known.version, None));
    assert!(first.confirmed_at.is_some());
}

#[tokio::test]
async fn one_organisation_watches_a_bounded_number_of_times() {
    let gateway = Gateway::open().await;
    let mut municipality = gateway.directory(Who::Municipality).await;
    let mut watches = Vec::new();
    let refused = loop {
        match municipality.watch_directory(v1::WatchDirectoryRequest::default()).await {
            Ok(watched) => watches.push(watched),
            Err(refused) => break refused,
        }
    };
    assert_eq!(reason(&refused), (Code::ResourceExhausted, "DIRECTORY_BUSY".to_owned()));
    assert_eq!(watches.len(), 64);
    // Others are not held up, and a place that is given back can be taken again.
    read(&gateway, Who::Clinic).await;
    watches.pop();
    let again = async {
        while municipality.watch_directory(v1::WatchDirectoryRequest::default()).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), again).await.expect("a place");
}

#[tokio::test]
async fn a_journal_that_is_closed_has_no_directory() {
    let gateway = Gateway::open().await;
    gateway.journal.close().await;
    let mut registrar = gateway.directory(Who::Registrar).await;
    let refused = registrar.get_directory(v1::GetDirectoryRequest {}).await.expect_err("closed");
    assert_eq!(reason(&refused), (Code::Unavailable, "JOURNAL_UNAVAILABLE".to_owned()));
    let refused = registrar.watch_directory(v1::WatchDirectoryRequest::default()).await.expect_err("closed");
    assert_eq!(reason(&refused), (Code::Unavailable, "JOURNAL_UNAVAILABLE".to_owned()));
}
