//! Several processes' worth of journals on one database: taking over, hints, and starting at the same time.
#![allow(clippy::expect_used, reason = "a test")]

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use canonical::digest::Digest;
use engines::{Database, shared_postgres};
use journal::postgres::{PostgresJournal, Settings};
use journal::suite::make::{
    append, audit_row, entry, filled, letter, letter_for, name, organisation, original, settled, subscribed, verified,
};
use journal::{Error, Journal, NewEvent, Offer, Sealed, SeekTarget};
use tokio::sync::watch;

/// As long as a busy machine may need for what usually takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

async fn database() -> Database {
    shared_postgres().await.database().await.expect("a new database")
}

async fn open(database: &Database) -> Arc<PostgresJournal> {
    let settings = Settings::from_url(&database.url).expect("an address");
    Arc::new(PostgresJournal::open(settings).await.expect("a server that is up"))
}

async fn refused(database: &Database) -> Option<Error> {
    PostgresJournal::open(Settings::from_url(&database.url).expect("an address")).await.err()
}

async fn hinted(changes: &mut watch::Receiver<u64>) {
    tokio::time::timeout(PATIENCE, changes.changed()).await.expect("a hint").expect("the journal is open");
}

#[tokio::test]
async fn several_may_start_at_once_on_an_empty_database() {
    let database = database().await;
    let opened: Vec<_> = (0..4)
        .map(|_| {
            let settings = Settings::from_url(&database.url).expect("an address");
            tokio::spawn(PostgresJournal::open(settings))
        })
        .collect();
    let mut journals = Vec::new();
    for journal in opened {
        journals.push(journal.await.expect("no panic").expect("one schema for all"));
    }
    let one = subscribed(&journals[0], "one").await.id;
    for (number, journal) in (1..).zip(&journals) {
        append(journal, vec![letter_for(number, &[one])]).await;
    }
    assert_eq!(verified(&journals[3], one).await.len(), 4);
    assert_eq!(database.query("SELECT count(*) FROM journal_schema").await.expect("readable"), "1");
}

#[tokio::test]
async fn whoever_takes_the_right_to_append_fences_the_other_process_out() {
    let database = database().await;
    let (one, other) = (open(&database).await, open(&database).await);
    let subscription = subscribed(&*one, "one").await.id;
    let version = other.interests().await.expect("readable").version;
    let mut epoch = one.take_appending().await.expect("nobody else wants it");
    for round in 0..5_u8 {
        let (new, old) = if round % 2 == 0 { (&other, &one) } else { (&one, &other) };
        old.append(epoch, version, vec![letter_for(round, &[subscription])]).await.expect("the right to append");
        let taken = new.take_appending().await.expect("it may be taken");
        let late = vec![letter_for(100 + round, &[subscription])];
        assert_eq!(old.append(epoch, version, late).await, Err(Error::Fenced));
        epoch = taken;
    }
    assert_eq!(verified(&*one, subscription).await, verified(&*other, subscription).await);
    assert_eq!(verified(&*one, subscription).await.len(), 5);
}

#[tokio::test]
async fn appenders_that_do_not_know_of_each_other_double_nothing() {
    let database = database().await;
    let journals = [open(&database).await, open(&database).await, open(&database).await];
    let one = subscribed(&*journals[0], "one").await.id;
    let version = journals[0].interests().await.expect("readable").version;
    let calls: Vec<_> = (0..60_u8)
        .map(|call| {
            let journal = Arc::clone(&journals[usize::from(call) % 3]);
            // Every letter comes three times, each time by another journal, and is audited.
            let event = NewEvent { audit: vec![audit_row(1)], ..letter_for(call / 3, &[one]) };
            tokio::spawn(async move { journal.append(0, version, vec![event]).await })
        })
        .collect();
    for call in calls {
        call.await.expect("no panic").expect("a fresh version");
    }
    assert_eq!(verified(&*journals[0], one).await.len(), 20);
    assert_eq!(journals[1].audit_after(0, 100).await.expect("whole").len(), 20);
    assert_eq!(journals[2].acceptances(letter(7, "content").labels.id).await.expect("readable").len(), 3);
}

