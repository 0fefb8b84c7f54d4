//! The follower over a queue in memory and a real journal.

use std::sync::{Arc, Mutex};

use access::Policy;
use async_trait::async_trait;
use broker::{Keyring, OpeningKey, SealingKey};
use bytes::Bytes;
use canonical::Event;
use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use canonical::receipt::{IncomingReceipt, ReceiptForm, ReceivedReceipt, Verdict};
use journal::sqlite::{self, SqliteJournal};
use journal::suite::{Trouble, Unsteady};
use journal::{Content, Filter, Journal, NewSubscription, Options, SetAside, Start, SubscriptionName, SubscriptionRow};
use prost::Message as _;
use telemetry::ManualClock;
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use wire::convert::timestamp;
use wire::transport::{PublishedAcceptance, PublishedLetter, PublishedOriginal, PublishedReceipt};

use super::tray::Tray;
use super::{Follower, follow_queue};
use crate::example::{KARLA, at, event, lookup, organisations};
use crate::{Receipts, Settings};

const DOCUMENT: &[u8] = b"<Emessage/>";

struct Stage {
    journal: Arc<Unsteady>,
    tray: Tray,
    receipts: Arc<Mailbox>,
    key: SealingKey,
    follower: Follower,
    task: JoinHandle<()>,
    clinic: SubscriptionRow,
    _dir: TempDir,
}

/// Takes receipts, and fails as often as it is told to.
#[derive(Default)]
struct Mailbox {
    taken: watch::Sender<Vec<ReceivedReceipt>>,
    failures: Mutex<Vec<journal::Error>>,
}

#[async_trait]
impl Receipts for Mailbox {
    async fn take(&self, receipt: &ReceivedReceipt) -> Result<(), journal::Error> {
        if let Some(failure) = self.failures.lock().expect("nobody panics").pop() {
            return Err(failure);
        }
        self.taken.send_modify(|taken| taken.push(receipt.clone()));
        Ok(())
    }
}

impl Stage {
    async fn set() -> Self {
        let dir = TempDir::new().expect("a temporary directory");
        let store = SqliteJournal::open(dir.path(), sqlite::Settings::default()).expect("a new journal");
        let journal = Arc::new(Unsteady::new(Arc::new(store)));
        let name = SubscriptionName { organisation: organisations()[1].id.clone(), name: "all".to_owned() };
        let (filter, options) = (Filter::default(), Options::default());
        let new =
            NewSubscription { name, filter, options, push: None, start: Start::Now, at: at("2026-03-04T12:00:00Z") };
        let clinic = journal.create_subscription(new).await.expect("a new subscription");
        let receipts = Arc::new(Mailbox::default());
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
        let (follower, task) = follow_queue(journal.clone(), tray.clone(), keys, receipts.clone(), settings);
        Self { journal, tray, receipts, key, follower, task: tokio::spawn(task), clinic, _dir: dir }
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
            ..PublishedAcceptance::default()
        }),
        receipt: None,
        together: Vec::new(),
        notification: None,
    }
}

/// A receipt, as an adapter seals it.
fn published_receipt(receipt_id: &str) -> (ReceivedReceipt, PublishedLetter) {
    let receipt = IncomingReceipt {
        fingerprint: Digest::of(receipt_id.as_bytes()),
        form: ReceiptForm::Xctl03,
        verdict: Verdict::Positive,
        receipt_id: Some(receipt_id.to_owned()),
        sender: None,
        envelope_id: Some("E1".to_owned()),
        message_id: None,
        letters: vec![],
        reasons: vec![],
        original_sender: None,
        original_receiver: None,
    };
    let received = ReceivedReceipt {
        receipt,
        at: at("2026-03-04T12:00:00Z"),
        submitted_by: OrganisationId::parse("laegerne-proevegade").expect("a short name"),
        channel: "https".to_owned(),
    };
    let letter = PublishedLetter { receipt: Some(PublishedReceipt::from(&received)), ..PublishedLetter::default() };
    (received, letter)
}

#[tokio::test]
async fn receipts_are_handed_on_behind_their_letters_and_settled() {
    let stage = Stage::set().await;
    *stage.receipts.failures.lock().expect("nobody panics") =
        vec![journal::Error::Unavailable { reason: "disk full".to_owned() }];
    let (first, letter) = published_receipt("K1");
    stage.put(&event("L000", &[KARLA]));
    stage.put_published(&letter);
    stage.put(&event("L001", &[KARLA]));
    stage.tray.until(|tray| tray.settled == 3).await;
    assert_eq!(stage.entered().await, ["L000", "L001"]);
    assert_eq!(*stage.receipts.taken.borrow(), [first], "tried again until it was taken");
    // One that can never be taken is kept for an operator, and stands in nobody's way.
    *stage.receipts.failures.lock().expect("nobody panics") = vec![journal::Error::Corrupt { what: "planted" }];
    stage.put_published(&published_receipt("K2").1);
    stage.put_published(&published_receipt("K3").1);
    stage.tray.until(|tray| tray.settled == 5).await;
    let taken: Vec<_> = stage.receipts.taken.borrow().iter().map(|taken| taken.receipt.receipt_id.clone()).collect();
    assert_eq!(taken, [Some("K1".to_owned()), Some("K3".to_owned())]);
    let aside: Vec<_> = stage.set_aside().await.into_iter().map(|aside| aside.reason).collect();
    assert_eq!(aside, ["indigestible"]);
    let unreadable = PublishedReceipt::default();
    stage.put_published(&PublishedLetter { receipt: Some(unreadable), ..PublishedLetter::default() });
    stage.tray.until(|tray| tray.settled == 6).await;
    assert_eq!(stage.set_aside().await.len(), 2);
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

/// Its sender has been told that it is accepted, by an adapter that knows nothing of earlier letters.
///
/// Rule: fhir-envelope-reused
#[tokio::test]
async fn an_accepted_letter_in_a_used_envelope_is_written_and_flagged() {
    let stage = Stage::set().await;
    let other: &[u8] = b"<Emessage></Emessage>";
    let (first, second) = (event("L000", &[KARLA]), event("L001", &[KARLA]));
    stage.put(&first);
    let mut again = published(&second);
    let original = PublishedOriginal {
        sha256: Bytes::copy_from_slice(&Digest::of(other).0),
        content: Some(Bytes::from_static(other)),
        ..again.original.unwrap_or_default()
    };
    again.original = Some(original);
    stage.put_published(&again);
    stage.tray.until(|queue| queue.settled == 2).await;
    assert_eq!(stage.entered().await, ["L000", "L001"]);
    let mut flags = Vec::new();
    for event in [first, second] {
        let acceptances = stage.journal.acceptances(event.id).await.expect("readable");
        flags.push(acceptances.iter().map(|accepted| accepted.envelope_reused).collect::<Vec<_>>());
    }
    assert_eq!(flags, [[false], [true]]);
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
