//! What is kept while the broker is away: nothing is lost, doubled or overtaken, and nothing is promised too early.
#![allow(clippy::expect_used, clippy::panic, reason = "also in what the tests share")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use canonical::letter::Limits;
use intake::spool::{Answered, Error, Found, Settings, Spool, drain};
use intake::{Channel, Intake, Reception, Unavailable};
use support::documents::{broken_letter, correspondence, emessage, letter};
use support::ledger::Mood;
use support::{HOSPITAL, House, outcomes};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

const KARLA: &str = "1402389992";
const BRUNO: &str = "2509479989";
const ROOM: u64 = 1024 * 1024;

/// An intake with a spool.
struct Adapter {
    house: House,
    spool: Spool,
    folder: tempfile::TempDir,
}

impl Adapter {
    async fn with_room(capacity: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::open(settings(&folder, capacity)).await.expect("opened");
        let house = House::with_spool(Limits::default(), Some(spool.clone()));
        Self { house, spool, folder }
    }

    async fn new() -> Self {
        Self::with_room(ROOM).await
    }

    async fn receive(&self, document: &str) -> Result<Reception, Unavailable> {
        self.house.try_receive(document.to_owned()).await
    }

    /// Keeps a document because the next publishing fails.
    async fn keep(&self, document: &str) -> Reception {
        self.house.ledger.will(&[Mood::Fails]);
        self.receive(document).await.expect("kept")
    }

    fn draining(&self) -> Draining {
        Draining::of(&self.house.intake, true)
    }

    async fn empty(&self) {
        let mut level = self.spool.level();
        let emptied = level.wait_for(|level| level.documents == 0);
        drop(tokio::time::timeout(Duration::from_secs(30), emptied).await.expect("drained in time").expect("open"));
    }

    async fn found(&self, kept: &Reception) -> Found {
        self.spool.find(&self.house.hospital.id, kept.later.expect("an id")).await.expect("told")
    }

    async fn answered(&self, kept: &Reception) -> Answered {
        match self.found(kept).await {
            Found::Answered(answered) => answered,
            other => panic!("{other:?}"),
        }
    }

    /// The letter ids in the order in which they were published.
    fn published(&self) -> Vec<String> {
        let calls = self.house.ledger.calls();
        calls.iter().map(|call| wire::decode(&call.event).expect("an event").source.letter_id).collect()
    }

    /// The same after the process has ended and begun again.
    async fn again(self) -> Self {
        let Self { house, spool, folder } = self;
        drop(house);
        spool.close().await;
        let spool = Spool::open(settings(&folder, ROOM)).await.expect("opened");
        Self { house: House::with_spool(Limits::default(), Some(spool.clone())), spool, folder }
    }
}

fn settings(folder: &tempfile::TempDir, capacity: u64) -> Settings {
    Settings { path: folder.path().join("spool"), capacity, answers_for: Settings::ANSWERS_FOR }
}

