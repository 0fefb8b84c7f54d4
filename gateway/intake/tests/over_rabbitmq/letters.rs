//! Handing letters over by AMQP, as `proto/AMQP.md` has it.

use engines::Rights;
use lapin::BasicProperties;
use serde_json::Value;

use crate::stage::{Sender, Stage, told};
use crate::support::documents::{broken_letter, emessage, letter};

const RECEIPTS: &str = "broen.receipts.hospital";

#[tokio::test]
async fn a_letter_that_is_handed_in_is_published_and_answered_to_its_sender() {
    let stage = Stage::open().await;
    let (stop, consuming) = stage.consume();
    let mut events = stage.events().await;
    let mut sender = Sender::open(&stage.host, &stage.user, RECEIPTS).await;
    sender.hand_over("M1", RECEIPTS, &emessage(true, &[letter("LTR1", "Hej")])).await;
    let receipt = sender.receipt().await;
    let (delivery, published) = events.next().await;
    assert_eq!(published.acceptance.expect("an acceptance").channel, "amqp");
    assert_eq!((receipt.outcome.as_str(), receipt.event.as_str()), ("accepted", delivery.id.as_str()));
    assert_eq!((receipt.correlation_id.as_deref(), receipt.part.as_str()), (Some("M1"), "1/1"));
    assert_eq!(
        (receipt.kind.as_str(), receipt.media_type.as_str()),
        ("broen.receipt", "application/xml; charset=utf-8")
    );
    assert!(receipt.body.contains("XCTL03"), "{receipt:?}");
    drop(stop);
    consuming.await.expect("no panic").expect("stopped");
    sender.close().await;
    stage.close().await;
}

#[tokio::test]
async fn a_sender_is_told_in_every_case_what_became_of_its_document() {
    let stage = Stage::open().await;
    let (stop, consuming) = stage.consume();
    let direct = "amq.rabbitmq.reply-to";
    let mut sender = Sender::open(&stage.host, &stage.user, direct).await;
    sender.hand_over("M1", direct, &emessage(true, &[broken_letter("LTR1")])).await;
    let refused = sender.receipt().await;
    assert_eq!((refused.kind.as_str(), refused.outcome.as_str()), ("broen.receipt", "refused"));
    assert!(refused.body.contains("XCTL02"), "{refused:?}");
    sender.hand_over("M2", direct, "no letter").await;
    let unreadable = sender.receipt().await;
    assert_eq!(
        (unreadable.kind.as_str(), unreadable.media_type.as_str()),
        ("broen.problem", "application/problem+json")
    );
    let problem: Value = serde_json::from_str(&unreadable.body).expect("a problem");
    assert_eq!(problem["type"], "urn:broen:problem:document-unreadable");
    assert!(problem["refusals"][0]["code"].is_string());
    sender.hand_over("M3", direct, &emessage(false, &[letter("LTR2", "Hej")])).await;
    let silent = sender.receipt().await;
    assert_eq!(
        (silent.kind.as_str(), silent.outcome.as_str(), silent.body.as_str()),
        ("broen.settled", "accepted", "")
    );
    assert_eq!(silent.correlation_id.as_deref(), Some("M3"));
    // Without a user nobody knows whose letter it is.
    sender
        .publish(BasicProperties::default().with_reply_to(direct.into()), &emessage(true, &[letter("LTR3", "")]))
        .await;
    let stranger = sender.receipt().await;
    let problem: Value = serde_json::from_str(&stranger.body).expect("a problem");
    assert_eq!((problem["type"].as_str(), stranger.outcome.as_str()), (Some("urn:broen:problem:sender-unknown"), ""));
    drop(stop);
    consuming.await.expect("no panic").expect("stopped");
    sender.close().await;
    stage.close().await;
}

#[tokio::test]
async fn receipts_go_to_no_queue_of_another() {
    let stage = Stage::open().await;
    let (stop, consuming) = stage.consume();
    let mut sender = Sender::open(&stage.host, &stage.user, RECEIPTS).await;
    let mut other = Sender::open(&stage.host, &stage.user, "broen.receipts.clinic").await;
    sender.hand_over("M1", "broen.receipts.clinic", &emessage(true, &[letter("LTR1", "Hej")])).await;
    sender.hand_over("M2", RECEIPTS, &emessage(true, &[letter("LTR2", "Hej")])).await;
    assert_eq!(sender.receipt().await.correlation_id.as_deref(), Some("M2"));
    // What comes to the other queue first is this.
    let own = BasicProperties::default().with_correlation_id("own".into());
    other.publish_to("broen.receipts.clinic", own).await;
    assert_eq!(other.receipt().await.correlation_id.as_deref(), Some("own"));
    drop(stop);
    consuming.await.expect("no panic").expect("stopped");
    other.close().await;
    sender.close().await;
    stage.close().await;
}

#[tokio::test]
async fn what_cannot_be_published_waits_in_its_queue() {
    let stage = Stage::open().await;
    // The directory has no key to seal to.
    let unsealed = intake::directory::Directory::new(
        "bare".to_owned(),
        stage.directory.now().listed().to_vec(),
        Vec::new(),
        Vec::new(),
    );
    let complete = stage.directory.now();
    let now = || telemetry::Clock::now(&telemetry::SystemClock);
    stage.directory.put(unsealed, now()).await.expect("put");
    let mut sender = Sender::open(&stage.host, &stage.user, RECEIPTS).await;
    for id in ["LTR1", "LTR2", "LTR3"] {
        sender.hand_over(id, RECEIPTS, &emessage(true, &[letter(id, "Hej")])).await;
    }
    let (stop, consuming) = stage.consume();
    // Stopped before anything could be published: everything is given back.
    drop(stop);
    consuming.await.expect("no panic").expect("stopped");
    let (stop, consuming) = stage.consume();
    stage.directory.put((*complete).clone(), now()).await.expect("put");
    let mut events = stage.events().await;
    for id in ["LTR1", "LTR2", "LTR3"] {
        assert_eq!(sender.receipt().await.correlation_id.as_deref(), Some(id));
        let (_, published) = events.next().await;
        assert_eq!(wire::decode(&published.event).expect("an event").source.letter_id, id);
    }
    drop(stop);
    consuming.await.expect("no panic").expect("stopped");
    sender.close().await;
    stage.close().await;
}

#[tokio::test]
async fn a_sender_needs_no_right_but_to_its_receipts_and_to_the_exchange_of_letters() {
    let mut stage = Stage::open().await;
    let own = "^broen[.]receipts[.]hospital$";
    let rights = Rights { configure: own, write: "^broen[.]letters$", read: own };
    let user = stage.host.user("narrow", rights).await.expect("a user");
    let takes = Some(intake::directory::Interest::default());
    let directory = intake::directory::Directory::new(
        "narrow".to_owned(),
        told(&user, &stage.key, takes).listed().to_vec(),
        vec![stage.key.sealing_key()],
        Vec::new(),
    );
    stage.directory.put(directory, telemetry::Clock::now(&telemetry::SystemClock)).await.expect("put");
    let (stop, consuming) = stage.consume();
    let mut sender = Sender::open(&stage.host, &user, RECEIPTS).await.through("broen.letters");
    sender.hand_over("M1", RECEIPTS, &emessage(true, &[letter("LTR1", "Hej")])).await;
    assert_eq!(sender.receipt().await.outcome, "accepted");
    assert!(sender.may_not_write("broen.events").await, "nobody but an adapter writes events");
    drop(stop);
    consuming.await.expect("no panic").expect("stopped");
    stage.close().await;
}
