//! Turns, without anything to publish.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::join_all;
use proptest::prelude::*;
use tokio::time::timeout;

use super::*;

const ONE: Key = [1; 32];
const TWO: Key = [2; 32];
const THREE: Key = [3; 32];

/// Polls once: it has the turn, or waits from now on.
fn poll<T>(future: &mut (impl Future<Output = T> + Unpin)) -> Option<T> {
    future.now_or_never()
}

#[tokio::test]
async fn the_second_waits_for_the_first() {
    let turns = Turns::new();
    let first = turns.take(&[ONE]).await;
    let mut second = Box::pin(turns.take(&[ONE]));
    assert!(poll(&mut second).is_none());
    drop(first);
    assert!(poll(&mut second).is_some());
}

#[tokio::test]
async fn other_keys_do_not_wait() {
    let turns = Turns::new();
    let _first = turns.take(&[ONE]).await;
    let _second = turns.take(&[TWO]).await;
    let _nobodys = turns.take(&[]).await;
}

#[tokio::test]
async fn a_key_named_twice_is_one_key() {
    let turns = Turns::new();
    drop(turns.take(&[ONE, ONE]).await);
    let _again = turns.take(&[ONE]).await;
}

/// Also when the first of them still waits for another key.
#[tokio::test]
async fn nobody_passes_in_a_line_that_is_shared_in_part() {
    let turns = Turns::new();
    let one = turns.take(&[ONE]).await;
    let mut both = Box::pin(turns.take(&[TWO, ONE]));
    assert!(poll(&mut both).is_none());
    let mut two = Box::pin(turns.take(&[TWO]));
    assert!(poll(&mut two).is_none(), "the one before it has its place");
    drop(one);
    let both = poll(&mut both).expect("its turn");
    assert!(poll(&mut two).is_none());
    drop(both);
    assert!(poll(&mut two).is_some());
}

#[tokio::test]
async fn whoever_goes_away_leaves_the_place_to_the_next() {
    let turns = Turns::new();
    let first = turns.take(&[ONE]).await;
    let mut second = Box::pin(turns.take(&[ONE]));
    let mut third = Box::pin(turns.take(&[ONE]));
    assert!(poll(&mut second).is_none() && poll(&mut third).is_none());
    drop(second);
    assert!(poll(&mut third).is_none());
    drop(first);
    assert!(poll(&mut third).is_some());
}

#[tokio::test]
async fn lines_that_are_empty_are_forgotten() {
    let turns = Turns::new();
    let first = turns.take(&[ONE, TWO]).await;
    let mut waiting = Box::pin(turns.take(&[TWO, THREE]));
    assert!(poll(&mut waiting).is_none());
    drop(waiting);
    drop(first);
    let lines = turns.lock();
    assert!(lines.lines.is_empty() && lines.waiting.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However keys overlap, everybody comes to it, and nobody is alone with a key that another has.
    #[test]
    fn everybody_comes_to_it_and_alone(asked in prop::collection::vec(prop::collection::vec(0_u8..6, 0..4), 1..60)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap();
        let turns = Turns::new();
        let held: Arc<[AtomicU32]> = (0..6).map(|_| AtomicU32::new(0)).collect();
        let courses = asked.into_iter().map(|mut asked| {
            let (turns, held) = (turns.clone(), Arc::clone(&held));
            asked.sort_unstable();
            asked.dedup();
            async move {
                let keys: Vec<Key> = asked.iter().map(|number| [*number; 32]).collect();
                let _turn = turns.take(&keys).await;
                for number in &asked {
                    assert_eq!(held[usize::from(*number)].fetch_add(1, Ordering::SeqCst), 0);
                }
                tokio::task::yield_now().await;
                for number in &asked {
                    held[usize::from(*number)].fetch_sub(1, Ordering::SeqCst);
                }
            }
        });
        runtime.block_on(async {
            let courses: Vec<_> = courses.map(tokio::spawn).collect();
            for course in timeout(Duration::from_secs(60), join_all(courses)).await.expect("nobody waits for ever") {
                course.expect("alone");
            }
        });
    }
}
