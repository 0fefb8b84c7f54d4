//! Faults in services that are processes of their own: adapters, gateways, RabbitMQ and PostgreSQL.
//!
//! Senders hand letters over and hand over again whatever got no receipt, subscribers pull, ack, and nack now and then.
//! Meanwhile processes are killed and stopped, connections reset and delayed, disks filled, servers restarted. In the end
//! the checker judges what senders and subscribers saw. A run consists of rounds; what happens in one follows from its
//! seed.
//!
//! - `FAULTS=320` as many faults, 16 to a round; without it 24, as for every change.
//! - `FAULT_SEED=7` the first round's seed; the following rounds count up.
//! - `FAULT_KIND=pause-gateway` only this kind.
//! - `FAULT_NODES=1` one broker node instead of a cluster of three.
//! - `FAULT_REPORT=reports` writes `reports/YYYY-MM-DD-faults.md`, seen from this crate's folder; a name that ends in `.md`
//!   is the file itself.
//!
//! `BROEN=target/release/broen` has another program tested than the one that stands beside the tests; a long run wants
//! one that is built for speed.

#![allow(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed, and a long one says where it is"
)]

mod broker_away;
mod journey;
mod load;
mod mailboxes;
mod node_loss;
mod plan;
mod ports;
mod pushing;
#[path = "../push/receiver.rs"]
#[expect(dead_code, reason = "some manners and measures are of the test of one gateway")]
mod receiver;
mod report;
mod round;
mod senders;
mod servers;
mod settings;
mod slow_subscriber;
mod strike;
mod subscribers;
mod tally;
mod world;

use std::path::PathBuf;

use crate::plan::Kind;
use crate::round::round;
use crate::servers::Servers;

/// What a run is to be.
struct Orders {
    faults: usize,
    seed: u64,
    kinds: Vec<Kind>,
    nodes: usize,
    report: Option<PathBuf>,
}

impl Orders {
    fn given() -> Self {
        let word = |name: &str| std::env::var(name).ok();
        let number = |name: &str, usual: u64| word(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
        let nodes = number("FAULT_NODES", 3) as usize;
        let named = word("FAULT_KIND");
        let is_wanted = |kind: &Kind| named.as_ref().is_none_or(|name| name == kind.name());
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(is_wanted).collect();
        // One node cannot be lost from one.
        let kinds = kinds.into_iter().filter(|kind| nodes > 1 || *kind != Kind::NodeLoss).collect();
        let report = std::env::var_os("FAULT_REPORT").map(PathBuf::from);
        Self { faults: number("FAULTS", 24) as usize, seed: number("FAULT_SEED", 1), kinds, nodes, report }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_fault_loses_doubles_or_reorders_a_letter() {
    let orders = Orders::given();
    let date = report::today();
    let mut servers = Servers::start(orders.nodes).await;
    let (mut outcomes, mut left, mut seed) = (Vec::new(), orders.faults, orders.seed);
    while left > 0 {
        let count = left.min(Kind::ALL.len());
        let outcome = round(&mut servers, seed, &orders.kinds, count).await;
        eprintln!(
            "seed {seed}: {} faults, {} letters, {} entries in {} s{}",
            outcome.struck.len(),
            outcome.counts.letters(),
            outcome.counts.entries(),
            outcome.took.as_secs(),
            outcome.kept.as_ref().map(|place| format!(", FAILED, see {place}")).unwrap_or_default(),
        );
        outcomes.push(outcome);
        (left, seed) = (left - count, seed + 1);
        if let Some(named) = &orders.report {
            report::write(named, &date, &report::page(&date, orders.nodes, &outcomes));
        }
    }
    assert!(outcomes.iter().all(round::Outcome::is_good), "{}", report::page(&date, orders.nodes, &outcomes));
}
