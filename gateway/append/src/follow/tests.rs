//! The follower over a queue in memory and a real journal.

use std::sync::Arc;

use access::Policy;
use broker::{Keyring, OpeningKey, SealingKey};
use bytes::Bytes;
use canonical::Event;
use canonical::digest::Digest;
use journal::sqlite::{self, SqliteJournal};
use journal::suite::{Trouble, Unsteady};
use journal::{Content, Filter, Journal, NewSubscription, Options, SetAside, Start, SubscriptionName, SubscriptionRow};
use prost::Message as _;
use telemetry::ManualClock;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use wire::convert::timestamp;
use wire::transport::{PublishedAcceptance, PublishedLetter, PublishedOriginal};

use super::tray::Tray;
use super::{Follower, follow_queue};
use crate::Settings;
use crate::example::{KARLA, at, event, lookup, organisations};

const DOCUMENT: &[u8] = b"<Emessage/>";

struct Stage {
    journal: Arc<Unsteady>,
    tray: Tray,
    key: SealingKey,
    follower: Follower,
    task: JoinHandle<()>,
    clinic: SubscriptionRow,
    _dir: TempDir,
}

impl Stage {
    async fn set() -> Self {
        let dir = TempDir::new().expect("a temporary directory");
        let store = SqliteJournal::open(dir.path(), sqlite::Settings::default()).expect("a new journal");
        let journal = Arc::new(Unsteady::new(Arc::new(store)));
        let name = SubscriptionName { organisation: organisations()[1].id.clone(), name: "all".to_owned() };
        let (filter, options) = (Filter::default(), Options::default());
        let new = NewSubscription { name, filter, options, start: Start::Now, at: at("2026-03-04T12:00:00Z") };
        let clinic = journal.create_subscription(new).await.expect("a new subscription");
        let (tray, opening) = (Tray::new(), OpeningKey::generate());
        let (key, keys) = (opening.sealing_key(), Keyring::new(vec![opening]));
        let settings = Settings {
            organisations: organisations().into(),
            policy: Arc::new(Policy::default()),
            lookup: lookup(),
            clock: Arc::new(ManualClock::new(at("2026-03-04T12:00:05Z"))),
            max_batch: 8,
            queue: 32,
        };
        let (follower, task) = follow_queue(journal.clone(), tray.clone(), keys, settings);
        Self { journal, tray, key, follower, task: tokio::spawn(task), clinic, _dir: dir }
    }

    fn put(&self, event: &Event) {
        self.put_published(&published(event));
    }

    fn put_published(&self, letter: &PublishedLetter) {
        self.tray.put("M1", self.key.seal(b"M1", &letter.encode_to_vec()).expect("a key"));
    }

    /// The letters of the clinic, in the order of their numbers.
    async fn entered(&self) -> Vec<String> {
        let heads = self.journal.entries_after(self.clinic.id, 0, 1_000).await.expect("heads");
        let numbers: Vec<u64> = heads.iter().map(|head| head.number).collect();
        assert_eq!(numbers, (1..=heads.len() as u64).collect::<Vec<_>>());
        let entries = self.journal.entries(self.clinic.id, &numbers).await.expect("entries");
        entries.iter().map(|entry| wire::decode(&entry.body.bytes).expect("an event").source.letter_id).collect()
    }

