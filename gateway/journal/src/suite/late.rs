//! Receipts that follow when the receivers have answered.

use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use canonical::receipt::Verdict;

use super::Store;
use super::make::{acceptance, append, letter_for, name, settled, subscribed, time};
use crate::Journal;
use crate::model::{Acceptance, Decided, Decision, LateReceipt, NewEvent, Sealed, SubscriptionId};

fn hospital() -> OrganisationId {
    OrganisationId::parse("testregionens-hospital").expect("a short name")
}

/// The letter, whose receipt follows.
fn late(number: u8, subscriptions: &[SubscriptionId]) -> NewEvent {
    let acceptance = Acceptance { is_late: true, wants_receipt: number != 3, ..acceptance(number) };
    NewEvent { acceptance, ..letter_for(number, subscriptions) }
}

fn decision(number: u64, verdict: Verdict, is_told: bool) -> Decision {
    let reasons = Sealed::plain(bytes::Bytes::from_static(b"why"));
    Decision { number, decided: Decided { verdict, reasons, at: time(50) }, is_told }
}

async fn undecided(journal: &dyn Journal) -> Vec<(LateReceipt, usize)> {
    let found = journal.undecided_after(0, 10).await.expect("readable");
    found.into_iter().map(|(late, awaited)| (late, awaited.settled_by.len())).collect()
}

async fn due(journal: &dyn Journal) -> Vec<u64> {
    let due = journal.due_after(&hospital(), None, 0, 10).await.expect("readable");
    due.into_iter().map(|late| late.number).collect()
}

pub async fn what_is_not_decided_says_who_has_settled_it(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    append(&*journal, vec![letter_for(1, &[one]), late(2, &[one]), late(3, &[one])]).await;
    let epoch = journal.hold(&name("one")).await.expect("there").epoch;
    journal.settle(one, epoch, settled(1, &[(3, 3)])).await.expect("held");
    let found = undecided(&*journal).await;
    let told: Vec<_> = found.iter().map(|(late, settled)| (late.event, late.wants_receipt, *settled)).collect();
    let id = |number| letter_for(number, &[]).labels.id;
    assert_eq!(told, [(id(2), true, 0), (id(3), false, 1)]);
    let (first, _) = found.first().expect("two").clone();
    assert_eq!(
        (first.organisation, first.envelope_id.as_str(), first.channel.as_str()),
        (hospital(), "ENVELOPE2", "https")
    );
    assert_eq!((first.at, first.decided, first.taken_at), (time(2), None, None));
    assert_eq!(journal.undecided_after(first.number, 10).await.expect("readable").len(), 1);
    assert_eq!(journal.undecided_after(0, 1).await.expect("readable").len(), 1);
}

pub async fn what_is_decided_stays_so_until_it_is_taken(store: &dyn Store) {
    let journal = store.open().await;
    append(&*journal, vec![late(1, &[]), late(2, &[]), late(3, &[])]).await;
    let numbers: Vec<_> = undecided(&*journal).await.into_iter().map(|(late, _)| late.number).collect();
    let [one, two, three] = numbers[..] else { panic!("{numbers:?}") };
    assert_eq!(due(&*journal).await, Vec::<u64>::new(), "nothing is due before it is decided");
    assert_eq!(journal.take_late(&hospital(), &[one], time(60)).await, Ok(0));
    let decisions = vec![
        decision(two, Verdict::Negative, true),
        decision(one, Verdict::Positive, true),
        decision(three, Verdict::Positive, false),
    ];
    assert_eq!(journal.decide(decisions).await, Ok(vec![two, one, three]));
    assert_eq!(journal.decide(vec![decision(one, Verdict::Negative, true)]).await, Ok(vec![]), "it was decided");
    drop(journal);

    let journal = store.open().await;
    assert_eq!(undecided(&*journal).await, []);
    assert_eq!(due(&*journal).await, [one, two], "nobody is told what it did not ask for");
    let first = journal.due_after(&hospital(), Some("https"), 0, 1).await.expect("readable").remove(0);
    assert_eq!(first.decided, Some(decision(one, Verdict::Positive, true).decided));
    assert_eq!(journal.due_after(&hospital(), Some("folder"), 0, 10).await, Ok(vec![]), "none came through that door");
    let stranger = OrganisationId::parse("somebody-else").expect("a short name");
    assert_eq!(journal.due_after(&stranger, None, 0, 10).await, Ok(vec![]));
    assert_eq!(journal.take_late(&stranger, &[one, two], time(60)).await, Ok(0));
    assert_eq!(journal.take_late(&hospital(), &[one, 999], time(60)).await, Ok(1));
    assert_eq!(journal.take_late(&hospital(), &[one], time(70)).await, Ok(0));
    assert_eq!(due(&*journal).await, [two]);
}

pub async fn what_was_decided_of_an_event_holds_for_all_its_receipts(store: &dyn Store) {
    let journal = store.open().await;
    append(&*journal, vec![late(1, &[])]).await;
    append(&*journal, vec![late(1, &[]), late(1, &[])]).await;
    let numbers: Vec<_> = undecided(&*journal).await.into_iter().map(|(late, _)| late.number).collect();
    let [one, two, three] = numbers[..] else { panic!("{numbers:?}") };
    let both = vec![decision(two, Verdict::Negative, true), decision(one, Verdict::Positive, true)];
    assert_eq!(journal.decide(both).await, Ok(vec![two, one]));
    assert_eq!(journal.decide(vec![decision(three, Verdict::Positive, true)]).await, Ok(vec![three]));
    let told = journal.due_after(&hospital(), None, 0, 10).await.expect("readable");
    let verdicts: Vec<_> = told.into_iter().filter_map(|late| late.decided).map(|decided| decided.verdict).collect();
    assert_eq!(verdicts, [Verdict::Negative; 3]);
}

pub async fn late_receipts_are_found_by_event_and_by_document(store: &dyn Store) {
    let journal = store.open().await;
    append(&*journal, vec![late(1, &[]), late(2, &[])]).await;
    append(&*journal, vec![late(1, &[]), letter_for(1, &[])]).await;
    let first = late(1, &[]);
    let of_event = journal.late_of_event(first.labels.id).await.expect("readable");
    assert_eq!(of_event.len(), 2, "a resend has a receipt of its own; what was answered at once has none");
    let of_document = journal.late_of_document(&hospital(), first.original.sha256).await.expect("readable");
    assert_eq!(of_document.iter().map(|late| late.number).collect::<Vec<_>>(), [of_event[1].number], "the newest");
    let stranger = OrganisationId::parse("somebody-else").expect("a short name");
    assert_eq!(journal.late_of_document(&stranger, first.original.sha256).await, Ok(vec![]));
    assert_eq!(journal.late_of_document(&hospital(), Digest::of(b"another")).await, Ok(vec![]));
}
