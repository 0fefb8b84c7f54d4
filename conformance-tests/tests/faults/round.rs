//! One round: a world of its own under load, its faults one after the other, and the judgement.

use std::time::Duration;

use conformance_tests::checker::{Finding, Seen, check};
use conformance_tests::hostile::Chance;
use conformance_tests::letters::invented_cpr;
use tokio::time::{Instant, timeout};

use crate::load::{Load, Shape};
use crate::plan::{Fault, Kind, faults};
use crate::servers::Servers;
use crate::strike::strike;
use crate::tally::{Counts, Stalls, Tally};
use crate::world::{Plan, World};

/// As long as it may take until letters flow again once a fault is over.
const STUCK: Duration = Duration::from_secs(60);
/// As long as it may take until everything owed has arrived in the end.
const UNFINISHED: Duration = Duration::from_secs(120);
/// Letters a second.
const RATE: u32 = 100;
/// What every adapter and every subscription must have seen after a fault before it counts as over.
const FLOWS: u64 = 3;

/// A fault that happened.
#[derive(Debug, Clone)]
pub(crate) struct Struck {
    pub(crate) fault: Fault,
    /// The longest times without progress, from its beginning until letters flowed again.
    pub(crate) stalls: Stalls,
    /// From its end until letters flowed again through every process; `None` if the next one followed at once.
    pub(crate) recovered: Option<Duration>,
}

/// What came of a round.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) seed: u64,
    pub(crate) struck: Vec<Struck>,
    pub(crate) counts: Counts,
    pub(crate) findings: Vec<Finding>,
    /// How often a gateway became the one that appends.
    pub(crate) takeovers: usize,
    /// The longest times without progress of the whole round, over the borders of its faults.
    pub(crate) longest: Stalls,
    pub(crate) took: Duration,
    /// Where configurations and logs are, if something went wrong.
    pub(crate) kept: Option<String>,
}

impl Outcome {
    /// Whether nothing went wrong.
    pub(crate) fn is_good(&self) -> bool {
        self.findings.is_empty() && self.counts.complaints.is_empty()
    }
}

/// Runs the round of this seed.
pub(crate) async fn round(servers: &mut Servers, seed: u64, kinds: &[Kind], count: usize) -> Outcome {
    let began = Instant::now();
    let mut chance = Chance::new(seed);
    let plan = faults(kinds, count, &mut chance);
    let folders = vec![("timing", "folder", "\"50ms\"".to_owned())];
    let how = Plan { adapter_settings: folders, folders: true, ..Plan::default() };
    let mut world = World::start(servers, &how).await;
    let load = Load::start(&world.doors(), &Shape::mixed(world.adapters(), RATE), &mut chance).await;
    let (history, tally) = (load.history.clone(), load.tally.clone());
    let mut struck = Vec::new();
    for fault in plan {
        let happened = timeout(2 * STUCK, happen(fault, servers, &mut world, &tally)).await;
        match happened {
            Ok(happened) => {
                say(seed, began.elapsed(), &happened, &tally.counts());
                struck.push(happened);
            }
            Err(_) => {
                let counts = tally.counts();
                tally.complain(format!("nothing goes on after {fault:?}: {:?} {:?}", counts.receipts, counts.acked));
                break;
            }
        }
    }
    load.finish(UNFINISHED).await;
    tally.complain_of(world.set_aside().await);
    tally.complain_of(personal_data(&world, &history.steps()));
    let kept = world.site().display().to_string();
    let (findings, takeovers) = (check(&history.steps()), world.takeovers());
    if !(findings.is_empty() && tally.counts().complaints.is_empty()) {
        world.keep();
    }
    tally.complain_of(world.stop().await);
    let (counts, longest, took) = (tally.counts(), tally.longest_stalls(), began.elapsed());
    let outcome = Outcome { seed, struck, counts, findings, takeovers, longest, took, kept: None };
    if outcome.is_good() { outcome } else { Outcome { kept: Some(kept), ..outcome } }
}

/// Where a long run is.
fn say(seed: u64, at: Duration, struck: &Struck, counts: &Counts) {
    let Struck { fault, stalls, recovered } = struck;
    eprintln!(
        "seed {seed} at {} s: {} {} of {} ms: {:.1} s without a receipt, {:.1} s without an entry, flows after {}; {} letters",
        at.as_secs(),
        fault.kind.name(),
        fault.target,
        fault.lasts.as_millis(),
        stalls.receipts.as_secs_f64(),
        stalls.entries.as_secs_f64(),
        recovered.map_or("?".to_owned(), |time| format!("{:.1} s", time.as_secs_f64())),
        counts.letters(),
    );
}

/// Lets a fault happen when it is its turn, and waits until letters flow again.
async fn happen(fault: Fault, servers: &mut Servers, world: &mut World, tally: &Tally) -> Struck {
    let begin = tally.counts().entries() + fault.after;
    // Entries may stand still after a fault that nobody waited for.
    let _ = timeout(STUCK / 4, tally.satisfies(|now| now.entries() >= begin)).await;
    tally.take_stalls();
    strike(fault, servers, world, tally).await;
    // One in four is followed by the next at once.
    if fault.degree.is_multiple_of(4) {
        return Struck { fault, stalls: tally.take_stalls(), recovered: None };
    }
    let over = Instant::now();
    let recovered = timeout(STUCK, flows(world, tally)).await.is_ok();
    if !recovered {
        let counts = tally.counts();
        tally.complain(format!("letters do not flow after {fault:?}: {:?} {:?}", counts.receipts, counts.acked));
    }
    Struck { fault, stalls: tally.take_stalls(), recovered: Some(over.elapsed()) }
}

/// Waits until every process is ready, every adapter gives receipts and every subscription gets entries.
async fn flows(world: &World, tally: &Tally) {
    let before = tally.counts();
    world.is_ready().await;
    let adapters = world.adapters();
    let receipts =
        |now: &Counts| (0..adapters).all(|adapter| now.receipts_of(adapter) >= before.receipts_of(adapter) + FLOWS);
    let entries = |now: &Counts| now.acked.iter().all(|(name, acked)| *acked >= before.acked_in(name) + FLOWS);
    tally.satisfies(|now| receipts(now) && entries(now)).await;
}

/// Every log that names a patient of this round.
fn personal_data(world: &World, steps: &[(usize, Seen)]) -> Vec<String> {
    let patients: std::collections::BTreeSet<u32> = steps
        .iter()
        .filter_map(|(_, seen)| match seen {
            Seen::Submitted { patient, .. } => patient.parse().ok(),
            Seen::Acked { .. } | Seen::Delivered(_) | Seen::Kept { .. } | Seen::Receipted { .. } => None,
        })
        .collect();
    let written: Vec<String> = patients.into_iter().map(invented_cpr).collect();
    let logs = world.services.iter().map(|service| (&service.name, service.data().join("broen.log")));
    logs.filter(|(_, log)| {
        let text = std::fs::read_to_string(log).unwrap_or_default();
        written.iter().any(|cpr| text.contains(cpr.as_str()))
    })
    .map(|(name, _)| format!("the log of {name} names a patient"))
    .collect()
}
