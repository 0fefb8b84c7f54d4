//! Separate processes: in at an adapter, over RabbitMQ and a directory that both share, out at a gateway.

use std::path::Path;
use std::time::Duration;

use conformance_tests::peers::{Answer, Https, channel};
use conformance_tests::process::{Process, program};
use conformance_tests::standalone::{CLINIC, HOSPITAL, identity};
use engines::{shared_postgres, shared_rabbitmq};
use tokio::process::Command;

use crate::letter::{Letter, Sent, stored};
use crate::reading::{original, read, subscribe};
use crate::standalone::{MOST, size};

async fn start(site: &Path, role: &str) -> Process {
    let (config, data) = (site.join(format!("{role}.toml")), site.join("data").join(role));
    let arguments = [role.as_ref(), "--config".as_ref(), config.as_os_str()];
    Process::start(arguments, &data, None).await.expect("it starts")
}

/// Posts until the adapter knows that somebody takes the letter, and the event is there.
async fn accepted(letter: &Letter, hospital: &Https) -> (Answer, Sent) {
    let posting = async {
        loop {
            let (answer, sent) = letter.post(hospital, u64::MAX).await;
            let (answer, sent) = (answer.expect("an answer"), sent.expect("sent whole"));
            if answer.status == 200 {
                return (answer, sent);
            }
            assert!(answer.text().contains("receiver-type-unsupported"), "{}: {}", answer.status, answer.text());
        }
    };
    tokio::time::timeout(Duration::from_secs(120), posting).await.expect("in time")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_letter_passes_through_adapter_and_gateway_in_little_memory() {
    let rabbitmq = shared_rabbitmq().await;
    let host = rabbitmq.virtual_host().await.expect("a virtual host");
    let database = shared_postgres().await.database().await.expect("a database");
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path();
    let amqp = format!("amqp://{}:{}@{}/{}", host.user, host.password, rabbitmq.amqp(), host.name);
    let mut made = Command::new(program());
    let made = made.arg("site").arg(site).args(["--amqp", &amqp, "--postgres", &database.url, "--output", "json"]);
    assert!(made.output().await.expect("it runs").status.success());
    let gateway = start(site, "gateway").await;
    let adapter = start(site, "medcom-adapter").await;
    let clinic = channel(gateway.address("grpc").expect("a door"), &identity(site, CLINIC)).await.expect("a channel");
    subscribe(&clinic).await;
    let hospital = Https::new(adapter.address("https").expect("a door"), &identity(site, HOSPITAL)).expect("a client");
    // A small one first: refusals of the large one would only take time.
    accepted(&Letter::of_size("SMALL1", 20_000), &hospital).await;
    let (idle_adapter, idle_gateway) =
        (adapter.peak_memory().expect("it runs"), gateway.peak_memory().expect("it runs"));

    let letter = Letter::of_size("LARGE1", size());
    let (answer, sent) = accepted(&letter, &hospital).await;
    let event = answer.header("broen-event-id").expect("an event").to_owned();
    let appended = async {
        // The receipt follows the broker's confirm; the event is there a moment later.
        loop {
            match read(&clinic, &event, sent.file).await {
                Ok(file) => return file,
                Err(status) => assert_eq!(status.code(), tonic::Code::NotFound, "{status}"),
            }
        }
    };
    let file = tokio::time::timeout(Duration::from_secs(60), appended).await.expect("in time");
    assert_eq!(file, (letter.file as u64, letter.file as u64, sent.file));
    assert_eq!(original(&clinic, &event).await, (sent.length, sent.document, 0));
    assert_eq!(read(&clinic, &event, sent.document).await.expect("permitted").2, sent.document);
    assert_eq!(stored(&site.join("blobs")).0.len(), 2);

    let peaks = (adapter.peak_memory().expect("it runs"), gateway.peak_memory().expect("it runs"));
    eprintln!(
        "{} MB letter: adapter {:.1} MB (idle {:.1}), gateway {:.1} MB (idle {:.1})",
        sent.length / 1_000_000,
        peaks.0 as f64 / 1e6,
        idle_adapter as f64 / 1e6,
        peaks.1 as f64 / 1e6,
        idle_gateway as f64 / 1e6
    );
    assert!(peaks.0 < MOST && peaks.1 < MOST, "{peaks:?}");
}
