//! `kill -9` of the gateway at random moments, under a load of letters and acks.
//!
//! Each seed is one run: senders post letters of their own patients and post again whatever got no receipt, and one puts
//! its letters into a watched folder; subscribers
//! ack, and nack now and then; the gateway is killed where the seed says and started again on the same directory. In the
//! end the checker judges what senders and subscribers saw. `KILL_SEEDS=100` runs seeds 0 to 99, `KILL_SEED=7` only that one.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod load;
mod world;

use std::time::Duration;

use conformance_tests::checker::check;
use conformance_tests::hostile::Chance;

use crate::load::Load;
use crate::world::World;

/// How long one run may take before it counts as stuck.
const STUCK: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_kill_loses_doubles_or_reorders_a_letter() {
    for seed in seeds() {
        let findings = tokio::time::timeout(STUCK, run(seed)).await;
        assert_eq!(findings.as_deref(), Ok(&[][..]), "seed {seed}");
    }
}

fn seeds() -> Vec<u64> {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match (number("KILL_SEED"), number("KILL_SEEDS")) {
        (Some(one), _) => vec![one],
        (None, Some(many)) => (0..many).collect(),
        (None, None) => (0..10).collect(),
    }
}

async fn run(seed: u64) -> Vec<conformance_tests::checker::Finding> {
    let mut chance = Chance::new(seed);
    let mut world = World::start().await;
    let load = Load::start(&world, &mut chance).await;
    let mut mark = 0;
    for _ in 0..2 {
        // Somewhere in the load: between a few steps and most of them.
        mark += 20 + chance.below(load.steps() / 3);
        load.history.reaches(mark).await;
        world.restart().await;
    }
    let history = load.finish().await;
    world.stop().await;
    check(&history.steps())
}
