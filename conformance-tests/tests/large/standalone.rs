//! One process: in over HTTPS, out over `ReadBlob`.

use std::path::Path;

use conformance_tests::peers::{Https, channel};
use conformance_tests::standalone::{CLINIC, HOSPITAL, MUNICIPALITY, Standalone};
use tonic::Code;
use tonic::transport::Channel;

use crate::letter::{Letter, stored};
use crate::reading::{original, read, subscribe};

/// What no process may reach: 64 MB.
pub(crate) const MOST: u64 = 64_000_000;

/// Bytes of the letter.
pub(crate) fn size() -> usize {
    std::env::var("LARGE_LETTER_MB").ok().and_then(|text| text.parse::<usize>().ok()).unwrap_or(24) * 1_000_000
}

/// A gateway whose clinic takes letters, and the hospital.
pub(crate) async fn gateway(data: &Path) -> (Standalone, Channel, Https) {
    let gateway = Standalone::start(data).await.expect("the gateway starts");
    let clinic = channel(gateway.grpc, &gateway.identity(CLINIC)).await.expect("a channel");
    let hospital = Https::new(gateway.https, &gateway.identity(HOSPITAL)).expect("a client");
    (gateway, clinic, hospital)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_letter_passes_in_little_memory_and_is_read_back() {
    let data = tempfile::tempdir().expect("a directory");
    let (gateway, clinic, hospital) = gateway(data.path()).await;
    subscribe(&clinic).await;
    let idle = gateway.peak_memory().expect("it runs");

    let letter = Letter::of_size("LARGE1", size());
    let (answer, sent) = letter.post(&hospital, u64::MAX).await;
    let (answer, sent) = (answer.expect("an answer"), sent.expect("sent whole"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.text().contains("PositiveMessage"), "{}", answer.text());
    let event = answer.header("broen-event-id").expect("an event").to_owned();
    let passed = gateway.peak_memory().expect("it runs");

    let file = read(&clinic, &event, sent.file).await.expect("permitted");
    assert_eq!(file, (letter.file as u64, letter.file as u64, sent.file));
    assert_eq!(original(&clinic, &event).await, (sent.length, sent.document, 0));
    let document = read(&clinic, &event, sent.document).await.expect("permitted");
    assert_eq!(document, (sent.length, sent.length, sent.document));
    let mut both = [sent.file.to_string(), sent.document.to_string()];
    both.sort();
    assert_eq!(stored(&data.path().join("blobs")), (both.to_vec(), 0));

    let municipality = channel(gateway.grpc, &gateway.identity(MUNICIPALITY)).await.expect("a channel");
    let hidden = read(&municipality, &event, sent.file).await.expect_err("not addressed to it");
    assert_eq!(hidden.code(), Code::NotFound);

    let peak = gateway.peak_memory().expect("it runs");
    eprintln!(
        "{} MB letter: peak {:.1} MB idle, {:.1} MB when it was answered, {:.1} MB when it was read back",
        sent.length / 1_000_000,
        idle as f64 / 1e6,
        passed as f64 / 1e6,
        peak as f64 / 1e6
    );
    assert!(peak < MOST, "{peak} bytes");
    assert_eq!(gateway.terminate().await.expect("it can be waited for"), Some(0));
}