    async fn set_aside(&self) -> Vec<SetAside> {
        let rows = self.journal.set_aside_after(0, 1_000).await.expect("rows");
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

fn published(event: &Event) -> PublishedLetter {
    PublishedLetter {
        event: wire::encode(event),
        original: Some(PublishedOriginal {
            sha256: Bytes::copy_from_slice(&Digest::of(DOCUMENT).0),
            media_type: "application/xml".to_owned(),
            letters: 1,
            content: Some(Bytes::from_static(DOCUMENT)),
            blob_size: None,
        }),
        acceptance: Some(PublishedAcceptance {
            at: Some(timestamp(at("2026-03-04T12:00:00Z"))),
            submitted_by: "testregionen".to_owned(),
            channel: "https".to_owned(),
            envelope_id: "E1".to_owned(),
            sent_at: None,
        }),
    }
}

fn letters(numbers: std::ops::Range<u32>) -> Vec<String> {
    numbers.map(|number| format!("L{number:03}")).collect()
}

#[tokio::test]
async fn letters_are_written_in_the_order_of_the_queue_and_settled() {
    let stage = Stage::set().await;
    for letter_id in letters(0..100) {
        stage.put(&event(&letter_id, &[KARLA]));
    }
    stage.tray.until(|queue| queue.settled == 100).await;
    assert_eq!(stage.entered().await, letters(0..100));
    assert!(*stage.follower.active().borrow());
    let first = event("L000", &[KARLA]).id;
    let original = stage.journal.original(first).await.expect("its document");
    assert_eq!(original.content, Some(Content::plain(Bytes::from_static(DOCUMENT))));
    assert_eq!(stage.journal.acceptances(first).await.expect("acceptances")[0].submitted_by, "testregionen");
}

#[tokio::test]
async fn nothing_is_settled_before_it_is_committed() {
    let stage = Stage::set().await;
    stage.journal.set(Trouble::Appending);
    stage.put(&event("L000", &[KARLA]));
    stage.follower.active().wait_for(|active| *active).await.expect("a follower");
    assert_eq!((stage.tray.settled(), stage.entered().await.len()), (0, 0));
    stage.journal.set(Trouble::None);
    stage.tray.until(|queue| queue.settled == 1).await;
    assert_eq!(stage.entered().await, letters(0..1));
}

#[tokio::test]
async fn a_follower_that_cannot_reach_the_journal_lets_others_try() {
    let stage = Stage::set().await;
    stage.journal.set(Trouble::Appending);
    stage.put(&event("L000", &[KARLA]));
    stage.tray.until(|queue| queue.channels == 2).await;
    assert_eq!(stage.tray.settled(), 0);
    stage.journal.set(Trouble::None);
    stage.tray.until(|queue| queue.settled == 1).await;
    assert_eq!(stage.entered().await, letters(0..1));
}

#[tokio::test]
async fn what_comes_again_after_a_lost_channel_is_not_doubled() {
    let stage = Stage::set().await;
    for round in 0..10 {
        for letter_id in letters(round * 10..round * 10 + 10) {
            stage.put(&event(&letter_id, &[KARLA]));
        }
        stage.tray.until(move |queue| queue.settled > u64::from(round) * 10).await;
        stage.tray.cut();
    }
    stage.tray.until(|queue| queue.settled == 100).await;
    assert_eq!(stage.entered().await, letters(0..100));
}

#[tokio::test]
async fn a_follower_that_is_fenced_leaves_its_channel_and_stands_by() {
    let stage = Stage::set().await;
    stage.put(&event("L000", &[KARLA]));
    stage.tray.until(|queue| queue.settled == 1).await;
    let elsewhere = stage.journal.take_appending().await.expect("an epoch");
    stage.put(&event("L001", &[KARLA]));
    // Nobody else follows this queue, so the message comes back on another channel, and the epoch is taken anew.
    stage.tray.until(|queue| queue.settled == 2 && queue.channels == 2).await;
    assert_eq!(stage.entered().await, letters(0..2));
    assert_eq!(stage.journal.take_appending().await, Ok(elsewhere + 2));
}

#[tokio::test]
async fn what_cannot_be_read_is_set_aside_and_the_rest_goes_on() {
    let stage = Stage::set().await;
    let letter = event("L000", &[KARLA]);
    stage.tray.put("M7", Bytes::from_static(b"not sealed at all"));
    stage.tray.put("M8", stage.key.seal(b"another id", b"").expect("a key"));
    stage.put_published(&PublishedLetter { event: Bytes::from_static(b"\xff\xff"), ..published(&letter) });
    stage.put_published(&PublishedLetter { acceptance: None, ..published(&letter) });
    let mut forged = published(&letter);
    forged.original = forged.original.map(|original| PublishedOriginal { content: Some(Bytes::new()), ..original });
    stage.put_published(&forged);
    stage.put(&letter);
    stage.tray.until(|queue| queue.settled == 6).await;
    assert_eq!(stage.entered().await, letters(0..1));
    let aside = stage.set_aside().await;
    let reasons: Vec<_> = aside.iter().map(|aside| aside.reason.as_str()).collect();
    assert_eq!(reasons, ["unopenable", "unopenable", "undecodable", "undecodable", "undecodable"]);
    assert_eq!(aside[0].message.bytes, b"M7\0not sealed at all".as_slice());
}

#[tokio::test]
async fn what_the_journal_cannot_digest_is_set_aside_alone() {
    let stage = Stage::set().await;
    stage.journal.set(Trouble::Indigestible(event("L003", &[KARLA]).id));
    for letter_id in letters(0..8) {
        stage.put(&event(&letter_id, &[KARLA]));
    }
    stage.tray.until(|queue| queue.settled == 8).await;
    assert_eq!(stage.entered().await, ["L000", "L001", "L002", "L004", "L005", "L006", "L007"]);
    assert_eq!(stage.set_aside().await[0].reason, "indigestible");
}

#[tokio::test]
async fn an_accepted_letter_is_written_although_nobody_takes_it_any_more() {
    let stage = Stage::set().await;
    stage.journal.delete_subscription(&stage.clinic.name).await.expect("deleted");
    let letter = event("L000", &[KARLA]);
    stage.put(&letter);
    stage.tray.until(|queue| queue.settled == 1).await;
    assert!(stage.journal.event(letter.id).await.is_ok());
}

#[tokio::test]
async fn draining_settles_what_is_written_and_ends() {
    let mut stage = Stage::set().await;
    for letter_id in letters(0..50) {
        stage.put(&event(&letter_id, &[KARLA]));
    }
    stage.tray.until(|queue| queue.settled > 0).await;
    stage.follower.drain().await;
    (&mut stage.task).await.expect("an orderly end");
    assert_eq!(stage.entered().await.len() as u64, stage.tray.settled());
    assert!(!*stage.follower.active().borrow());
}

#[tokio::test]
async fn draining_does_not_wait_for_a_journal_in_trouble() {
    let stage = Stage::set().await;
    stage.journal.set(Trouble::Appending);
    stage.put(&event("L000", &[KARLA]));
    stage.follower.active().wait_for(|active| *active).await.expect("a follower");
    stage.follower.drain().await;
    assert_eq!((stage.tray.settled(), stage.entered().await.len()), (0, 0));
}
