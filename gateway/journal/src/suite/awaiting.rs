//! The letters that wait for a receipt.

use canonical::receipt::Verdict;

use super::Store;
use super::answering::{by_us, receipt};
use super::make::{append, letter, letter_for, name, organisation, settled, subscribed, time};
use crate::Journal;
use crate::model::NewEvent;

fn wanting(event: NewEvent) -> NewEvent {
    let mut event = event;
    event.acceptance.wants_receipt = true;
    event
}

async fn overdue(journal: &dyn Journal) -> Vec<u64> {
    let late = journal.overdue_after(0, 10).await.expect("readable");
    assert_eq!(journal.overdue().await, Ok(late.len() as u64));
    late.into_iter().map(|(_, awaited)| awaited.event.position).collect()
}

pub async fn an_event_says_who_has_settled_and_answered_it(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    let events: Vec<_> = (1..=4).map(|number| wanting(letter_for(number, &[one]))).collect();
    append(&*journal, events).await;
    append(&*journal, vec![letter_for(5, &[one]), wanting(letter(6, "content"))]).await;
    let epoch = journal.hold(&name("one")).await.expect("there").epoch;
    journal.settle(one, epoch, settled(1, &[(3, 3), (5, 5)])).await.expect("held");
    let told = async || {
        let awaited = journal.awaited_after(0, 10).await.expect("readable");
        awaited.into_iter().map(|of| (of.wants_receipt, of.settled_by.len(), of.answered_by.len())).collect::<Vec<_>>()
    };
    let asked = |settled, answered| (true, settled, answered);
    let not_asked = (false, 0, 0);
    assert_eq!(told().await, [asked(1, 0), asked(0, 0), asked(1, 0), asked(0, 0), not_asked, asked(0, 0)]);

    for (number, verdict) in [(2, Verdict::Positive), (4, Verdict::Transient), (6, Verdict::Negative)] {
        let content = letter(number, "content").labels.id;
        journal.record_receipt(receipt(number, verdict, &[by_us(content)])).await.expect("written");
    }
    assert_eq!(told().await, [asked(1, 0), asked(0, 1), asked(1, 0), asked(0, 0), not_asked, asked(0, 1)]);
    let second = journal.awaited_after(1, 1).await.expect("readable").remove(0);
    assert_eq!((second.event.position, second.answered_by), (2, vec![organisation()]));
    // A resend that asks makes the event one that is asked for.
    append(&*journal, vec![wanting(letter(5, "content"))]).await;
    assert_eq!(told().await[4], asked(1, 0));
}

pub async fn an_overdue_event_is_recorded_once_and_settled_once(store: &dyn Store) {
    let journal = store.open().await;
    append(&*journal, (1..=3).map(|number| wanting(letter(number, "content"))).collect()).await;
    assert_eq!(journal.mark_overdue(2, vec![1, 2], time(100)).await, Ok(vec![1, 2]));
    assert_eq!(journal.mark_overdue(3, vec![2, 3], time(200)).await, Ok(vec![3]), "others were quicker");
    assert_eq!(overdue(&*journal).await, [1, 2, 3]);
    let late = journal.overdue_after(1, 1).await.expect("readable");
    assert_eq!(late.iter().map(|(at, awaited)| (*at, awaited.event.position)).collect::<Vec<_>>(), [(time(100), 2)]);
    assert_eq!(journal.settle_overdue(vec![1, 3], time(300)).await, Ok(2));
    assert_eq!(journal.settle_overdue(vec![1], time(300)).await, Ok(0));
    assert_eq!(journal.mark_overdue(3, vec![1], time(400)).await, Ok(vec![]), "what was settled stays so");
    drop(journal);
    assert_eq!(overdue(&*store.open().await).await, [2]);
}

pub async fn the_clock_only_moves_on(store: &dyn Store) {
    let journal = store.open().await;
    assert_eq!(journal.checked_through().await, Ok(0));
    for (through, now) in [(7, 7), (3, 7), (8, 8)] {
        journal.mark_overdue(through, Vec::new(), time(0)).await.expect("written");
        assert_eq!(journal.checked_through().await, Ok(now));
    }
}
