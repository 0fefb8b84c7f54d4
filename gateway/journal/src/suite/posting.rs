//! Subscriptions that are posted: their settings, whose turn it is, and what was sent.

use std::time::Duration;

use canonical::receipt::Verdict;

use super::Store;
use super::make::{append, letter, letter_for, name, subscribed, subscription, time};
use crate::model::{
    LaneChange, NewSending, Park, Push, PushAck, PushFormat, PushHealth, PushTurn, SeekTarget, Settlement, Start,
    SubscriptionId,
};
use crate::{Error, Journal};

fn push() -> Push {
    Push {
        endpoint: "https://epj.example/fhir".to_owned(),
        format: PushFormat::FhirJson,
        ack: PushAck::OnReceipt,
        paused: false,
        requests: 4,
        answer_time: Duration::from_secs(30),
        receipt_time: Duration::from_secs(1800),
        resends: 3,
        receipts: false,
    }
}

async fn pushed(journal: &dyn Journal, short: &str) -> SubscriptionId {
    let new = crate::NewSubscription { push: Some(push()), ..subscription(short, Start::Now) };
    journal.create_subscription(new).await.expect("a new name").id
}

pub async fn a_push_is_part_of_what_a_name_stands_for(store: &dyn Store) {
    let journal = store.open().await;
    let pushed = crate::NewSubscription { push: Some(push()), ..subscription("one", Start::Now) };
    let row = journal.create_subscription(pushed.clone()).await.expect("a new name");
    assert_eq!(row.push, Some(push()));
    assert_eq!(journal.create_subscription(pushed.clone()).await, Ok(row.clone()));
    for other in [None, Some(Push { paused: true, ..push() })] {
        let other = crate::NewSubscription { push: other, ..pushed.clone() };
        assert_eq!(journal.create_subscription(other).await, Err(Error::Exists));
    }
    for format in PushFormat::ALL {
        for (ack, paused) in [(PushAck::OnReceipt, true), (PushAck::OnSuccess, false)] {
            let changed = Push { format, ack, paused, resends: 0, requests: 1, receipts: true, ..push() };
            let row = journal.update_push(&name("one"), Some(changed.clone())).await.expect("there");
            assert_eq!(row.push, Some(changed));
            assert_eq!(journal.subscription(&name("one")).await, Ok(row));
        }
    }
    drop(journal);
    let journal = store.open().await;
    assert_eq!(journal.pushes().await.expect("readable").len(), 1);
    assert_eq!(journal.update_push(&name("one"), None).await.expect("there").push, None);
    assert_eq!(journal.pushes().await, Ok(Vec::new()));
    assert_eq!(journal.update_push(&name("other"), None).await, Err(Error::NotFound));
}

pub async fn only_one_takes_a_turn_and_keeps_it_by_its_beat(store: &dyn Store) {
    let journal = store.open().await;
    let (one, pulled) = (pushed(&*journal, "one").await, subscribed(&*journal, "pulled").await.id);
    let turn = async || journal.pushes().await.expect("readable").remove(0).turn;
    assert_eq!(turn().await, PushTurn::default());
    let (me, you) = ([1; 16], [2; 16]);
    assert_eq!(journal.take_push(one, me, PushTurn::default()).await, Ok(true));
    assert_eq!(journal.take_push(one, you, PushTurn::default()).await, Ok(false), "it was taken meanwhile");
    assert_eq!(journal.take_push(pulled, me, PushTurn::default()).await, Ok(false), "nothing is posted");
    let health = |state: &str| PushHealth {
        state: state.to_owned(),
        reason: "http-503".to_owned(),
        since: time(3),
        taken_at: None,
        awaiting: 7,
    };
    assert_eq!(journal.push_health(one).await, Ok(None));
    let seen = turn().await;
    assert_eq!(journal.keep_pushes(me, vec![(one, health("unwell"))]).await, Ok(vec![one]));
    assert_eq!(journal.push_health(one).await, Ok(Some(health("unwell"))));
    assert_eq!(journal.take_push(one, you, seen).await, Ok(false), "it is alive");
    assert_eq!(journal.take_push(one, you, turn().await).await, Ok(true), "it stood still");
    assert_eq!(journal.keep_pushes(me, vec![(one, health("late"))]).await, Ok(vec![]));
    let taken = PushHealth { taken_at: Some(time(9)), ..health("delivering") };
    assert_eq!(journal.keep_pushes(you, vec![(one, taken.clone())]).await, Ok(vec![one]));
    assert_eq!(journal.push_health(one).await, Ok(Some(taken)));
    journal.leave_pushes(me).await.expect("written");
    assert_eq!(turn().await.pusher, Some(you));
    let before = turn().await;
    journal.leave_pushes(you).await.expect("written");
    let free = turn().await;
    assert_eq!((free.pusher, free.beat > before.beat), (None, true));
    assert_eq!(journal.take_push(one, me, free).await, Ok(true));
}

fn sending(subscription: SubscriptionId, number: u64, resend: u32) -> NewSending {
    NewSending {
        subscription,
        number,
        part: 0,
        event: letter(1, "content").labels.id,
        attempt: 1,
        resend,
        names: vec![format!("ENVELOPE-{number}-{resend}-{}", "x".repeat(3000)), format!("Message-{number}\0")],
        at: time(i64::from(resend)),
    }
}

