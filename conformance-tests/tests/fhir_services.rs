//! FHIR from ordinary systems at an adapter of its own: over RabbitMQ to a gateway, a transaction as one message, and a
//! notification that is accounted for where the journal is.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::time::Duration;

use conformance_tests::peers::{Answer, Https, channel, read_page};
use conformance_tests::process::{Process, program};
use conformance_tests::standalone::{CLINIC, HOSPITAL, identity};
use engines::{Database, VirtualHost, shared_postgres, shared_rabbitmq};
use serde_json::{Value, json};
use tokio::process::Command;
use wire::v1::event_service_client::EventServiceClient;
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{CreateSubscriptionRequest, GetEventRequest, Subscription};

async fn start(site: &Path, role: &str) -> Process {
    let (config, data) = (site.join(format!("{role}.toml")), site.join("data").join(role));
    let arguments = [role.as_ref(), "--config".as_ref(), config.as_os_str()];
    Process::start(arguments, &data, None).await.expect("it starts")
}

async fn post(hospital: &mut Https, path: &str, resource: &Value) -> Answer {
    hospital.post(path, "application/fhir+json", resource.to_string()).await.expect("an answer")
}

fn condition(text: &str) -> Value {
    let patient = json!({ "identifier": { "system": "urn:oid:1.2.208.176.1.2", "value": "2512489996" } });
    json!({ "resourceType": "Condition", "code": { "text": text }, "subject": patient })
}

fn communication(text: &str) -> Value {
    let mut communication = condition("");
    communication["resourceType"] = json!("Communication");
    communication["status"] = json!("completed");
    communication["recipient"] =
        json!([{ "identifier": { "system": "https://www.gs1.org/gln", "value": "5790999900034" } }]);
    communication["payload"] = json!([{ "contentString": text }]);
    communication.as_object_mut().expect("an object").remove("code");
    communication
}

struct Site {
    _folder: tempfile::TempDir,
    _host: VirtualHost,
    _database: Database,
    _adapter: Process,
    gateway: Process,
    clinic: tonic::transport::Channel,
    hospital: Https,
}

/// A gateway and an adapter, and a clinic that takes everything.
async fn site() -> Site {
    let rabbitmq = shared_rabbitmq().await;
    let host = rabbitmq.virtual_host().await.expect("a virtual host");
    let database = shared_postgres().await.database().await.expect("a database");
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path();
    let amqp = format!("amqp://{}:{}@{}/{}", host.user, host.password, rabbitmq.amqp(), host.name);
    let mut made = Command::new(program());
    let made = made.arg("site").arg(site).args(["--amqp", &amqp, "--postgres", &database.url, "--output", "json"]);
    assert!(made.output().await.expect("it runs").status.success());
    let (gateway, adapter) = (start(site, "gateway").await, start(site, "fhir-adapter").await);
    let clinic = channel(gateway.address("grpc").expect("a door"), &identity(site, CLINIC)).await.expect("a channel");
    let subscription = Subscription { name: "fhir".to_owned(), ..Subscription::default() };
    let request = CreateSubscriptionRequest { subscription: Some(subscription), start: None };
    SubscriberServiceClient::new(clinic.clone()).create_subscription(request).await.expect("a subscription");
    let hospital = Https::new(adapter.address("https").expect("a door"), &identity(site, HOSPITAL)).expect("a client");
    Site { _folder: folder, _host: host, _database: database, _adapter: adapter, gateway, clinic, hospital }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_passes_through_adapter_and_gateway() {
    let mut site = site().await;
    let entry =
        |resource: Value, url: &str| json!({ "resource": resource, "request": { "method": "POST", "url": url } });
    let entries = [entry(condition("Fald"), "Condition"), entry(communication("Hej"), "Communication")];
    let transaction = json!({ "resourceType": "Bundle", "type": "transaction", "entry": entries });
    let posting = async {
        loop {
            let answer = post(&mut site.hospital, "/fhir", &transaction).await;
            if answer.status == 200 {
                return answer;
            }
            // The adapter does not know of the subscription yet.
            assert!(answer.text().contains("receiver-type-unsupported"), "{}", answer.text());
        }
    };
    let answer = tokio::time::timeout(Duration::from_secs(120), posting).await.expect("in time");
    let events = answer.header("broen-event-id").expect("events").to_owned();
    let addressed = events.split(", ").nth(1).expect("two events").to_owned();
    let arriving = async {
        loop {
            let request = GetEventRequest { event_id: addressed.clone() };
            match EventServiceClient::new(site.clinic.clone()).get_event(request).await {
                Ok(_) => return,
                Err(status) => assert_eq!(status.code(), tonic::Code::NotFound, "{status}"),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), arriving).await.expect("in time");
}

/// A notification that the subscription has had this many events, of which it brings the last.
fn notification(form: &str, events: u64, brings: bool) -> Value {
    let mut parameters = vec![
        json!({ "name": "subscription", "valueReference": { "reference": "https://epj.example.org/fhir/Subscription/s1" } }),
        json!({ "name": "type", "valueCode": form }),
        json!({ "name": "events-since-subscription-start", "valueString": events.to_string() }),
    ];
    let number = json!({ "name": "event-number", "valueString": events.to_string() });
    parameters.extend(brings.then(|| json!({ "name": "notification-event", "part": [number] })));
    let status = json!({ "resource": { "resourceType": "Parameters", "parameter": parameters } });
    json!({ "resourceType": "Bundle", "type": "history", "entry": [status] })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notification_at_an_adapter_is_accounted_for_at_the_gateway() {
    let mut site = site().await;
    for (form, events, brings) in [("handshake", 0, false), ("event-notification", 3, true)] {
        let answer = post(&mut site.hospital, "/fhir/notifications", &notification(form, events, brings)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let metrics = site.gateway.address("metrics").expect("a door");
    let noting = async {
        loop {
            let page = read_page(metrics, "/metrics").await.expect("metrics").text();
            let counted = |line: &str| line.starts_with("broen_notifications_missing_total") && line.ends_with(" 2");
            if page.lines().any(counted) {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), noting).await.expect("in time");
}
