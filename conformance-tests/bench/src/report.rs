//! What was measured, and how it stands to the bare limits.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use crate::limits::Limits;
use crate::plan::Mode;
use crate::processes::Cost;

/// The figures of one run.
#[derive(Debug, Clone)]
pub struct Report {
    /// How Broen was set up.
    pub mode: Mode,
    /// Letters per second that were asked for.
    pub rate: u32,
    /// Subscriptions.
    pub subscribers: u32,
    /// Letters with a positive receipt.
    pub receipted: u64,
    /// Letters that were accepted for processing, without a receipt.
    pub kept: u64,
    /// Letters that were refused, or not answered, or told to come later.
    pub not_taken: u64,
    /// Letters per second with a positive receipt, over the time in which letters were handed over.
    pub receipted_per_second: f64,
    /// Letters per second delivered, until the last one was.
    pub delivered_per_second: f64,
    /// From the moment a letter was due to its positive receipt.
    pub receipt: Latency,
    /// From its positive receipt to its delivery.
    pub delivered: Latency,
    /// From its positive receipt until its ack was durable, as the gateway says when asked twenty times a second.
    pub acked: Latency,
    /// What each program has cost.
    pub processes: Vec<ProcessCost>,
    /// Processor time of the load itself, per letter. It runs on the same machine.
    pub load_per_letter: Duration,
    /// The bare limits.
    pub limits: Limits,
}

/// Percentiles.
#[derive(Debug, Clone, Copy)]
pub struct Latency {
    /// Half of all were faster.
    pub median: Duration,
    /// 99 in 100 were.
    pub p99: Duration,
    /// 999 in 1000 were.
    pub p999: Duration,
    /// The slowest.
    pub max: Duration,
}

/// What a program has cost.
#[derive(Debug, Clone)]
pub struct ProcessCost {
    /// The program.
    pub name: &'static str,
    /// Time on a processor per letter, while letters were handed over and delivered.
    pub per_letter: Duration,
    /// The most memory its processes held, in bytes.
    pub peak_bytes: u64,
}

impl Latency {
    pub(crate) fn of(histogram: &Histogram<u64>) -> Self {
        let at = |quantile| Duration::from_micros(histogram.value_at_quantile(quantile));
        Self { median: at(0.5), p99: at(0.99), p999: at(0.999), max: Duration::from_micros(histogram.max()) }
    }

    fn json(&self) -> Value {
        let Self { median, p99, p999, max } = self;
        json!({ "median_ms": ms(*median), "p99_ms": ms(*p99), "p999_ms": ms(*p999), "max_ms": ms(*max) })
    }
}

impl ProcessCost {
    pub(crate) fn of(name: &'static str, before: Cost, after: Cost, letters: u64) -> Self {
        let processor = after.processor.saturating_sub(before.processor);
        Self { name, per_letter: per(processor, letters), peak_bytes: after.peak_bytes }
    }
}

/// A share of this time.
pub(crate) fn per(time: Duration, count: u64) -> Duration {
    time.checked_div(u32::try_from(count).unwrap_or(u32::MAX)).unwrap_or_default()
}

impl Report {
    /// Processor time per letter of all programs together, without the load.
    #[must_use]
    pub fn per_letter(&self) -> Duration {
        self.processes.iter().map(|process| process.per_letter).sum()
    }

    /// The delivered rate as a share of each bare limit that was measured.
    #[must_use]
    pub fn ratios(&self) -> Vec<(&'static str, f64)> {
        let Limits { flush_median, confirmed_publishes, inserted_rows, streamed_messages, .. } = &self.limits;
        let rate = self.delivered_per_second;
        let mut ratios = Vec::new();
        ratios.extend(confirmed_publishes.map(|limit| ("delivered ÷ confirmed publishes", rate / limit)));
        ratios.extend(inserted_rows.map(|limit| ("delivered ÷ inserted rows", rate / limit)));
        ratios.push(("delivered ÷ streamed messages", rate / streamed_messages));
        let flush = flush_median.as_secs_f64();
        ratios.push(("receipt median ÷ flush median", self.receipt.median.as_secs_f64() / flush));
        ratios.push(("delivered median ÷ flush median", self.delivered.median.as_secs_f64() / flush));
        ratios
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let processes: Vec<Value> = self.processes.iter().map(process).collect();
        let ratios: serde_json::Map<_, _> =
            self.ratios().into_iter().map(|(name, ratio)| (name.to_owned(), json!(ratio))).collect();
        json!({
            "mode": self.mode.word(),
            "rate": self.rate,
            "subscribers": self.subscribers,
            "receipted": self.receipted,
            "kept": self.kept,
            "not_taken": self.not_taken,
            "receipted_per_second": self.receipted_per_second,
            "delivered_per_second": self.delivered_per_second,
            "receipt": self.receipt.json(),
            "delivered": self.delivered.json(),
            "acked": self.acked.json(),
            "processor_ms_per_letter": ms(self.per_letter()),
            "processes": processes,
            "load_ms_per_letter": ms(self.load_per_letter),
            "limits": {
                "flush_median_ms": ms(self.limits.flush_median),
                "flush_p99_ms": ms(self.limits.flush_p99),
                "confirmed_publishes_per_second": self.limits.confirmed_publishes,
                "inserted_rows_per_second": self.limits.inserted_rows,
                "streamed_messages_per_second": self.limits.streamed_messages,
            },
            "ratios": ratios,
        })
    }

    /// For people, line by line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!("{} at {} letters/s, {} subscriptions", self.mode.word(), self.rate, self.subscribers),
            format!(
                "letters       {} receipted, {} kept, {} not taken; {:.0}/s receipted, {:.0}/s delivered",
                self.receipted, self.kept, self.not_taken, self.receipted_per_second, self.delivered_per_second
            ),
            row("due → receipt", &self.receipt),
            row("→ delivered", &self.delivered),
            row("→ acked", &self.acked),
        ];
        for ProcessCost { name, per_letter, peak_bytes } in &self.processes {
            let mib = *peak_bytes as f64 / f64::from(1 << 20);
            lines.push(format!("{name:<13} {:.3} ms of processor per letter, {mib:.0} MiB at most", ms(*per_letter)));
        }
        lines.push(format!("together      {:.3} ms of processor per letter", ms(self.per_letter())));
        lines.push(format!("the load      {:.3} ms of processor per letter beside it", ms(self.load_per_letter)));
        let limits = &self.limits;
        lines.push(format!(
            "bare flush    median {:.2} ms, p99 {:.2} ms",
            ms(limits.flush_median),
            ms(limits.flush_p99)
        ));
        let rates = [
            ("bare publish", limits.confirmed_publishes),
            ("bare insert", limits.inserted_rows),
            ("bare stream", Some(limits.streamed_messages)),
        ];
        lines.extend(rates.iter().filter_map(|(name, rate)| rate.map(|rate| format!("{name:<13} {rate:.0}/s"))));
        lines.extend(self.ratios().iter().map(|(name, ratio)| format!("{name}: {ratio:.3}")));
        lines
    }
}

fn process(ProcessCost { name, per_letter, peak_bytes }: &ProcessCost) -> Value {
    json!({ "name": name, "processor_ms_per_letter": ms(*per_letter), "peak_bytes": peak_bytes })
}

fn row(name: &str, Latency { median, p99, p999, max }: &Latency) -> String {
    let [median, p99, p999, max] = [*median, *p99, *p999, *max].map(ms);
    format!("{name:<13} median {median:.1} ms, p99 {p99:.1} ms, p99.9 {p999:.1} ms, max {max:.1} ms")
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
