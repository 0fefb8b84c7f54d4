//! The chain of audit rows.

use super::Store;
use super::make::{append, audit_row, letter};
use crate::Error;
use crate::model::{AuditAction, AuditRow, NewEvent};

pub async fn rows_are_read_in_order_page_by_page(store: &dyn Store) {
    let journal = store.open().await;
    let bare = AuditRow { event: None, patient: None, permitted: false, ..audit_row(2) };
    let all = AuditAction::ALL.map(|action| AuditRow { action, ..audit_row(3) });
    let rows = [vec![audit_row(1), bare], all.to_vec()].concat();
    journal.audit(rows[..2].to_vec()).await.expect("written");
    journal.audit(Vec::new()).await.expect("nothing to write");
    drop(journal);

    let journal = store.open().await;
    journal.audit(rows[2..].to_vec()).await.expect("written");
    let read = journal.audit_after(0, 100).await.expect("whole");
    assert!(read.iter().map(|(sequence, _)| *sequence).eq(1..=rows.len() as u64));
    assert_eq!(read.iter().map(|(_, row)| row.clone()).collect::<Vec<_>>(), rows);
    assert_eq!(journal.audit_after(3, 2).await.expect("whole"), read[3..5]);
    assert_eq!(journal.audit_after(100, 2).await, Ok(Vec::new()));
}

pub async fn what_is_written_beside_other_things_is_in_the_chain(store: &dyn Store) {
    let journal = store.open().await;
    journal.audit(vec![audit_row(1)]).await.expect("written");
    let audited = |number| NewEvent { audit: vec![audit_row(i64::from(number))], ..letter(number, "content") };
    append(&*journal, vec![audited(2), audited(3), audited(2)]).await;
    journal.audit(vec![audit_row(4)]).await.expect("written");
    let rows = journal.audit_after(0, 100).await.expect("whole");
    assert_eq!(rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), (1..=4).map(audit_row).collect::<Vec<_>>());
}

pub async fn a_planted_change_breaks_the_chain(store: &dyn Store) {
    let journal = store.open().await;
    journal.audit((1..=5).map(audit_row).collect()).await.expect("written");
    assert_eq!(journal.audit_after(0, 100).await.map(|rows| rows.len()), Ok(5));
    drop(journal);
    store.plant_in_audit(3).await;

    let journal = store.open().await;
    let broken = journal.audit_after(0, 100).await;
    assert!(matches!(broken, Err(Error::Corrupt { .. })), "{broken:?}");
    assert!(matches!(journal.audit_after(2, 1).await, Err(Error::Corrupt { .. })));
    assert_eq!(journal.audit_after(0, 2).await.map(|rows| rows.len()), Ok(2));
    assert_eq!(journal.audit_after(3, 100).await.map(|rows| rows.len()), Ok(2));
}