#[tokio::test]
async fn a_hold_taken_by_one_process_fences_the_other_out() {
    let database = database().await;
    let (one, other) = (open(&database).await, open(&database).await);
    let row = filled(&*one, "one", 5).await;
    let held = one.hold(&name("one")).await.expect("it exists");
    one.settle(row.id, held.epoch, settled(2, &[(4, 4)])).await.expect("held");
    let taken = other.hold(&name("one")).await.expect("it exists");
    assert_eq!((taken.progress.settled_through, taken.progress.ranges.clone()), (2, vec![(4, 4)]));
    assert_eq!(one.settle(row.id, held.epoch, settled(5, &[])).await, Err(Error::Fenced));
    let offers = vec![Offer { number: 3, attempts: 1 }];
    assert_eq!(one.record_offers(row.id, held.epoch, offers.clone(), vec![audit_row(1)]).await, Err(Error::Fenced));
    one.seek(&name("one"), SeekTarget::Number(1)).await.expect("it exists");
    assert_eq!(other.record_offers(row.id, taken.epoch, offers, vec![audit_row(1)]).await, Err(Error::Fenced));
    assert_eq!(one.audit_after(0, 10).await, Ok(Vec::new()));
}

#[tokio::test]
async fn what_one_process_commits_is_hinted_at_in_the_other() {
    let database = database().await;
    let (one, other) = (open(&database).await, open(&database).await);
    let subscription = subscribed(&*one, "one").await.id;
    let mut changes = other.changes();
    for number in 1..=5 {
        changes.mark_unchanged();
        append(&*one, vec![letter_for(number, &[subscription])]).await;
        hinted(&mut changes).await;
    }
}

#[tokio::test]
async fn a_lost_hint_is_made_up_for() {
    let database = database().await;
    let journal = open(&database).await;
    let mut changes = journal.changes();
    // Committed without a hint.
    database.query("UPDATE state SET interests_version = interests_version + 1").await.expect("written");
    hinted(&mut changes).await;
}

#[tokio::test]
async fn connections_that_are_cut_are_opened_again() {
    let database = database().await;
    let journal = open(&database).await;
    let one = subscribed(&*journal, "one").await.id;
    append(&*journal, vec![letter_for(1, &[one])]).await;
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    assert_ne!(database.query(cut).await.expect("a server that is up"), "0");
    let mut changes = journal.changes();
    let version = loop {
        match journal.interests().await {
            Ok(interests) => break interests.version,
            Err(error) => assert!(error.again(), "{error:?}"),
        }
    };
    while let Err(error) = journal.append(0, version, vec![letter_for(2, &[one])]).await {
        assert!(error.again(), "{error:?}");
    }
    hinted(&mut changes).await;
    assert_eq!(verified(&*journal, one).await.len(), 2);
    let other = open(&database).await;
    append(&*other, vec![letter_for(3, &[one])]).await;
    changes.mark_unchanged();
    hinted(&mut changes).await;
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let database = database().await;
    drop(open(&database).await);
    let own = database.query("SELECT version FROM journal_schema").await.expect("readable");
    database.query("UPDATE journal_schema SET version = 1000").await.expect("written");
    let newer = Error::Corrupt { what: "the schema, which is newer than this program" };
    assert_eq!(refused(&database).await, Some(newer));
    database.query(&format!("UPDATE journal_schema SET version = {own}")).await.expect("written");
    drop(open(&database).await);
}

#[tokio::test]
async fn a_server_that_answers_before_it_has_written_is_refused() {
    let database = database().await;
    let off = format!("ALTER DATABASE {} SET synchronous_commit = off", database.name);
    database.query(&off).await.expect("written");
    assert!(matches!(refused(&database).await, Some(Error::Corrupt { what }) if what.contains("synchronous_commit")));
}

