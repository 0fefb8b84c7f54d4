//! What may happen to a large letter on its way in. Nothing is lost by it, and nothing is left of it.

use std::path::Path;
use std::time::Duration;

use conformance_tests::peers::{Https, channel};
use conformance_tests::standalone::{CLINIC, HOSPITAL, Standalone};
use tokio::sync::mpsc;

use crate::letter::{Letter, stored};
use crate::reading::{read, subscribe};
use crate::standalone::gateway;

const SIZE: usize = 4_000_000;

/// Looks again and again, because a file system tells nobody.
async fn until(blobs: &Path, holds: impl Fn(&(Vec<String>, usize)) -> bool) {
    let looking = async {
        while !holds(&stored(blobs)) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let looked = tokio::time::timeout(Duration::from_secs(60), looking).await;
    looked.unwrap_or_else(|_| panic!("not in time: {:?}", stored(blobs)));
}

/// Begins to post a letter, and goes on only when it is told; gives what keeps the connection open.
fn begin(hospital: Https, letter: &Letter) -> (mpsc::Sender<bytes::Bytes>, tokio::task::JoinHandle<()>) {
    let (pieces, made) = mpsc::channel(4);
    let (length, first) = (letter.length(), pieces.clone());
    let posting = tokio::spawn(async move { drop(hospital.post_pieces("/medcom", length, made).await) });
    let letter = letter.clone();
    let mut room = SIZE / 2;
    tokio::task::spawn_blocking(move || {
        letter.make(|piece| {
            room = room.checked_sub(piece.len())?;
            first.blocking_send(piece).ok()
        })
    });
    (pieces, posting)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_leaves_no_part_of_a_letter_behind() {
    let data = tempfile::tempdir().expect("a directory");
    let blobs = data.path().join("blobs");
    let (gateway_one, clinic, hospital) = gateway(data.path()).await;
    subscribe(&clinic).await;
    let letter = Letter::of_size("KILL1", SIZE);
    let (open, posting) = begin(hospital, &letter);
    until(&blobs, |(_, staged)| *staged > 0).await;
    gateway_one.kill().await.expect("killed");
    drop(open);
    posting.await.expect("ended");
    assert!(stored(&blobs).1 > 0, "it was killed in the middle");

    let (gateway, clinic, hospital) = gateway(data.path()).await;
    assert_eq!(stored(&blobs), (Vec::new(), 0));
    let (answer, sent) = letter.post(&hospital, u64::MAX).await;
    let (answer, sent) = (answer.expect("an answer"), sent.expect("sent"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let event = answer.header("broen-event-id").expect("an event").to_owned();
    gateway.kill().await.expect("killed");
    // What has a receipt outlives the process.
    let again = Standalone::start(data.path()).await.expect("it starts");
    drop(clinic);
    let clinic = channel(again.grpc, &again.identity(CLINIC)).await.expect("a channel");
    assert_eq!(read(&clinic, &event, sent.file).await.expect("there").2, sent.file);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sender_that_goes_away_leaves_nothing_and_a_refused_letter_only_its_files() {
    let data = tempfile::tempdir().expect("a directory");
    let blobs = data.path().join("blobs");
    let (_gateway, clinic, hospital) = gateway(data.path()).await;
    // Nobody takes it yet.
    let (answer, _) = Letter::of_size("NOBODY", SIZE).post(&hospital, u64::MAX).await;
    assert_eq!(answer.expect("an answer").status, 422);
    let (gone, _) = Letter::of_size("GONE", SIZE).post(&hospital, SIZE as u64 / 2).await;
    assert!(gone.is_err() || gone.is_ok_and(|answer| answer.status == 400));
    let (large, _) = Letter::of_size("TOOLARGE", 106_000_000).post(&hospital, u64::MAX).await;
    assert!(large.is_err() || large.is_ok_and(|answer| answer.status == 413));
    // That nobody takes a letter is known when its files are kept; others may rely on them by then.
    until(&blobs, |(kept, staged)| (kept.len(), *staged) == (2, 0)).await;
    subscribe(&clinic).await;
    let (answer, _) = Letter::of_size("NOBODY", SIZE).post(&hospital, u64::MAX).await;
    assert_eq!(answer.expect("an answer").status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn equal_letters_at_the_same_time_become_one() {
    let data = tempfile::tempdir().expect("a directory");
    let (gateway, clinic, _) = gateway(data.path()).await;
    subscribe(&clinic).await;
    let letter = Letter::of_size("EQUAL", SIZE);
    let posting = (0..4).map(|_| {
        let hospital = Https::new(gateway.https, &gateway.identity(HOSPITAL)).expect("a client");
        let letter = letter.clone();
        tokio::spawn(async move { letter.post(&hospital, u64::MAX).await })
    });
    let (mut outcomes, mut event) = (Vec::new(), String::new());
    for posting in posting.collect::<Vec<_>>() {
        let (answer, _) = posting.await.expect("posted");
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, 200, "{}", answer.text());
        outcomes.push(answer.header("broen-outcome").unwrap_or_default().to_owned());
        event = answer.header("broen-event-id").unwrap_or_default().to_owned();
    }
    outcomes.sort();
    assert_eq!(outcomes, ["accepted", "resent", "resent", "resent"]);
    let sent = letter.make(|_| Some(())).expect("made");
    assert_eq!(read(&clinic, &event, sent.file).await.expect("there").2, sent.file);
    until(&data.path().join("blobs"), |(kept, staged)| (kept.len(), *staged) == (2, 0)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_for_now_and_keeps_nothing() {
    let data = tempfile::tempdir().expect("a directory");
    let gateway = Standalone::start_with_a_full_disk(data.path(), 2 << 20).await.expect("the gateway starts");
    let clinic = channel(gateway.grpc, &gateway.identity(CLINIC)).await.expect("a channel");
    let hospital = Https::new(gateway.https, &gateway.identity(HOSPITAL)).expect("a client");
    subscribe(&clinic).await;
    let letter = Letter::of_size("FULL1", SIZE);
    let (answer, _) = letter.post(&hospital, u64::MAX).await;
    // Whoever still sends may find the connection closed before it reads the answer.
    assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status == 503));
    until(&data.path().join("blobs"), |left| *left == (Vec::new(), 0)).await;
    gateway.empty_the_disk().await.expect("prlimit runs");
    let (answer, _) = letter.post(&hospital, u64::MAX).await;
    assert_eq!(answer.expect("an answer").status, 200);
}
