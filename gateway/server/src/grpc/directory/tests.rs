//! When a watcher is told, and what.

use futures::FutureExt as _;
use jiff::Timestamp;
use tonic::Code;

use super::*;

/// A watcher whose readings the test posts.
struct Bench {
    posted: watch::Sender<Option<Posted>>,
    drain: CancellationToken,
    watcher: Option<Watcher>,
}

fn posted(version: &str, number: u64) -> Posted {
    let directory = v1::Directory { version: version.to_owned(), ..Default::default() };
    Posted::of(directory, Timestamp::UNIX_EPOCH, number)
}

impl Bench {
    fn open(version: &str, first: Posted) -> Self {
        let (posted, drain) = (watch::Sender::new(Some(first)), CancellationToken::new());
        let place = Places::new(2).take(Party::Strangers).expect("free");
        let (version, told) = (version.to_owned(), None);
        let watcher = Watcher { posted: posted.subscribe(), version, told, drain: Some(drain.clone()), _place: place };
        Self { posted, drain, watcher: Some(watcher) }
    }

    /// The next answer: its version, and whether it holds the directory.
    async fn next(&mut self) -> Option<Result<(String, bool), Code>> {
        let (answer, watcher) = self.watcher.take()?.next().await?;
        self.watcher = Some(watcher);
        Some(answer.map(|told| (told.version, told.directory.is_some())).map_err(|status| status.code()))
    }

    /// The answer that is there without waiting.
    fn now(&mut self) -> Option<(String, bool)> {
        let told = self.watcher.as_mut()?.answer().now_or_never()??;
        Some((told.version, told.directory.is_some()))
    }
}

fn told(version: &str, whole: bool) -> Option<Result<(String, bool), Code>> {
    Some(Ok((version.to_owned(), whole)))
}

#[tokio::test(start_paused = true)]
async fn a_change_is_told_at_once_and_the_same_again_when_it_is_due() {
    let mut bench = Bench::open("", posted("one", 1));
    assert_eq!(bench.next().await, told("one", true));
    bench.posted.send_replace(Some(posted("two", 2)));
    assert_eq!(bench.next().await, told("two", true));
    let before = Instant::now();
    bench.posted.send_replace(Some(posted("two", 3)));
    assert_eq!(bench.now(), None);
    assert_eq!(bench.next().await, told("two", false));
    assert_eq!(before.elapsed(), CONFIRM_EVERY);
}

#[tokio::test(start_paused = true)]
async fn what_was_not_read_again_is_not_confirmed() {
    let mut bench = Bench::open("one", posted("one", 1));
    assert_eq!(bench.next().await, told("one", false));
    let silent = tokio::time::timeout(20 * CONFIRM_EVERY, bench.next()).await;
    assert!(silent.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_does_not_read_gets_the_newest_only() {
    let mut bench = Bench::open("", posted("one", 1));
    for (version, number) in [("two", 2), ("three", 3), ("four", 4)] {
        bench.posted.send_replace(Some(posted(version, number)));
    }
    assert_eq!(bench.next().await, told("four", true));
    assert_eq!(bench.now(), None);
}

#[tokio::test(start_paused = true)]
async fn a_drain_is_the_last_answer() {
    let mut bench = Bench::open("", posted("one", 1));
    bench.drain.cancel();
    assert_eq!(bench.next().await, Some(Err(Code::Unavailable)));
    assert_eq!(bench.next().await, None);
}
