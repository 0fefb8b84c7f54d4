//! Measures time.

use std::time::{Duration, Instant};

use crate::steps::{Step, Work};

/// How long each measurement goes on.
const ENOUGH: Duration = Duration::from_millis(500);
/// How many rounds the clock is looked at after.
const ROUNDS: u32 = 50;

/// One round, in the least disturbed of many batches.
pub(crate) fn microseconds(work: &Work, step: Step) -> f64 {
    let batch = || {
        let start = Instant::now();
        (0..ROUNDS).for_each(|_| work.go(step));
        start.elapsed()
    };
    let (begun, mut least) = (Instant::now(), batch());
    while begun.elapsed() < ENOUGH {
        least = least.min(batch());
    }
    least.as_secs_f64() * 1e6 / f64::from(ROUNDS)
}
