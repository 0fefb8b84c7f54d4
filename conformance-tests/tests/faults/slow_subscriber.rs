//! A subscriber that is slow, hangs, nacks or stays away is its own trouble: others get their entries as before.
//!
//! Quiet and troubled phases alternate in one run, since the machine may be busy with something else. The latencies of the
//! other subscribers are told, not judged; that nothing is lost or reordered is. `SLOW_SECONDS` sets the length of a phase.

use std::time::Duration;

use conformance_tests::checker::check;
use conformance_tests::hostile::Chance;
use tokio::time::{sleep, timeout};

use crate::load::{Load, Shape};
use crate::servers::Servers;
use crate::subscribers::Mood;
use crate::world::{Plan, World};

const TROUBLED: &str = "clinic-archive";
const OTHERS: [&str; 2] = ["clinic-inbox", "municipality-inbox"];
const ROUNDS: usize = 2;
const STUCK: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_subscriber_in_trouble_does_not_hold_others_up() {
    let seconds = std::env::var("SLOW_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let servers = Servers::start(1).await;
    let world = World::start(&servers, &Plan { adapters: 1, gateways: 1, ..Plan::default() }).await;
    let load = Load::start(&world.doors(), &Shape::settled(1, 100), &mut Chance::new(1)).await;
    let (history, tally) = (load.history.clone(), load.tally.clone());
    timeout(STUCK, tally.satisfies(|now| now.entries() >= 300)).await.expect("letters flow");
    let (mut quiet, mut troubled) = (Vec::new(), Vec::new());
    for mood in [Mood::Away, Mood::Hanging, Mood::Nacking, Mood::Slow].repeat(ROUNDS) {
        for (now, latencies) in [(Mood::Steady, &mut quiet), (mood, &mut troubled)] {
            load.behave(TROUBLED, now);
            tally.take_latencies(&OTHERS);
            sleep(Duration::from_secs(seconds)).await;
            let mut these = tally.take_latencies(&OTHERS);
            assert!(!these.is_empty(), "others get nothing while one is {now:?}");
            eprintln!("{now:?}: {} entries of others, p99 {:?}", these.len(), percentile(&these));
            latencies.append(&mut these);
        }
    }
    quiet.sort_unstable();
    troubled.sort_unstable();
    let (control, trouble) = (percentile(&quiet), percentile(&troubled));
    eprintln!("p99 of others: {control:?} in quiet, {trouble:?} in trouble: {:.2}", trouble.div_duration_f64(control));
    load.behave(TROUBLED, Mood::Steady);
    load.finish(2 * STUCK).await;
    assert_eq!(check(&history.steps()), []);
    assert_eq!(tally.counts().complaints, Vec::<String>::new());
    assert_eq!(world.stop().await, Vec::<String>::new());
}

/// The 99th of a hundred, shortest first.
fn percentile(sorted: &[Duration]) -> Duration {
    sorted.get(sorted.len().saturating_sub(1) * 99 / 100).copied().unwrap_or_default()
}
