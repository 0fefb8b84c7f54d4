//! What is particular to this store: shared transactions, full disks, locks, versions of the schema.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;

use rusqlite::Connection;

use super::{Settings, SqliteJournal};
use crate::suite::make::{append, audit_row, filled, karla, key, letter_for, organisation, subscribed, time, verified};
use crate::{Error, Journal, NewEvent, SubscriptionId};

fn open(dir: &Path) -> Arc<SqliteJournal> {
    Arc::new(SqliteJournal::open(dir, Settings::default()).expect("nobody else has it open"))
}

fn directory() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

/// Keeps the writer busy until the sender is used or dropped, so that what is called meanwhile shares a transaction.
async fn busy(journal: &Arc<SqliteJournal>) -> mpsc::Sender<()> {
    let (release, wait) = mpsc::channel::<()>();
    let (begun, begins) = tokio::sync::oneshot::channel();
    let journal = Arc::clone(journal);
    tokio::spawn(async move {
        let work = move |_: &Connection| {
            let _ = begun.send(());
            let _ = wait.recv();
            Ok(())
        };
        journal.writer.call(super::writer::Wakes::Nobody, work).await
    });
    begins.await.expect("the writer takes calls");
    release
}

/// Calls in the background, and comes back when the call is in the queue.
async fn calling<T: Send + 'static>(call: impl Future<Output = T> + Send + 'static) -> tokio::task::JoinHandle<T> {
    let task = tokio::spawn(call);
    tokio::task::yield_now().await;
    task
}

async fn appending(
    journal: &Arc<SqliteJournal>,
    version: u64,
    batch: Vec<NewEvent>,
) -> tokio::task::JoinHandle<Result<Vec<crate::Appended>, Error>> {
    let journal = Arc::clone(journal);
    calling(async move { journal.append(0, version, batch).await }).await
}

#[tokio::test]
async fn calls_that_wait_share_one_transaction() {
    let dir = directory();
    let journal = open(dir.path());
    let version = journal.interests().await.expect("readable").version;
    let before = *journal.changes().borrow();
    let release = busy(&journal).await;
    let mut calls = Vec::new();
    for number in 0..50 {
        calls.push(appending(&journal, version, vec![letter_for(number, &[])]).await);
    }
    drop(release);
    for call in calls {
        assert_eq!(call.await.expect("no panic").map(|appended| appended.len()), Ok(1));
    }
    assert_eq!(*journal.changes().borrow() - before, 1);
}

#[tokio::test]
async fn a_call_that_fails_is_undone_alone() {
    let dir = directory();
    let journal = open(dir.path());
    let one = subscribed(&*journal, "one").await.id;
    let nobody = SubscriptionId(one.0 + 1);
    let version = journal.interests().await.expect("readable").version;
    let release = busy(&journal).await;
    let first = appending(&journal, version, vec![letter_for(1, &[one])]).await;
    // The first event of this batch is written before the second fails.
    let second = appending(&journal, version, vec![letter_for(2, &[one]), letter_for(3, &[nobody])]).await;
    let third = appending(&journal, version, vec![letter_for(4, &[one])]).await;
    drop(release);
    assert!(first.await.expect("no panic").is_ok());
    assert_eq!(second.await.expect("no panic"), Err(Error::NotFound));
    assert!(third.await.expect("no panic").is_ok());
    let times: Vec<_> = verified(&*journal, one).await.iter().map(|entry| entry.event.accepted_at).collect();
    assert_eq!(times, [time(1), time(4)]);
    assert_eq!(journal.acceptances(letter_for(2, &[]).labels.id).await, Ok(Vec::new()));
}

/// Lets the file grow by no more than this many pages, as a full disk would; `None` gives the space back.
async fn room(journal: &SqliteJournal, pages: Option<u32>) {
    let work = move |conn: &Connection| {
        let now: u32 = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
        let limit = pages.map_or(u32::MAX - 1, |pages| now + pages);
        conn.pragma_update_and_check(None, "max_page_count", limit, |_| Ok(()))?;
        Ok(())
    };
    journal.writer.call(super::writer::Wakes::Nobody, work).await.expect("a pragma needs no room");
}

fn large(number: u8, one: SubscriptionId) -> NewEvent {
    let content = bytes::Bytes::from(vec![number; 200_000]);
    NewEvent { original: crate::suite::make::original(&content), ..letter_for(number, &[one]) }
}