/// A drain that runs until it is stopped.
struct Draining {
    ready: watch::Sender<bool>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Draining {
    fn of(intake: &Intake, is_ready: bool) -> Self {
        let ((ready, watched), (stop, stopped)) = (watch::channel(is_ready), oneshot::channel());
        let task = tokio::spawn(drain(intake.clone(), watched, async move { drop(stopped.await) }));
        Self { ready, stop, task }
    }

    async fn stop(self) {
        let Self { ready: _ready, stop, task } = self;
        drop(stop);
        task.await.expect("the drain ends");
    }
}

fn about(id: &str, patient: &str) -> String {
    emessage(true, &[correspondence(id, HOSPITAL, patient, id)])
}

#[tokio::test]
async fn a_document_that_cannot_be_published_is_kept_and_answered_later() {
    let adapter = Adapter::new().await;
    let kept = adapter.keep(&emessage(true, &[letter("LTR1", "Hej"), broken_letter("LTR2")])).await;
    assert_eq!((outcomes(&kept), kept.receipts.len()), (vec!["kept", "refused"], 0));
    assert_eq!(adapter.found(&kept).await, Found::Waiting);
    assert_eq!(adapter.house.ledger.events(), 0);
    let draining = adapter.draining();
    adapter.empty().await;
    draining.stop().await;
    let Answered { outcomes, events, receipts, later: _ } = adapter.answered(&kept).await;
    assert_eq!((outcomes, events.len()), (vec!["accepted".to_owned(), "refused".to_owned()], 1));
    let [receipt] = receipts.try_into().expect("one receipt");
    let receipt = String::from_utf8(receipt.bytes).expect("text");
    assert!(receipt.contains("<PositiveReceipt>") && receipt.contains("<NegativeReceipt>"), "{receipt}");
}

#[tokio::test]
async fn a_receipt_that_cannot_be_handed_on_is_kept_and_handed_on_later() {
    let adapter = Adapter::new().await;
    let [kept, again] = [receipt_of("LTR1"), receipt_of("LTR2")];
    let kept = adapter.keep(&kept).await;
    assert_eq!((outcomes(&kept), kept.receipts.len()), (vec!["kept"], 0));
    assert_eq!(adapter.house.ledger.receipts().len(), 0);
    // One stands in no other's way.
    assert_eq!(outcomes(&adapter.house.receive(again).await), ["receipt"]);
    let draining = adapter.draining();
    adapter.empty().await;
    draining.stop().await;
    let Answered { outcomes, events, receipts, later: _ } = adapter.answered(&kept).await;
    assert_eq!((outcomes, events.len(), receipts.len()), (vec!["receipt".to_owned()], 0, 0));
    let handed_on: Vec<_> =
        adapter.house.ledger.receipts().into_iter().map(|one| one.receipt.letters[0].letter_id.clone()).collect();
    assert_eq!(handed_on, ["LTR2", "LTR1"]);
}

/// A receipt for this letter.
fn receipt_of(letter: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/\">\
         <Envelope><Sent><Date>2026-03-12</Date><Time>14:45</Time></Sent><Identifier>KUV1</Identifier>\
         <AcknowledgementCode>minuspositivkvitt</AcknowledgementCode></Envelope><PositiveReceipt>\
         <OriginalEmessage><OriginalEnvelopeIdentifier>ENV1</OriginalEnvelopeIdentifier><OriginalLetter>\
         <OriginalLetterIdentifier>{letter}</OriginalLetterIdentifier></OriginalLetter></OriginalEmessage>\
         </PositiveReceipt></Emessage>"
    )
}

#[tokio::test]
async fn another_organisation_learns_nothing_of_what_is_kept() {
    let adapter = Adapter::new().await;
    let kept = adapter.keep(&about("LTR1", KARLA)).await;
    let id = kept.later.expect("an id");
    let carrier = &adapter.house.carrier.id;
    assert_eq!(adapter.spool.find(carrier, id).await, Ok(Found::Unknown));
    let draining = adapter.draining();
    adapter.empty().await;
    draining.stop().await;
    assert_eq!(adapter.spool.find(carrier, id).await, Ok(Found::Unknown));
    assert!(matches!(adapter.found(&kept).await, Found::Answered(_)));
}

#[tokio::test]
async fn a_later_letter_of_the_patient_waits_and_one_of_another_does_not() {
    let adapter = Adapter::new().await;
    adapter.keep(&about("LTR1", KARLA)).await;
    let second = adapter.receive(&about("LTR2", KARLA)).await.expect("kept");
    assert_eq!(outcomes(&second), ["kept"], "though it could be published");
    let other = adapter.receive(&about("LTR3", BRUNO)).await.expect("published");
    assert_eq!(outcomes(&other), ["accepted"]);
    // It is about both, so it stands behind the first two, and before what comes for the other patient.
    let both = [correspondence("LTR4", HOSPITAL, KARLA, "a"), correspondence("LTR5", HOSPITAL, BRUNO, "b")];
    assert_eq!(outcomes(&adapter.receive(&emessage(true, &both)).await.expect("kept")), ["kept", "kept"]);
    assert_eq!(outcomes(&adapter.receive(&about("LTR6", BRUNO)).await.expect("kept")), ["kept"]);
    let draining = adapter.draining();
    adapter.empty().await;
    assert_eq!(adapter.published(), ["LTR3", "LTR1", "LTR2", "LTR4", "LTR5", "LTR6"]);
    assert_eq!(outcomes(&adapter.receive(&about("LTR7", KARLA)).await.expect("published")), ["accepted"]);
    draining.stop().await;
}

