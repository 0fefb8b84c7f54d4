//! One measurement from beginning to end.

use std::sync::Arc;
use std::time::Duration;

use crate::limits::Limits;
use crate::plan::Plan;
use crate::processes::own_processor_time;
use crate::record::{Counts, Distributions, Record};
use crate::report::{Latency, ProcessCost, Report, per};
use crate::stage::Stage;
use crate::{Error, load, stage, subscribers};

/// How long to wait for letters that have a receipt and are not delivered yet.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often to look whether they are.
const LOOK: Duration = Duration::from_millis(50);

/// Starts everything, measures, and ends everything.
///
/// # Errors
/// A program does not start, a peer is refused, or a letter with a positive receipt is not delivered.
pub async fn run(plan: &Plan) -> Result<Report, Error> {
    let stage = stage::set(plan).await?;
    let measured = measure(plan, &stage).await;
    stage.strike().await;
    measured
}

async fn measure(plan: &Plan, stage: &Stage) -> Result<Report, Error> {
    // Before the load, while nothing else runs.
    let limits = Limits::measure(stage.directory(), stage.amqp(), stage.postgres()).await?;
    let record = Arc::new(Record::new());
    let running = subscribers::start(stage.interests(plan.subscribers), &record).await?;
    load::knock(stage.intake, &stage.sender()).await?;
    let before: Vec<_> = stage.programs().iter().map(|program| (program.name, program.cost())).collect();
    let own = own_processor_time();
    let begun = record.now();
    load::send(plan, stage.intake, &stage.sender(), &record).await?;
    let handed_over = record.now();
    arrived(&record, plan.subscribers).await?;
    let load_per_letter = per(own_processor_time().saturating_sub(own), load::letters(plan));
    let processes = stage.programs().into_iter().zip(before);
    let letters = load::letters(plan);
    let processes = processes.map(|(program, (name, before))| ProcessCost::of(name, before, program.cost(), letters));
    let processes = processes.collect();
    // What is acked last becomes durable a moment later.
    settled(&record, plan.subscribers).await;
    drop(running);
    let counts = record.counts();
    let warm = begun + u64::try_from(plan.warm_up.as_micros()).unwrap_or(u64::MAX);
    let Distributions { receipt, delivered, acked } = record.distributions(warm);
    let per_second = |count: u64, until: u64| count as f64 * 1e6 / until.saturating_sub(begun).max(1) as f64;
    Ok(Report {
        mode: plan.mode,
        rate: plan.rate,
        subscribers: plan.subscribers,
        receipted: counts.receipted,
        kept: counts.kept,
        not_taken: counts.refused + counts.failed,
        receipted_per_second: per_second(counts.receipted, handed_over),
        delivered_per_second: per_second(counts.receipted, record.last_delivery()),
        receipt: Latency::of(&receipt),
        delivered: Latency::of(&delivered),
        acked: Latency::of(&acked),
        processes,
        load_per_letter,
        limits,
    })
}

/// Waits until every letter with a receipt is delivered to every subscription it goes to.
async fn arrived(record: &Record, subscribers: u32) -> Result<(), Error> {
    let begun = tokio::time::Instant::now();
    loop {
        let Counts { receipted, deliveries, .. } = record.counts();
        if deliveries >= receipted * u64::from(subscribers / 2) && record.missing() == 0 {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err(Error::Missing { sent: receipted, missing: record.missing() });
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Waits until what is delivered is settled, or a while.
async fn settled(record: &Record, subscribers: u32) {
    let begun = tokio::time::Instant::now();
    let all = record.counts().receipted * u64::from(subscribers / 2);
    while record.settlements() < all && begun.elapsed() < PATIENCE / 10 {
        tokio::time::sleep(LOOK).await;
    }
}
