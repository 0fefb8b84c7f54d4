//! What intake adds to a bare translation: `cargo bench -p intake` prints both times and their ratio.

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use blobs::Store;
use bytes::Bytes;
use canonical::letter::{Limits, Opened, Unreadable};
use canonical::organisation::{Organisation, Role};
use canonical::receipt::ReceivedReceipt;
use intake::{Channel, Intake, Publish, Published, Settings, Submission, Unavailable, random_stamps};
use support::documents::{emessage, letter, message};

/// Says yes at once.
struct Nowhere;

#[async_trait]
impl Publish for Nowhere {
    async fn publish(&self, submission: Submission) -> Result<Published, Unavailable> {
        black_box(submission);
        Ok(Published::Accepted { identity_reused: false })
    }

    async fn publish_receipt(&self, _: ReceivedReceipt) -> Result<(), Unavailable> {
        Ok(())
    }
}

type Convert = fn(&[u8], &Limits) -> Result<Opened, Unreadable>;

#[allow(clippy::expect_used, clippy::print_stdout, reason = "a benchmark is read on a terminal")]
fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime");
    let caller = support::organisation("hospital", support::HOSPITAL, &[Role::Sender], &[]);
    let folder = tempfile::tempdir().expect("a folder");
    let intake = intake(&caller, Store::open(folder.path()).expect("a store"));
    let hundred: Vec<_> = (0..100).map(|number| letter(&format!("LTR{number}"), &"Hej. ".repeat(4_000))).collect();
    let cases: [(&str, String, Convert); 4] = [
        ("medcom, 1 letter", emessage(true, &[letter("LTR1", "Hej")]), medcom::convert),
        ("medcom, 20 KB", emessage(true, &[letter("LTR1", &"Hej. ".repeat(4_000))]), medcom::convert),
        ("medcom, 2 MB", emessage(true, &hundred), medcom::convert),
        ("fhir, 1 message", message("a1", support::HOSPITAL), fhir::convert),
    ];
    println!("{:<18}{:>14}{:>14}{:>8}", "", "convert", "receive", "ratio");
    for (name, document, convert) in cases {
        let document = Bytes::from(document);
        let bare = timed(|| drop(black_box(convert(&document, &Limits::default()))));
        let whole = timed(|| {
            let received = runtime.block_on(intake.receive(&caller, Channel::Https, document.clone().into()));
            assert!(received.is_ok_and(|reception| reception.is_clean()), "{name} is accepted");
        });
        println!("{name:<18}{bare:>14.2?}{whole:>14.2?}{:>8.2}", whole.as_secs_f64() / bare.as_secs_f64());
    }
}

fn intake(caller: &Organisation, blobs: Store) -> Intake {
    let settings = Settings {
        blobs,
        organisations: vec![caller.clone()].into(),
        limits: Limits::default(),
        manner: intake::Manner::Lenient,
        clock: Arc::new(telemetry::SystemClock),
        stamps: random_stamps(),
    };
    Intake::new(Arc::new(Nowhere), settings)
}

/// The median of repeated runs, about half a second of them.
fn timed(mut run: impl FnMut()) -> Duration {
    const ENOUGH: Duration = Duration::from_millis(500);
    let begun = Instant::now();
    let mut times = Vec::new();
    while begun.elapsed() < ENOUGH || times.len() < 5 {
        let start = Instant::now();
        run();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
