//! Switches logs and metrics on, once per process.

use std::io::IsTerminal as _;
use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::metric::{Kind, Metric};
use crate::occurrences::process::Panicked;

/// How a log line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    #[default]
    Text,
}

/// The least important lines that are still written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// Decisions, down to single letters.
    Debug,
    /// Somebody must act.
    Error,
    /// Starting, stopping, connecting.
    #[default]
    Info,
    /// What repaired itself.
    Warn,
}

/// How logs are written; they go to standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Logs {
    /// The writing.
    pub format: LogFormat,
    /// How much.
    pub level: Level,
}

impl From<LogFormat> for Logs {
    fn from(format: LogFormat) -> Self {
        Self { format, ..Self::default() }
    }
}

/// Logs and metrics that have been switched on.
#[derive(Clone)]
pub struct Telemetry {
    metrics: PrometheusHandle,
}

static STARTED: OnceLock<PrometheusHandle> = OnceLock::new();

/// Switches logs and metrics on for the process; from the second call on, gives what the first one made.
///
/// From then on a panic is an occurrence with its place in the source, and its message is never printed.
pub fn start(service: &'static str, logs: impl Into<Logs>) -> Telemetry {
    let metrics = STARTED.get_or_init(|| {
        write_logs(logs.into());
        let recorder = recorder(service);
        let handle = recorder.handle();
        // Fails only if a recorder of somebody else is in place; then ours stays empty.
        let _ = metrics::set_global_recorder(recorder);
        Metric::describe_all();
        tidy(handle.clone());
        std::panic::set_hook(Box::new(|panic| {
            let (file, line) = panic.location().map_or(("unknown", 0), |place| (place.file(), place.line()));
            Panicked { file, line }.emit();
        }));
        handle
    });
    Telemetry { metrics: metrics.clone() }
}

impl Telemetry {
    /// The metrics in the Prometheus text format.
    #[must_use]
    pub fn render(&self) -> String {
        self.metrics.render()
    }
}

impl std::fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Telemetry")
    }
}

/// Only occurrences are logged in detail; of foreign libraries only what is wrong.
fn write_logs(logs: Logs) {
    let level = match logs.level {
        Level::Debug => LevelFilter::DEBUG,
        Level::Error => LevelFilter::ERROR,
        Level::Info => LevelFilter::INFO,
        Level::Warn => LevelFilter::WARN,
    };
    // The AMQP library writes whole messages that came back; what they mean is told by the broker's own occurrences.
    let filter = Targets::new()
        .with_default(LevelFilter::ERROR)
        .with_target("lapin", LevelFilter::OFF)
        .with_target(env!("CARGO_PKG_NAME"), level);
    let lines = tracing_subscriber::registry().with(filter);
    let mut layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    if !std::io::stderr().is_terminal() {
        layer.set_ansi(false);
    }
    // Fails only if a subscriber of somebody else is in place; then the lines are its business.
    let _ = match logs.format {
        LogFormat::Json => lines.with(layer.json().flatten_event(true)).try_init(),
        LogFormat::Text => lines.with(layer.with_target(false)).try_init(),
    };
}

/// Seconds; from a tenth of a millisecond to ten seconds.
const DURATIONS: [f64; 16] =
    [0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
const COUNTS: [f64; 10] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

pub(crate) fn recorder(service: &'static str) -> PrometheusRecorder {
    let mut builder = PrometheusBuilder::new().add_global_label("service", service);
    for metric in Metric::ALL {
        let buckets: &[f64] = match metric.kind() {
            Kind::Counter | Kind::Gauge => continue,
            Kind::Counts => &COUNTS,
            Kind::Durations => &DURATIONS,
        };
        builder = match builder.set_buckets_for_metric(Matcher::Full(metric.name().to_owned()), buckets) {
            Ok(builder) => builder,
            // Only an empty list of buckets is refused.
            Err(_) => PrometheusBuilder::new().add_global_label("service", service),
        };
    }
    builder.build_recorder()
}

/// Folds raw samples into the distributions, so that they do not pile up while nobody scrapes.
fn tidy(handle: PrometheusHandle) {
    const EVERY: Duration = Duration::from_secs(5);
    let tidying = move || {
        loop {
            std::thread::sleep(EVERY);
            handle.run_upkeep();
        }
    };
    // Without the thread, scraping does the same work.
    let _ = std::thread::Builder::new().name("telemetry".to_owned()).spawn(tidying);
}
