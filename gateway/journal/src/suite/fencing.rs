//! The right to append, and messages that cannot be appended.

use bytes::Bytes;
use canonical::digest::Digest;

use super::Store;
use super::make::{append, audit_row, letter, letter_for, subscribed, time, verified};
use crate::model::{Appended, NewEvent, Sealed, SetAside};
use crate::{Error, Journal};

fn unreadable(number: u8) -> SetAside {
    let message = Bytes::from(vec![number; 100]);
    SetAside {
        digest: Digest::of(&message),
        at: time(i64::from(number)),
        reason: "undecodable".to_owned(),
        message: Sealed { key_id: Some("key-1".to_owned()), bytes: message },
    }
}

async fn version(journal: &dyn Journal) -> u64 {
    journal.interests().await.expect("readable").version
}

pub async fn taking_the_right_to_append_fences_the_others_out(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    append(&*journal, vec![letter_for(1, &[one])]).await;
    let version = version(&*journal).await;
    let first = journal.take_appending().await.expect("nobody else wants it");
    assert!(first > 0);
    assert_eq!(journal.append(0, version, vec![letter_for(2, &[one])]).await, Err(Error::Fenced));
    journal.append(first, version, vec![letter_for(2, &[one])]).await.expect("the right to append");

    let second = journal.take_appending().await.expect("it may be taken");
    assert!(second > first);
    let audited = NewEvent { audit: vec![audit_row(1)], ..letter_for(3, &[one]) };
    assert_eq!(journal.append(first, version, vec![audited]).await, Err(Error::Fenced));
    assert_eq!(journal.append(first, version + 1, Vec::new()).await, Err(Error::Fenced), "before anything else");
    assert_eq!(journal.set_aside(first, vec![unreadable(1)]).await, Err(Error::Fenced));
    assert_eq!(journal.interests().await.expect("readable").head, 2);
    assert_eq!(journal.acceptances(letter(3, "content").labels.id).await, Ok(Vec::new()));
    assert_eq!(journal.audit_after(0, 10).await, Ok(Vec::new()));
    assert_eq!(journal.set_aside_after(0, 10).await, Ok(Vec::new()));

    let appended = journal.append(second, version, vec![letter_for(3, &[one])]).await;
    assert_eq!(appended, Ok(vec![Appended::New { position: 3, envelope_reused: false, identity_reused: false }]));
    assert_eq!(verified(&*journal, one).await.len(), 3);
}

pub async fn the_right_to_append_survives_reopening(store: &dyn Store) {
    let journal = store.open().await;
    let epoch = journal.take_appending().await.expect("nobody else wants it");
    let version = version(&*journal).await;
    drop(journal);
    let journal = store.open().await;
    journal.append(epoch, version, vec![letter(1, "content")]).await.expect("nobody took it meanwhile");
    assert!(journal.take_appending().await.expect("it may be taken") > epoch);
}

pub async fn what_is_set_aside_is_kept_once_and_in_order(store: &dyn Store) {
    let journal = store.open().await;
    let epoch = journal.take_appending().await.expect("nobody else wants it");
    journal.set_aside(epoch, vec![unreadable(1), unreadable(2), unreadable(1)]).await.expect("written");
    let again = SetAside { reason: "something-else".to_owned(), at: time(99), ..unreadable(2) };
    journal.set_aside(epoch, vec![again, unreadable(3)]).await.expect("written");
    journal.set_aside(epoch, Vec::new()).await.expect("nothing to write");
    drop(journal);

    let journal = store.open().await;
    let kept = journal.set_aside_after(0, 10).await.expect("readable");
    assert!(kept.is_sorted_by(|(one, _), (other, _)| one < other));
    assert_eq!(kept.iter().map(|(_, message)| message.clone()).collect::<Vec<_>>(), [1, 2, 3].map(unreadable));
    assert_eq!(journal.set_aside_after(kept[0].0, 1).await.expect("readable"), kept[1..2]);
    assert_eq!(journal.set_aside_after(kept[2].0, 10).await, Ok(Vec::new()));
}