#[tokio::test]
async fn an_absent_server_is_unavailable() {
    let database = database().await;
    let there = Settings::from_url(&database.url).expect("an address");
    let absent = Settings { database: "no_such_database".to_owned(), ..there.clone() };
    let gone = Settings { hosts: vec![journal::postgres::Host { name: "127.0.0.1".to_owned(), port: 1 }], ..there };
    for settings in [absent, gone] {
        let error = PostgresJournal::open(settings).await.err().expect("there is none");
        assert!(error.again(), "{error:?}");
    }
}

#[tokio::test]
async fn a_patient_is_named_only_in_the_envelope_column() {
    let database = database().await;
    let journal = open(&database).await;
    filled(&*journal, "one", 1).await;
    let relation = canonical::relation::CareRelation {
        organisation: organisation(),
        patient: journal::suite::make::karla(),
        basis: canonical::relation::Basis::CitizenList,
        from: journal::suite::make::time(0),
        to: None,
        kinds: Vec::new(),
    };
    let key = journal::suite::make::key(&relation.patient);
    journal.record_relation(key, relation, audit_row(1)).await.expect("written");
    // Bytes read as text in hexadecimal digits.
    let columns = "SELECT table_name || '.' || column_name FROM information_schema.columns
        WHERE CASE table_schema WHEN 'public' THEN strpos(query_to_xml(format(
            'SELECT count(*) AS n FROM %1$I WHERE strpos(%2$I::text, ''1402389992'') > 0
                OR strpos(%2$I::text, encode(''1402389992'', ''hex'')) > 0', table_name, column_name),
            false, true, '')::text, '<n>0</n>') = 0 END";
    assert_eq!(database.query(columns).await.expect("readable"), "relations.identifier");
}

#[tokio::test]
async fn a_deleted_subscription_leaves_no_rows() {
    let database = database().await;
    let journal = open(&database).await;
    filled(&*journal, "one", 50).await;
    let kept = subscribed(&*journal, "two").await;
    append(&*journal, (60..63).map(|number| letter_for(number, &[kept.id])).collect()).await;
    journal.delete_subscription(&name("one")).await.expect("it exists");
    let left = "SELECT (SELECT count(*) FROM entries) + (SELECT count(*) FROM holds)
        + (SELECT count(*) FROM subscription_ends) + (SELECT count(*) FROM departed)";
    assert_eq!(database.query(left).await.expect("readable"), "5");
    assert_eq!(verified(&*journal, kept.id).await.len(), 3);
}

#[tokio::test]
async fn a_closed_journal_says_so() {
    let database = database().await;
    let journal = open(&database).await;
    let one = subscribed(&*journal, "one").await.id;
    let call = {
        let journal = Arc::clone(&journal);
        tokio::spawn(async move { append(&*journal, vec![letter_for(1, &[one])]).await })
    };
    call.await.expect("no panic");
    journal.close().await;
    let closed = Error::Unavailable { reason: "the journal is closed".to_owned() };
    assert_eq!(journal.audit(vec![audit_row(1)]).await, Err(closed.clone()));
    assert_eq!(journal.interests().await, Err(closed));
    assert_eq!(verified(&*open(&database).await, one).await.len(), 1);
}

#[tokio::test]
async fn a_large_batch_is_written_in_several_statements_and_one_transaction() {
    let database = database().await;
    let journal = open(&database).await;
    let one = subscribed(&*journal, "one").await.id;
    let heavy = |number: u8, body: usize, content: usize| {
        let body = Bytes::from(vec![number; body]);
        let event = NewEvent {
            body_digest: Digest::of(&body),
            body: Sealed::plain(body),
            original: original(&Bytes::from(vec![number; content])),
            ..letter(number, "content")
        };
        NewEvent { entries: vec![entry(&event, one)], ..event }
    };
    let mut batch: Vec<_> = (0..40).map(|number| heavy(number, 300_000, 200_000)).collect();
    batch.push(heavy(100, 6_000_000, 100_000_000));
    append(&*journal, batch.clone()).await;
    assert_eq!(verified(&*journal, one).await.len(), 41);
    for event in &batch[38..] {
        assert_eq!(journal.original(event.labels.id).await, Ok(event.original.clone()));
    }
}
