//! Publishing: routed by the directory, sealed for the gateways, confirmed by the broker.

use bytes::Bytes;
use canonical::RefusalCode;
use canonical::organisation::OrganisationId;
use intake::directory::Interest;
use intake::spool::{Found, Spool, drain};
use intake::{Channel, Intake, Organisations, QueuePublisher, Unavailable};
use std::sync::Arc;
use telemetry::{Clock as _, SystemClock};

use crate::stage::{LONG, Stage, hospital, told};
use crate::support::documents::{emessage, letter};
use crate::support::{HOSPITAL, outcomes, receipts};

#[tokio::test]
async fn a_confirmed_letter_is_in_the_queue_and_only_a_gateway_reads_it() {
    let stage = Stage::open().await;
    let mut events = stage.events().await;
    let document = emessage(true, &[letter("LTR1", "Hej"), letter("LTR2", "Farvel")]);
    let received = stage.intake.receive(&stage.hospital, Channel::Https, document.clone().into()).await;
    let reception = received.expect("confirmed");
    assert_eq!(outcomes(&reception), ["accepted", "accepted"]);
    assert!(receipts(&reception)[0].contains("XCTL03"));
    for (index, content) in [(0, Some(Bytes::from(document.clone()))), (1, None)] {
        let (delivery, published) = events.next().await;
        let event = wire::decode(&published.event).expect("an event");
        assert_eq!(Some(event.id), reception.letters[index].event_id);
        assert_eq!((delivery.id, delivery.kind.as_str()), (event.id.to_string(), "dk.broen.correspondence.v1"));
        assert!(!delivery.body.windows(3).any(|window| window == b"Hej"));
        let header =
            |name: &str| delivery.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!(header("cloudEvents:source"), Some("/organisations/hospital"));
        assert_eq!(header("cloudEvents:specversion"), Some("1.0"));
        assert!(header("traceparent").is_some_and(|trace| trace.contains(&event.id.to_string().replace('-', ""))));
        let original = published.original.expect("an original");
        assert_eq!((original.content, original.letters, original.media_type.as_str()), (content, 2, "application/xml"));
        let acceptance = published.acceptance.expect("an acceptance");
        assert_eq!((acceptance.submitted_by.as_str(), acceptance.channel.as_str()), ("hospital", "https"));
    }
    stage.close().await;
}

#[tokio::test]
async fn a_receipt_is_in_the_queue_behind_its_letter_and_only_a_gateway_reads_it() {
    let stage = Stage::open().await;
    let mut events = stage.events().await;
    let document = emessage(true, &[letter("LTR1", "Hej")]);
    let received = stage.intake.receive(&stage.hospital, Channel::Https, document.into()).await;
    let answered = received.expect("confirmed").receipts.remove(0);
    let received = stage.intake.receive(&stage.hospital, Channel::Https, answered.bytes.into()).await;
    assert_eq!(outcomes(&received.expect("confirmed")), ["receipt"]);
    let (_, letter) = events.next().await;
    assert!(letter.receipt.is_none() && letter.acceptance.is_some_and(|acceptance| acceptance.wants_receipt));
    let (delivery, published) = events.next().await;
    assert_eq!(delivery.kind, "dk.broen.receipt.v1");
    assert!(!delivery.body.windows(4).any(|window| window == b"LTR1"));
    let receipt = published.receipt.expect("a receipt");
    assert_eq!((receipt.submitted_by.as_str(), receipt.channel.as_str()), ("hospital", "https"));
    assert_eq!((receipt.form.as_str(), receipt.letters[0].letter_id.as_str()), ("xctl03", "LTR1"));
    assert!(published.event.is_empty() && published.original.is_none() && published.acceptance.is_none());
    stage.close().await;
}

#[tokio::test]
async fn what_nobody_takes_is_refused_by_the_directory_as_it_is_now() {
    let stage = Stage::open().await;
    let receive = async |id: &str| {
        let document = emessage(true, &[letter(id, "Hej")]);
        stage.intake.receive(&stage.hospital, Channel::Https, document.into()).await
    };
    let put = async |takes| {
        stage.directory.put(told(&stage.user, &stage.key, takes), SystemClock.now()).await.expect("put");
    };
    for takes in [None, Some(Interest { kinds: Vec::new(), senders: vec!["gln:1".to_owned()] })] {
        put(takes).await;
        let refused = receive("LTR1").await.expect("answered");
        let codes: Vec<_> = refused.letters[0].outcome.refusals().iter().map(|refusal| refusal.code).collect();
        assert_eq!(codes, [RefusalCode::ReceiverTypeUnsupported]);
        assert!(receipts(&refused)[0].contains("XCTL02"));
    }
    put(Some(Interest { kinds: Vec::new(), senders: vec![format!("gln:{HOSPITAL}")] })).await;
    assert_eq!(outcomes(&receive("LTR2").await.expect("answered")), ["accepted"]);
    stage.close().await;
}