#[tokio::test]
async fn a_file_and_a_message_wait_where_they_are_and_pass_nothing() {
    let adapter = Adapter::new().await;
    adapter.keep(&about("LTR1", KARLA)).await;
    for channel in [Channel::Amqp, Channel::Folder] {
        let (intake, hospital) = (&adapter.house.intake, &adapter.house.hospital);
        let behind = intake.receive(hospital, channel, about("LTR2", KARLA).into()).await;
        assert_eq!(behind, Err(Unavailable { reason: "earlier-letter-waits" }));
        adapter.house.ledger.will(&[Mood::Fails]);
        let failed = intake.receive(hospital, channel, about("LTR3", BRUNO).into()).await;
        assert_eq!(failed, Err(Unavailable { reason: "disk-full" }));
        let passes = intake.receive(hospital, channel, about("LTR4", BRUNO).into()).await.expect("published");
        assert!(passes.is_clean());
    }
    assert_eq!(adapter.spool.level().borrow().documents, 1);
}

#[tokio::test]
async fn a_full_spool_keeps_nothing_and_says_so() {
    let adapter = Adapter::with_room(25_000).await;
    for (id, patient) in [("LTR1", KARLA), ("LTR2", BRUNO)] {
        adapter.keep(&about(id, patient)).await;
    }
    adapter.house.ledger.will(&[Mood::Fails]);
    let refused = adapter.receive(&about("LTR3", "2512489996")).await;
    assert_eq!(refused, Err(Unavailable { reason: Error::Full.code() }));
    let behind = adapter.receive(&about("LTR4", KARLA)).await;
    assert_eq!(behind, Err(Unavailable { reason: "spool-full" }), "it passes nothing");
    let draining = adapter.draining();
    adapter.empty().await;
    adapter.keep(&about("LTR3", "2512489996")).await;
    adapter.empty().await;
    draining.stop().await;
    assert_eq!(adapter.published().last().map(String::as_str), Some("LTR3"));
}

#[tokio::test]
async fn a_document_that_comes_again_while_it_waits_is_kept_once() {
    let adapter = Adapter::new().await;
    let first = adapter.keep(&about("LTR1", KARLA)).await;
    let second = adapter.receive(&about("LTR1", KARLA)).await.expect("kept");
    assert_eq!((first.later, adapter.spool.level().borrow().documents), (second.later, 1));
}

#[tokio::test]
async fn what_is_kept_outlives_the_process_in_its_order() {
    let adapter = Adapter::new().await;
    let first = adapter.keep(&about("LTR1", KARLA)).await;
    adapter.receive(&about("LTR2", KARLA)).await.expect("kept");
    let large = "x".repeat(300_000);
    adapter.keep(&emessage(true, &[correspondence("LTR3", HOSPITAL, BRUNO, &large)])).await;
    let level = *adapter.spool.level().borrow();
    let adapter = adapter.again().await;
    assert_eq!(*adapter.spool.level().borrow(), level);
    assert_eq!(outcomes(&adapter.receive(&about("LTR4", KARLA)).await.expect("kept")), ["kept"]);
    let draining = adapter.draining();
    adapter.empty().await;
    draining.stop().await;
    let of_karla: Vec<_> = adapter.published().into_iter().filter(|id| id != "LTR3").collect();
    assert_eq!(of_karla, ["LTR1", "LTR2", "LTR4"]);
    assert!(adapter.house.ledger.calls().iter().any(|call| call.original.size() > large.len() as u64));
    let adapter = adapter.again().await;
    assert_eq!(adapter.answered(&first).await.outcomes, ["accepted"]);
}

#[tokio::test]
async fn what_cannot_be_drained_waits_and_nothing_passes_it() {
    let adapter = Adapter::new().await;
    for id in ["LTR1", "LTR2", "LTR3"] {
        adapter.keep(&about(id, KARLA)).await;
    }
    adapter.house.ledger.will(&[Mood::Fails, Mood::Panics, Mood::Works, Mood::Fails]);
    let draining = adapter.draining();
    adapter.empty().await;
    draining.stop().await;
    assert_eq!(adapter.published(), ["LTR1", "LTR2", "LTR3"]);
}