fn small(sending: NewSending) -> NewSending {
    let names = sending.names.iter().map(|name| name.to_lowercase()).collect();
    NewSending { names, ..sending }
}

pub async fn what_was_posted_is_found_by_entry_and_by_each_of_its_ids(store: &dyn Store) {
    let journal = store.open().await;
    let (one, other) = (pushed(&*journal, "one").await, pushed(&*journal, "other").await);
    append(&*journal, vec![letter(1, "content")]).await;
    let all = vec![sending(one, 1, 0), sending(one, 1, 1), sending(one, 2, 0), sending(other, 3, 0)];
    journal.record_sendings(all.clone()).await.expect("written");
    // One of the stores has another character for what no standard allows.
    let back = |sent: NewSending| {
        let names = sent.names.iter().map(|name| name.replace('\u{2400}', "\0")).collect();
        NewSending { names, ..sent }
    };
    let of = |found: Vec<crate::Sending>| found.into_iter().map(|sending| back(sending.sent)).collect::<Vec<_>>();
    let expected: Vec<_> = all[..3].iter().cloned().map(small).collect();
    assert_eq!(of(journal.sendings(one, &[2, 1, 9]).await.expect("readable")), expected);
    assert_eq!(journal.sendings(other, &[1, 2]).await, Ok(Vec::new()));
    let named = async |ids: &[&str], limit: usize| {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let found = journal.sendings_named(&ids, limit).await.expect("readable");
        found.into_iter().map(|(name, found)| (name.name, found.sent.number, found.sent.resend)).collect::<Vec<_>>()
    };
    assert_eq!(named(&["MESSAGE-1\0"], 9).await, [("one".to_owned(), 1, 1), ("one".to_owned(), 1, 0)]);
    assert_eq!(named(&["MESSAGE-1\0"], 1).await, [("one".to_owned(), 1, 1)]);
    let envelope = all[2].names[0].to_uppercase();
    assert_eq!(named(&[&envelope, "message-3\0"], 9).await, [("other".to_owned(), 3, 0), ("one".to_owned(), 2, 0)]);
    assert_eq!(named(&[&envelope[..200], "nobody"], 9).await, []);
    let event = all[0].event;
    let newest = journal.sendings_of_event(event, name("one").organisation.as_str(), 2).await.expect("readable");
    assert_eq!(of(newest), [small(all[3].clone()), small(all[2].clone())]);
    assert_eq!(journal.sendings_of_event(event, "somebody-else", 2).await, Ok(Vec::new()));

    journal.delete_subscription(&name("one")).await.expect("there");
    assert_eq!(named(&["message-1\0"], 9).await, []);
    assert_eq!(journal.sendings(one, &[1]).await, Ok(Vec::new()));
}

pub async fn what_was_posted_belongs_to_no_attempt_once_it_is_delivered_afresh(store: &dyn Store) {
    let journal = store.open().await;
    let one = pushed(&*journal, "one").await;
    append(&*journal, (1..=3).map(|number| letter_for(number, &[one])).collect()).await;
    let sent = (1..=3).map(|number| sending(one, number, 0)).collect();
    journal.record_sendings(sent).await.expect("written");
    let attempts = async || {
        let sent = journal.sendings(one, &[1, 2, 3]).await.expect("readable");
        sent.into_iter().map(|sending| sending.sent.attempt).collect::<Vec<_>>()
    };
    let held = journal.hold(&name("one")).await.expect("there");
    let lane = journal.entries_after(one, 0, 1).await.expect("readable")[0].lane;
    let park = Park { lane, number: 1, reason: "no-receipt".to_owned(), at: time(1) };
    let parking = Settlement { parked: vec![park], ..Settlement::default() };
    journal.settle(one, held.epoch, parking).await.expect("held");
    journal.change_lane(&name("one"), 1, LaneChange::Resume).await.expect("parked");
    assert_eq!(attempts().await, [0, 1, 1]);
    journal.seek(&name("one"), SeekTarget::Number(3)).await.expect("there");
    assert_eq!(attempts().await, [0, 1, 0]);
}

pub async fn what_a_receipt_says_of_a_posting_stays_unless_it_was_a_technical_error(store: &dyn Store) {
    let journal = store.open().await;
    let one = pushed(&*journal, "one").await;
    let sent = vec![sending(one, 1, 0), sending(one, 2, 0)];
    let sequences = journal.record_sendings(sent).await.expect("written");
    let read = async |number| journal.sendings(one, &[number]).await.expect("readable").remove(0);
    let said = async |number| read(number).await.said;
    let sequence = sequences[0];
    assert_eq!((read(1).await.sequence, read(2).await.sequence), (sequence, sequences[1]));
    journal.confirm_sendings(&[sequence]).await.expect("written");
    assert_eq!((read(1).await.posted, read(2).await.posted), (true, false));
    assert_eq!(said(1).await, None);
    let mut changes = journal.changes();
    changes.mark_unchanged();
    for (verdict, at, stands) in [
        (Verdict::Transient, 1, (time(1), Verdict::Transient)),
        (Verdict::Negative, 2, (time(2), Verdict::Negative)),
        (Verdict::Positive, 3, (time(2), Verdict::Negative)),
    ] {
        journal.answer_sendings(&[sequence], verdict, time(at)).await.expect("written");
        assert_eq!(said(1).await, Some(stands));
    }
    changes.changed().await.expect("the journal lives");
    assert_eq!(said(2).await, None);
}
