//! What a FHIR system asks for while the broker is away: kept, answered with where to ask, and published when it is back.
#![allow(clippy::expect_used, clippy::panic, reason = "also in what the tests share")]

mod support;

use std::time::Duration;

use canonical::letter::Limits;
use intake::spool::{Found, Settings, Spool, drain};
use intake::{Document, LetterOutcome, rest};
use support::House;
use support::ledger::Mood;
use tokio::sync::{oneshot, watch};

const COMMUNICATION: &str = include_str!("../../../adapters/fhir/src/rest/cases/create_communication.json");
const TRANSACTION: &str = include_str!("../../../adapters/fhir/src/rest/cases/bundle_transaction.json");

/// A resource and a transaction: nothing is published, everything is said to be kept; then the same letters are published once, and
/// the sender is told what became of them.
#[tokio::test]
async fn a_request_is_kept_while_the_broker_is_away_and_published_when_it_is_back() {
    for (word, document) in [("POST Communication", COMMUNICATION), ("POST", TRANSACTION)] {
        let folder = tempfile::tempdir().expect("a folder");
        let settings =
            Settings { path: folder.path().join("spool"), capacity: 1024 * 1024, answers_for: Settings::ANSWERS_FOR };
        let spool = Spool::open(settings).await.expect("opened");
        let house = House::with_spool(Limits::default(), Some(spool.clone()));
        house.ledger.will(&[Mood::Fails]);
        let request = rest::Request::parse(word).expect("a request");
        let document: Document = document.as_bytes().to_vec().into();
        let kept = house.intake.receive_request(&house.hospital, request, document).await.expect("kept");
        assert!(!kept.letters.is_empty(), "{word}");
        assert!(kept.letters.iter().all(|letter| letter.outcome == LetterOutcome::Kept), "{word}: {kept:?}");
        assert!(kept.asked.is_some() && kept.receipts.is_empty(), "{word}");
        assert_eq!(house.ledger.events(), 0, "{word}");
        let asked_with = kept.later.expect("where to ask");
        let told = spool.find(&house.hospital.id, asked_with).await.expect("told");
        assert!(matches!(told, Found::Waiting), "{word}: {told:?}");

        let (ready, watched) = watch::channel(true);
        let (stop, stopped) = oneshot::channel::<()>();
        let draining = tokio::spawn(drain(house.intake.clone(), watched, async move { drop(stopped.await) }));
        let mut level = spool.level();
        let emptied = tokio::time::timeout(Duration::from_secs(60), level.wait_for(|level| level.documents == 0));
        drop(emptied.await.expect("drained in time").expect("open"));
        drop((stop, ready));
        draining.await.expect("the drain ends");
        assert_eq!(house.ledger.events(), kept.letters.len(), "{word}");
        let told = spool.find(&house.hospital.id, asked_with).await.expect("told");
        assert!(matches!(told, Found::Answered(_)), "{word}: {told:?}");
    }
}