#[tokio::test]
async fn nothing_is_sealed_with_the_keys_of_a_stale_directory() {
    let stage = Stage::open().await;
    let document = emessage(true, &[letter("LTR1", "Hej")]);
    let accepted = stage.intake.receive(&stage.hospital, Channel::Https, document.clone().into()).await;
    let receipt = accepted.expect("confirmed").receipts.remove(0).bytes;
    let folder = tempfile::tempdir().expect("a folder");
    let again = intake::directory::DirectoryCache::open(folder.path().join("directory"), LONG);
    let old = again.await.expect("nothing there");
    let long_ago = SystemClock.now() - jiff::SignedDuration::from_hours(1000);
    old.put((*stage.directory.now()).clone(), long_ago).await.expect("put");
    let publisher = QueuePublisher::new(stage.broker.clone(), old.clone(), Arc::new(SystemClock));
    let intake = Intake::new(Arc::new(publisher), settings(&old, folder.path()));
    for document in [document.into(), receipt.into()] {
        let answered = intake.receive(&hospital(), Channel::Https, document).await;
        assert_eq!(answered, Err(Unavailable { reason: "directory-stale" }));
    }
    stage.close().await;
}

#[tokio::test]
async fn what_is_kept_without_a_broker_comes_when_there_is_one() {
    let stage = Stage::open().await;
    let folder = tempfile::tempdir().expect("a folder");
    let settings_of_spool =
        intake::spool::Settings { path: folder.path().join("spool"), capacity: 1 << 20, answers_for: LONG };
    let spool = Spool::open(settings_of_spool).await.expect("opened");
    // Its broker never answers.
    let nowhere = broker::Broker::start(crate::stage::nowhere(), broker::Topology::events());
    let away = QueuePublisher::new(nowhere.clone(), stage.directory.clone(), Arc::new(SystemClock));
    let intake = Intake::keeping(Arc::new(away), settings(&stage.directory, folder.path()), spool.clone());
    let document = emessage(true, &[letter("LTR1", "Hej")]);
    let kept = intake.receive(&stage.hospital, Channel::Grpc, document.into()).await.expect("kept");
    assert_eq!(outcomes(&kept), ["kept"]);
    nowhere.close().await;
    let here = QueuePublisher::new(stage.broker.clone(), stage.directory.clone(), Arc::new(SystemClock));
    let intake = Intake::keeping(Arc::new(here), settings(&stage.directory, folder.path()), spool.clone());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let draining = tokio::spawn(drain(intake, stage.broker.ready(), async move { drop(stopped.await) }));
    let (_, published) = stage.events().await.next().await;
    assert_eq!(published.acceptance.expect("an acceptance").channel, "grpc");
    let mut level = spool.level();
    tokio::time::timeout(LONG, level.wait_for(|level| level.documents == 0)).await.expect("in time").expect("open");
    let found = spool.find(&stage.hospital.id, kept.later.expect("an id")).await.expect("told");
    assert!(matches!(found, Found::Answered(answered) if answered.outcomes == ["accepted"]));
    drop(stop);
    draining.await.expect("drained");
    let stranger = OrganisationId::parse("stranger").expect("a short name");
    assert_eq!(spool.find(&stranger, kept.later.expect("an id")).await, Ok(Found::Unknown));
    stage.close().await;
}

fn settings(directory: &intake::directory::DirectoryCache, folder: &std::path::Path) -> intake::Settings {
    intake::Settings {
        blobs: blobs::Store::open(&folder.join("blobs")).expect("a store"),
        organisations: Organisations::watched(directory.watch()),
        limits: canonical::letter::Limits::default(),
        manner: intake::Manner::Lenient,
        clock: Arc::new(SystemClock),
        stamps: intake::random_stamps(),
    }
}
