//! Holds, offers, acks, attempts and parked lanes.

use super::Store;
use super::make::{append, audit_row, filled, letter, letter_for, name, settled, subscribed, subscription, time};
use crate::Error;
use crate::model::{Attempt, EntryHead, LaneChange, LaneState, Offer, Park, Progress, SeekTarget, Settlement, Start};

fn parked_at(number: u64) -> Settlement {
    let lane = Park { lane: [7; 32], number, reason: "unreadable".to_owned(), at: time(50) };
    Settlement { parked: vec![lane], ..Settlement::default() }
}

fn offer(number: u64, attempts: u32) -> Offer {
    Offer { number, attempts }
}

pub async fn entries_are_read_with_heads_and_content(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    let mut other_lane = letter_for(2, &[one]);
    other_lane.labels.lane = [9; 32];
    append(&*journal, vec![letter_for(1, &[one]), other_lane.clone(), letter_for(3, &[one])]).await;

    let heads = journal.entries_after(one, 1, 1).await.expect("readable");
    let size = other_lane.body.bytes.len() as u64;
    assert_eq!(heads, [EntryHead { number: 2, lane: [9; 32], size }]);
    let whole = journal.entries(one, &[3, 99, 1, 3]).await.expect("readable");
    assert_eq!(whole.iter().map(|entry| entry.number).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(whole[0].event.labels, letter_for(1, &[]).labels);
    assert_eq!(whole[0].event.accepted_at, time(1));
    assert_eq!(whole[1].body, letter(3, "content").body);
}

pub async fn acked_ranges_survive_reopening(store: &dyn Store) {
    let journal = store.open().await;
    let row = filled(&*journal, "one", 10).await;
    let held = journal.hold(&name("one")).await.expect("it exists");
    assert_eq!(held.progress, Progress::default());
    journal.settle(row.id, held.epoch, settled(2, &[(7, 8), (4, 4), (5, 5)])).await.expect("held");
    drop(journal);

    let journal = store.open().await;
    let again = journal.hold(&name("one")).await.expect("it exists");
    assert_eq!(again.progress, Progress { settled_through: 2, ranges: vec![(4, 5), (7, 8)] });
    assert!(again.epoch > held.epoch);
    journal.settle(row.id, again.epoch, settled(2, &[(3, 8)])).await.expect("held");
    let progress = journal.hold(&name("one")).await.expect("it exists").progress;
    assert_eq!(progress, Progress { settled_through: 8, ranges: Vec::new() });
}

pub async fn every_takeover_fences_the_holder_out(store: &dyn Store) {
    let journal = store.open().await;
    let row = filled(&*journal, "one", 5).await;
    let fenced = async |epoch: u64| {
        let offers = journal.record_offers(row.id, epoch, vec![offer(5, 9)], vec![audit_row(1)]).await;
        let acks = journal.settle(row.id, epoch, settled(5, &[])).await;
        offers == Err(Error::Fenced) && acks == Err(Error::Fenced)
    };
    let hold = async || journal.hold(&name("one")).await.expect("it exists").epoch;

    let first = hold().await;
    let second = hold().await;
    assert!(fenced(first).await && second > first);
    journal.settle(row.id, second, parked_at(1)).await.expect("held");
    journal.change_lane(&name("one"), 1, LaneChange::Resume).await.expect("parked there");
    assert!(fenced(second).await);
    let third = hold().await;
    journal.seek(&name("one"), SeekTarget::Number(2)).await.expect("it exists");
    assert!(fenced(third).await);

    let last = journal.hold(&name("one")).await.expect("it exists");
    assert_eq!((last.progress.settled_through, last.attempts), (1, Vec::new()));
    assert_eq!(journal.audit_after(0, 10).await.expect("whole"), []);
}

pub async fn a_moved_subscription_is_held_again_by_its_holder_alone(store: &dyn Store) {
    let journal = store.open().await;
    let row = filled(&*journal, "one", 5).await;
    let older = journal.hold(&name("one")).await.expect("it exists").epoch;
    let held = journal.hold(&name("one")).await.expect("it exists").epoch;
    journal.settle(row.id, held, settled(4, &[])).await.expect("held");
    journal.seek(&name("one"), SeekTarget::Number(2)).await.expect("it exists");
    journal.seek(&name("one"), SeekTarget::Number(3)).await.expect("it exists");
    assert_eq!(journal.settle(row.id, held, settled(5, &[])).await, Err(Error::Fenced));

    assert_eq!(journal.hold_again(&name("one"), older).await, Err(Error::Fenced));
    let again = journal.hold_again(&name("one"), held).await.expect("nobody else has it");
    assert_eq!(again.progress.settled_through, 2);
    journal.settle(row.id, again.epoch, settled(3, &[])).await.expect("held");

    journal.hold(&name("one")).await.expect("it exists");
    assert_eq!(journal.hold_again(&name("one"), again.epoch).await, Err(Error::Fenced));
}

pub async fn attempts_last_until_the_entry_is_settled(store: &dyn Store) {
    let journal = store.open().await;
    let row = filled(&*journal, "one", 5).await;
    let epoch = journal.hold(&name("one")).await.expect("it exists").epoch;
    let offers = vec![offer(1, 1), offer(2, 1), offer(4, 1)];
    journal.record_offers(row.id, epoch, offers, vec![audit_row(1)]).await.expect("held");
    let again = vec![Attempt { number: 2, attempts: 2 }];
    journal.settle(row.id, epoch, Settlement { attempts: again, ..settled(0, &[]) }).await.expect("held");
    journal.settle(row.id, epoch, settled(1, &[(4, 4)])).await.expect("held");
    assert_eq!(journal.audit_after(0, 10).await.expect("whole").len(), 1);
    drop(journal);
    let held = store.open().await.hold(&name("one")).await.expect("it exists");
    assert_eq!(held.attempts, [Attempt { number: 2, attempts: 2 }]);
}

pub async fn a_parked_lane_is_resumed_or_skipped_at_its_head(store: &dyn Store) {
    let journal = store.open().await;
    let row = filled(&*journal, "one", 5).await;
    let park = async |number: u64| {
        let epoch = journal.hold(&name("one")).await.expect("it exists").epoch;
        let attempts = vec![Attempt { number, attempts: 10 }];
        let settlement = Settlement { attempts, ..parked_at(number) };
        journal.settle(row.id, epoch, settlement).await.expect("held");
    };
    park(2).await;
    let held = journal.hold(&name("one")).await.expect("it exists");
    let state = LaneState { lane: [7; 32], number: 2, reason: "unreadable".to_owned(), parked_at: time(50) };
    assert_eq!(held.parked, std::slice::from_ref(&state));
    assert_eq!(journal.backlogs(None).await.expect("readable")[0].parked, [state]);

    assert_eq!(journal.change_lane(&name("one"), 3, LaneChange::Resume).await, Err(Error::NotFound));
    journal.change_lane(&name("one"), 2, LaneChange::Resume).await.expect("parked there");
    let held = journal.hold(&name("one")).await.expect("it exists");
    assert_eq!((held.parked, held.attempts, held.progress), (Vec::new(), Vec::new(), Progress::default()));

    park(2).await;
    journal.change_lane(&name("one"), 2, LaneChange::Skip).await.expect("parked there");
    let held = journal.hold(&name("one")).await.expect("it exists");
    assert_eq!((held.parked, held.attempts), (Vec::new(), Vec::new()));
    assert_eq!(held.progress, Progress { settled_through: 0, ranges: vec![(2, 2)] });
    assert_eq!(journal.change_lane(&name("one"), 2, LaneChange::Skip).await, Err(Error::NotFound));
}

pub async fn backlogs_count_what_is_not_settled(store: &dyn Store) {
    let journal = store.open().await;
    let row = filled(&*journal, "one", 6).await;
    journal.create_subscription(subscription("late", Start::Beginning)).await.expect("a new name");
    let epoch = journal.hold(&name("one")).await.expect("it exists").epoch;
    journal.settle(row.id, epoch, settled(2, &[(4, 5)])).await.expect("held");

    let all = journal.backlogs(None).await.expect("readable");
    assert_eq!(all.len(), 2);
    let one = journal.backlogs(Some(&name("one"))).await.expect("readable").remove(0);
    assert!(all.contains(&one));
    assert_eq!((one.last_number, one.settled_through, one.unsettled), (6, 2, 2));
    assert_eq!((one.oldest_unsettled_at, one.catching_up), (Some(time(3)), false));
    let late = journal.backlogs(Some(&name("late"))).await.expect("readable").remove(0);
    assert_eq!((late.last_number, late.unsettled, late.oldest_unsettled_at), (0, 0, None));
    assert!(late.catching_up);

    journal.settle(row.id, epoch, settled(6, &[])).await.expect("held");
    let one = journal.backlogs(Some(&name("one"))).await.expect("readable").remove(0);
    assert_eq!((one.unsettled, one.oldest_unsettled_at), (0, None));
    assert_eq!(journal.backlogs(Some(&name("nobody"))).await, Ok(Vec::new()));
    append(&*journal, vec![letter_for(7, &[row.id])]).await;
    assert_eq!(journal.backlogs(Some(&name("one"))).await.expect("readable")[0].unsettled, 1);
}