#[tokio::test]
async fn nothing_is_drained_while_nothing_can_be_published() {
    let adapter = Adapter::new().await;
    adapter.keep(&about("LTR1", KARLA)).await;
    let draining = Draining::of(&adapter.house.intake, false);
    tokio::task::yield_now().await;
    assert_eq!(adapter.published(), Vec::<String>::new());
    draining.ready.send_replace(true);
    adapter.empty().await;
    draining.stop().await;
    assert_eq!(adapter.published(), ["LTR1"]);
}

#[tokio::test]
async fn many_patients_are_drained_and_each_is_in_order() {
    let adapter = Adapter::with_room(64 * ROOM).await;
    let patients = [KARLA, BRUNO, "2512489996", "0000000000"];
    adapter.house.ledger.will(&vec![Mood::Fails; patients.len()]);
    for round in 0..50 {
        for (index, patient) in patients.iter().enumerate() {
            let kept = adapter.receive(&about(&format!("{index}-{round:03}"), patient)).await.expect("kept");
            assert_eq!(outcomes(&kept), ["kept"]);
        }
    }
    let draining = adapter.draining();
    adapter.empty().await;
    draining.stop().await;
    let published = adapter.published();
    assert_eq!(published.len(), 200);
    for index in 0..patients.len() {
        let own: Vec<_> = published.iter().filter(|id| id.starts_with(&format!("{index}-"))).collect();
        assert!(own.is_sorted() && own.len() == 50, "{own:?}");
    }
}

#[tokio::test]
async fn an_organisation_that_is_not_known_any_more_hands_nothing_over() {
    let adapter = Adapter::new().await;
    let kept = adapter.keep(&about("LTR1", KARLA)).await;
    let Adapter { house, spool, folder: _folder } = &adapter;
    let stranger = intake::Settings {
        blobs: blobs::Store::open(house.blobs.path()).expect("a store"),
        organisations: vec![house.carrier.clone()].into(),
        limits: Limits::default(),
        manner: intake::Manner::Lenient,
        clock: house.clock.clone(),
        stamps: intake::random_stamps(),
    };
    let intake = Intake::keeping(Arc::clone(&house.ledger) as Arc<dyn intake::Publish>, stranger, spool.clone());
    let draining = Draining::of(&intake, true);
    adapter.empty().await;
    draining.stop().await;
    assert_eq!((adapter.answered(&kept).await.outcomes, house.ledger.events()), (vec!["refused".to_owned()], 0));
}

#[tokio::test]
async fn answers_go_when_they_are_too_old_or_too_many() {
    let adapter = Adapter::with_room(100_000).await;
    let draining = adapter.draining();
    let first = adapter.keep(&about("LTR1", KARLA)).await;
    adapter.empty().await;
    assert!(matches!(adapter.found(&first).await, Found::Answered(_)));
    adapter.house.clock.advance(jiff::SignedDuration::from_hours(25));
    let second = adapter.keep(&about("LTR2", KARLA)).await;
    adapter.empty().await;
    assert_eq!(adapter.found(&first).await, Found::Unknown);
    assert!(matches!(adapter.found(&second).await, Found::Answered(_)));
    for number in 0..40 {
        adapter.keep(&about(&format!("LTR3-{number}"), KARLA)).await;
        adapter.empty().await;
    }
    draining.stop().await;
    assert_eq!(adapter.found(&second).await, Found::Unknown, "a quarter of the capacity holds fewer");
}

#[tokio::test]
async fn a_file_that_is_no_spool_is_not_used() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("spool"), "x".repeat(10_000)).expect("written");
    assert!(Spool::open(settings(&folder, ROOM)).await.is_err());
    let nowhere = Settings { path: folder.path().join("missing").join("spool"), ..settings(&folder, ROOM) };
    assert!(matches!(Spool::open(nowhere).await, Err(Error::Unusable { reason: std::io::ErrorKind::NotFound })));
}
