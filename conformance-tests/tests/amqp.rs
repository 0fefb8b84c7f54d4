//! A sender that is not ours hands letters over by RabbitMQ: Python's pika, with nothing but the contract's page.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test that cannot go on has failed, or says so")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use conformance_tests::letters::{Letter, LetterKind, Receiver, invented_cpr};
use conformance_tests::peers::{channel, read_page};
use conformance_tests::process::{Process, program};
use conformance_tests::standalone::{CLINIC, HOSPITAL, identity};
use engines::{Database, Rights, VirtualHost, shared_postgres, shared_rabbitmq};
use tokio::process::Command;
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{CreateSubscriptionRequest, Subscription};

/// The users of a broker belong to all its virtual hosts; so does this one's password.
const PASSWORD: &str = "only-for-tests";
const STUCK: Duration = Duration::from_secs(60);

/// The Python environment that `cargo xtask install` makes below the build output.
fn python() -> PathBuf {
    let test = std::env::current_exe().expect("this program has a path");
    test.ancestors().nth(3).expect("it stands in the build output").join("generic-client/bin/python")
}

#[tokio::test]
async fn a_sender_that_is_not_ours_hands_over_and_gets_receipts() {
    if !python().exists() {
        eprintln!("skipped: the generic client; run `cargo xtask install`");
        return;
    }
    let site = tempfile::tempdir().expect("a directory");
    let host = shared_rabbitmq().await.virtual_host().await.expect("a virtual host");
    let database = shared_postgres().await.database().await.expect("a database");
    let _services = services(site.path(), &host, &database).await;
    // What an operator gives a sender: hand over, and have receipts of its own.
    let own = format!("^broen[.]receipts[.]{HOSPITAL}([.].*)?$");
    let rights = Rights { configure: &own, write: "^broen[.]letters$", read: &own };
    host.admit(HOSPITAL, Some(PASSWORD), rights).await.expect("a user");
    check(site.path(), &host).await;
}

/// A gateway and an adapter, and somebody who wants the clinic's letters.
async fn services(site: &Path, host: &VirtualHost, database: &Database) -> [Process; 2] {
    let mut make = Command::new(program());
    make.arg("site").arg(site).args(["--amqp", &host.url(), "--postgres", &database.url]);
    let made = make.output().await.expect("the program is built");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let gateway = start(site, "gateway").await;
    let door = gateway.address("grpc").expect("an address");
    let clinic = channel(door, &identity(site, CLINIC)).await.expect("a channel");
    let subscription = Subscription { name: "over-amqp".to_owned(), ..Subscription::default() };
    let request = CreateSubscriptionRequest { subscription: Some(subscription), start: None };
    SubscriberServiceClient::new(clinic).create_subscription(request).await.expect("a subscription");
    let adapter = start(site, "medcom-adapter").await;
    [gateway, adapter]
}

async fn start(site: &Path, role: &str) -> Process {
    let (config, data) = (site.join(format!("{role}.toml")), site.join("data").join(role));
    let words = [role.as_ref(), "--config".as_ref(), config.as_os_str(), "--data".as_ref(), data.as_os_str()];
    let process = Process::start(words, &data, None).await.expect("it starts");
    let metrics = process.address("metrics").expect("an address");
    let ready = async {
        while !read_page(metrics, "/readyz").await.is_ok_and(|answer| answer.status == 200) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(STUCK, ready).await.expect("it becomes ready");
    process
}

/// Runs the other side.
async fn check(site: &Path, host: &VirtualHost) {
    let patient = 17;
    let (receiver, kind) = (Receiver::Clinic, LetterKind::DischargeLetter);
    let letter = Letter { id: "AMQP1".to_owned(), patient, receiver, kind };
    let file = site.join("letter.xml");
    std::fs::write(&file, letter.document("AMQPENV1")).expect("a letter");
    let broker = shared_rabbitmq().await.amqp();
    let output = Command::new(python())
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("generic_client/amqp_check.py"))
        .args(["--port", &broker.port().to_string(), "--virtual-host", &host.name])
        .args(["--user", HOSPITAL, "--password", PASSWORD, "--organisation", HOSPITAL])
        .args(["--operator", &host.user, "--operator-password", &host.password])
        .args(["--secret", &invented_cpr(patient), "--secret", "Karla"])
        .arg("--letter")
        .arg(file)
        .output()
        .await
        .expect("Python runs");
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complained}");
}