#[tokio::test]
async fn a_full_disk_refuses_the_whole_transaction_until_there_is_room() {
    let dir = directory();
    let journal = open(dir.path());
    let row = filled(&*journal, "one", 3).await;
    let version = journal.interests().await.expect("readable").version;
    room(&journal, Some(20)).await;

    for round in 0..3 {
        let release = busy(&journal).await;
        let small = appending(&journal, version, vec![letter_for(10 + round, &[row.id])]).await;
        let large = appending(&journal, version, vec![large(20 + round, row.id)]).await;
        drop(release);
        let full = Error::Unavailable { reason: "disk-full".to_owned() };
        assert_eq!(large.await.expect("no panic"), Err(full));
        let shared = small.await.expect("no panic");
        assert!(shared.is_err_and(|error| error.again()), "it shared the transaction");
    }
    assert_eq!(verified(&*journal, row.id).await.len(), 3, "reading goes on, and nothing is there by half");
    append(&*journal, vec![letter_for(4, &[row.id])]).await;

    room(&journal, None).await;
    append(&*journal, vec![large(20, row.id)]).await;
    assert_eq!(verified(&*journal, row.id).await.len(), 5);
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_is_carried_out() {
    let dir = directory();
    let journal = open(dir.path());
    let one = subscribed(&*journal, "one").await.id;
    let version = journal.interests().await.expect("readable").version;
    let release = busy(&journal).await;
    let call = appending(&journal, version, vec![letter_for(1, &[one])]).await;
    call.abort();
    assert!(call.await.is_err_and(|error| error.is_cancelled()));
    drop(release);
    journal.close().await;
    assert_eq!(verified(&*open(dir.path()), one).await.len(), 1);
}

#[tokio::test]
async fn a_closed_journal_says_so() {
    let dir = directory();
    let journal = open(dir.path());
    filled(&*journal, "one", 2).await;
    journal.close().await;
    let closed = Error::Unavailable { reason: "the journal is closed".to_owned() };
    assert_eq!(journal.audit(vec![audit_row(1)]).await, Err(closed.clone()));
    assert_eq!(journal.interests().await, Err(closed));
    let left: Vec<_> = std::fs::read_dir(dir.path()).expect("a directory").map(|file| file.expect("a file")).collect();
    assert!(left.iter().all(|file| !file.file_name().to_string_lossy().ends_with("-wal")), "the log was taken along");
    assert_eq!(open(dir.path()).interests().await.expect("readable").head, 2);
}

#[tokio::test]
async fn a_directory_has_one_journal_at_a_time() {
    let dir = directory();
    let journal = open(dir.path());
    let second = SqliteJournal::open(dir.path(), Settings::default()).map(drop);
    let taken = Error::Unavailable { reason: "another process has the journal open".to_owned() };
    assert_eq!(second, Err(taken));
    drop(journal);
    open(dir.path());
}

#[tokio::test]
async fn a_newer_schema_and_a_foreign_file_are_left_alone() {
    let dir = directory();
    drop(open(dir.path()));
    let file = dir.path().join("journal.sqlite");
    let pragma = |name: &str, value: i32| {
        let conn = Connection::open(&file).expect("a database");
        conn.pragma_update(None, name, value).expect("a pragma");
    };
    let version = || {
        let conn = Connection::open(&file).expect("a database");
        conn.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a pragma")
    };
    let ours = version();
    let opened = || SqliteJournal::open(dir.path(), Settings::default()).map(drop);
    pragma("user_version", 1000);
    assert_eq!(opened(), Err(Error::Corrupt { what: "the schema, which is newer than this program" }));
    pragma("user_version", ours);
    assert_eq!(opened(), Ok(()));
    pragma("application_id", 7);
    assert_eq!(opened(), Err(Error::Corrupt { what: "the database file, which is not a journal" }));
    std::fs::write(&file, b"not a database at all, but long enough to look at").expect("writable");
    assert_eq!(opened(), Err(Error::Corrupt { what: "the database file" }));
}

#[tokio::test]
async fn an_unreadable_column_is_an_error_and_not_a_panic() {
    let dir = directory();
    let journal = open(dir.path());
    let row = filled(&*journal, "one", 1).await;
    let damage = |conn: &Connection| Ok(conn.execute("UPDATE events SET receivers = x'ff', kind = 'unheard-of'", [])?);
    journal.writer.call(super::writer::Wakes::Nobody, damage).await.expect("written");
    let corrupt = Err(Error::Corrupt { what: "a column" });
    assert_eq!(journal.entries(row.id, &[1]).await.map(drop), corrupt);
    assert_eq!(journal.event(letter_for(1, &[]).labels.id).await.map(drop), corrupt);
}

#[tokio::test]
async fn a_row_of_another_audit_breaks_the_chain_after_it() {
    let dirs = [directory(), directory()];
    for (dir, second) in dirs.iter().zip([2, 20]) {
        let journal = open(dir.path());
        journal.audit(vec![audit_row(1), audit_row(second), audit_row(3)]).await.expect("written");
        journal.close().await;
    }
    let [conn, other] =
        dirs.each_ref().map(|dir| Connection::open(dir.path().join("journal.sqlite")).expect("a journal"));
    let row = "SELECT at, digest FROM audit WHERE sequence = 2";
    let (at, digest): (i64, Vec<u8>) =
        other.query_row(row, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("three rows");
    conn.execute("UPDATE audit SET at = ?1, digest = ?2 WHERE sequence = 2", (at, digest)).expect("writable");
    drop(conn);

    let journal = open(dirs[0].path());
    assert_eq!(journal.audit_after(0, 2).await.map(|rows| rows.len()), Ok(2), "by itself the row is whole");
    assert!(matches!(journal.audit_after(0, 3).await, Err(Error::Corrupt { .. })));
}

#[tokio::test]
async fn a_patient_is_named_only_in_the_envelope_column() {
    let dir = directory();
    let journal = open(dir.path());
    filled(&*journal, "one", 1).await;
    let relation = canonical::relation::CareRelation {
        organisation: organisation(),
        patient: karla(),
        basis: canonical::relation::Basis::CitizenList,
        from: time(0),
        to: None,
        kinds: Vec::new(),
    };
    journal.record_relation(key(&karla()), relation, audit_row(1)).await.expect("written");
    journal.close().await;

    let conn = Connection::open(dir.path().join("journal.sqlite")).expect("a journal");
    let columns = "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'";
    let mut columns = conn.prepare(columns).expect("a schema");
    let columns = columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("readable");
    let naming = columns.map(|column| column.expect("readable")).filter(|(table, column): &(String, String)| {
        let count = format!("SELECT count(*) FROM {table} WHERE instr(hex({column}), hex('1402389992')) > 0");
        conn.query_row(&count, [], |row| row.get::<_, i64>(0)).expect("readable") > 0
    });
    assert_eq!(naming.collect::<Vec<_>>(), [("relations".to_owned(), "identifier".to_owned())]);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_look_into_a_new_directory() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = directory();
    let new = dir.path().join("data").join("journal");
    drop(open(&new));
    let mode = std::fs::metadata(&new).expect("made").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}
