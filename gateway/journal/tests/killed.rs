//! A process that is killed in the middle of writing loses nothing that it was answered.
#![allow(clippy::expect_used, reason = "a test")]

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use journal::Journal;
use journal::sqlite::{Settings, SqliteJournal};
use journal::suite::make::{letter, name, subscribed, verified};

const DIRECTORY: &str = "JOURNAL_TO_BE_KILLED";

/// Answers after which the process is killed.
const ROUNDS: [usize; 5] = [1, 3, 20, 120, 47];

#[tokio::test]
async fn every_answered_append_is_there_after_a_kill() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let journal = open(dir.path());
    let one = subscribed(&*journal, "one").await.id;
    drop(journal);

    let mut answered = BTreeSet::new();
    for (round, answers) in ROUNDS.into_iter().enumerate() {
        answered.extend(killed_after(dir.path(), round, answers));
        let journal = open(dir.path());
        let entries = verified(&*journal, one).await;
        let there: BTreeSet<_> = entries.iter().map(|entry| entry.body.bytes.to_vec()).collect();
        assert_eq!(there.len(), entries.len(), "no event has two numbers");
        let lost: Vec<_> = answered.iter().filter(|body: &&String| !there.contains(body.as_bytes())).collect();
        assert!(lost.is_empty(), "round {round} lost {lost:?}");
    }
    assert!(answered.len() >= ROUNDS.iter().sum());
}

fn open(dir: &Path) -> Arc<SqliteJournal> {
    Arc::new(SqliteJournal::open(dir, Settings::default()).expect("the process that had it open is dead"))
}

/// Starts this program again as a writer, kills it after so many answers, and gives every answer it got out.
fn killed_after(dir: &Path, round: usize, answers: usize) -> Vec<String> {
    let mut writer = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "a_writer", "--ignored", "--nocapture"])
        .env(DIRECTORY, dir)
        .env("ROUND", round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut lines = BufReader::new(writer.stdout.take().expect("piped")).lines();
    let mut answered = Vec::new();
    while answered.len() < answers {
        let line = lines.next().expect("the writer writes until it is killed").expect("text");
        answered.extend(line.strip_prefix("answered ").map(str::to_owned));
    }
    writer.kill().expect("a running process");
    let rest = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("answered ").map(str::to_owned));
    answered.extend(rest);
    writer.wait().expect("it ends");
    answered
}

/// Not a test: the process that is killed. Eight callers append, and say what was answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test above"]
async fn a_writer() {
    let Some(dir) = std::env::var_os(DIRECTORY) else { return };
    let round = std::env::var("ROUND").expect("a number");
    let journal = open(Path::new(&dir));
    let one = journal.subscription(&name("one")).await.expect("it exists").id;
    let version = journal.interests().await.expect("readable").version;
    let callers: Vec<_> = (0..8_u8)
        .map(|caller| {
            let (journal, round) = (Arc::clone(&journal), round.clone());
            tokio::spawn(async move {
                for number in 0.. {
                    let mut event = letter(caller, &format!("{round} {number}"));
                    event.entries = vec![journal::suite::make::entry(&event, one)];
                    let body = String::from_utf8(event.body.bytes.to_vec()).expect("text");
                    journal.append(0, version, vec![event]).await.expect("room on the disk");
                    writeln!(std::io::stdout().lock(), "answered {body}").expect("somebody listens");
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.expect("it runs until it is killed");
    }
}
