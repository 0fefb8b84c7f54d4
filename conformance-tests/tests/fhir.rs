//! FHIR from ordinary systems, against a running gateway: what is taken is what `metadata` says, and everything else is told
//! in an OperationOutcome.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use conformance_tests::peers::{Answer, Https, channel, read_page};
use conformance_tests::standalone::{CLINIC, HOSPITAL, MUNICIPALITY, Standalone};
use serde_json::{Value, json};
use tempfile::TempDir;
use wire::v1::event_service_client::EventServiceClient;
use wire::v1::operations_service_client::OperationsServiceClient;
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{CreateSubscriptionRequest, GetEventRequest, ListNotificationGapsRequest, Subscription};

const JSON: (&str, &str) = ("content-type", "application/fhir+json");
const NANCY: &str = "2512489996";

struct Stage {
    _data: TempDir,
    gateway: Standalone,
    hospital: Https,
}

async fn stage() -> Stage {
    let data = tempfile::tempdir().expect("a directory");
    let gateway = Standalone::start(data.path()).await.expect("the gateway starts");
    let hospital = Https::new(gateway.https, &gateway.identity(HOSPITAL)).expect("a client");
    let clinic = channel(gateway.grpc, &gateway.identity(CLINIC)).await.expect("a channel");
    let subscription = Subscription { name: "fhir".to_owned(), ..Subscription::default() };
    let request = CreateSubscriptionRequest { subscription: Some(subscription), start: None };
    SubscriberServiceClient::new(clinic).create_subscription(request).await.expect("a subscription");
    Stage { _data: data, gateway, hospital }
}

impl Stage {
    async fn send(&mut self, method: &str, path: &str, resource: &Value) -> Answer {
        self.hospital.request(method, path, &[JSON], resource.to_string()).await.expect("an answer")
    }
}

fn patient() -> Value {
    json!({ "identifier": { "system": "urn:oid:1.2.208.176.1.2", "value": NANCY } })
}

fn communication(text: &str) -> Value {
    json!({
        "resourceType": "Communication", "id": "k1", "status": "completed", "subject": patient(),
        "recipient": [{ "identifier": { "system": "https://www.gs1.org/gln", "value": "5790999900034" } }],
        "payload": [{ "contentString": text }],
    })
}

fn body(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).expect("JSON")
}

/// Every answer of 400 and above is an OperationOutcome whose issues name an element.
fn assert_outcome(answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert!(answer.media_type.starts_with("application/fhir+json"), "{}", answer.media_type);
    let outcome = body(answer);
    assert_eq!(outcome["resourceType"], "OperationOutcome");
    let issues = outcome["issue"].as_array().expect("issues");
    assert!(!issues.is_empty());
    assert!(issues.iter().all(|issue| issue["expression"][0].is_string()), "{outcome}");
}

#[tokio::test]
async fn a_new_resource_is_created_once_and_shown_as_it_was_taken() {
    let mut stage = stage().await;
    let first = stage.send("POST", "/fhir/Communication", &communication("Hej")).await;
    assert_eq!(first.status.as_u16(), 201, "{}", first.text());
    let location = first.header("location").expect("a location").to_owned();
    assert!(location.starts_with("https://localhost/fhir/Communication/"), "{location}");
    let shown = body(&first);
    let version = shown["meta"]["versionId"].as_str().expect("a version");
    assert_eq!(first.header("etag"), Some(format!("W/\"{version}\"").as_str()));
    assert!(location.contains(shown["id"].as_str().expect("an id")));
    let again = stage.send("POST", "/fhir/Communication", &communication("Hej")).await;
    assert_eq!((again.status.as_u16(), again.header("location")), (200, Some(location.as_str())));
    assert_eq!(again.header("broen-outcome"), Some("resent"));
    let minimal = [JSON, ("prefer", "return=minimal")];
    let other = communication("Hej igen").to_string();
    let answer = stage.hospital.request("POST", "/fhir/Communication", &minimal, other).await.expect("an answer");
    assert_eq!((answer.status.as_u16(), answer.body.len()), (201, 0));
}

#[tokio::test]
async fn a_newer_version_corrects_the_earlier_one() {
    let mut stage = stage().await;
    let first = stage.send("PUT", "/fhir/Communication/k1", &communication("Hej")).await;
    assert_eq!(first.status.as_u16(), 200, "{}", first.text());
    let second = stage.send("PUT", "/fhir/Communication/k1", &communication("Goddag")).await;
    assert_eq!(second.header("broen-outcome"), Some("accepted"));
    let again = stage.send("PUT", "/fhir/Communication/k1", &communication("Goddag")).await;
    assert_eq!(again.header("broen-outcome"), Some("resent"));
    // A client that repeats the version it was shown goes back to what was said first.
    let mut back = communication("Hej");
    back["meta"] = body(&second)["meta"].clone();
    let back = stage.send("PUT", "/fhir/Communication/k1", &back).await;
    assert_eq!(back.header("broen-outcome"), Some("accepted"));
    let clinic = channel(stage.gateway.grpc, &stage.gateway.identity(CLINIC)).await.expect("a channel");
    let id = |answer: &Answer| answer.header("broen-event-id").expect("an event").to_owned();
    let request = GetEventRequest { event_id: id(&second) };
    let event = EventServiceClient::new(clinic).get_event(request).await.expect("the event").into_inner();
    let linked = format!("{event:?}");
    assert!(linked.contains(&id(&first)), "no link to the earlier version");
}

#[tokio::test]
async fn a_transaction_is_taken_as_a_whole_or_not_at_all() {
    let mut stage = stage().await;
    let entry =
        |resource: Value, url: &str| json!({ "resource": resource, "request": { "method": "POST", "url": url } });
    let condition = json!({ "resourceType": "Condition", "code": { "text": "Fald" }, "subject": patient() });
    let bundle = |entries: Vec<Value>| json!({ "resourceType": "Bundle", "type": "transaction", "entry": entries });
    let good = bundle(vec![entry(condition.clone(), "Condition"), entry(communication("Hej"), "Communication")]);
    let answer = stage.send("POST", "/fhir", &good).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
    let response = body(&answer);
    assert_eq!(response["type"], "transaction-response");
    let entries = response["entry"].as_array().expect("entries");
    assert!(entries.iter().all(|entry| entry["response"]["status"] == "201 Created"), "{response}");
    assert!(entries[1]["response"]["location"].as_str().expect("a place").contains("/Communication/"));

    let mut stranger = communication("Til en fremmed");
    stranger["recipient"][0]["identifier"]["value"] = json!("5790999900072");
    let other = json!({ "resourceType": "Condition", "code": { "text": "Andet" }, "subject": patient() });
    let bad = bundle(vec![entry(other.clone(), "Condition"), entry(stranger, "Communication")]);
    let answer = stage.send("POST", "/fhir", &bad).await;
    assert_outcome(&answer, 422);
    assert_eq!(body(&answer)["issue"][0]["expression"][0], "Bundle.entry[1].resource.recipient[0]");
    let alone = stage.send("POST", "/fhir/Condition", &other).await;
    assert_eq!(alone.header("broen-outcome"), Some("accepted"), "nothing of the transaction was kept");
}

#[tokio::test]
async fn what_metadata_says_is_what_is_taken() {
    let mut stage = stage().await;
    let statement = body(&stage.hospital.get("/fhir/metadata").await.expect("an answer"));
    assert_eq!(
        (&statement["resourceType"], &statement["fhirVersion"]),
        (&json!("CapabilityStatement"), &json!("4.0.1"))
    );
    let rest = &statement["rest"][0];
    let resources = rest["resource"].as_array().expect("resources");
    let names: Vec<&str> = resources.iter().filter_map(|resource| resource["type"].as_str()).collect();
    assert_eq!(names.len(), 11);
    for name in
        ["Patient", "Observation", "Encounter", "MedicationRequest", "Bundle", "Subscription"].iter().chain(&names)
    {
        let stated = resources.iter().find(|resource| resource["type"] == *name);
        let codes = stated.map(|stated| stated["interaction"].clone()).unwrap_or_default();
        let says = |code: &str| codes.as_array().is_some_and(|codes| codes.iter().any(|one| one["code"] == code));
        for (code, method, path) in [
            ("create", "POST", format!("/fhir/{name}")),
            ("update", "PUT", format!("/fhir/{name}/a")),
            ("read", "GET", format!("/fhir/{name}/a")),
            ("delete", "DELETE", format!("/fhir/{name}/a")),
            ("patch", "PATCH", format!("/fhir/{name}/a")),
            ("vread", "GET", format!("/fhir/{name}/a/_history/1")),
            ("history-instance", "GET", format!("/fhir/{name}/a/_history")),
            ("search-type", "GET", format!("/fhir/{name}?_id=a")),
        ] {
            let answer = stage.send(method, &path, &json!({ "resourceType": name })).await;
            let is_there = !matches!(answer.status.as_u16(), 404 | 405);
            assert_eq!(is_there, says(code), "{code} of {name} is answered {}", answer.status);
            // Nothing in such a resource is right, so whatever is taken complains of it.
            assert_outcome(&answer, answer.status.as_u16());
        }
        for (flag, header) in [("conditionalCreate", "if-none-exist"), ("conditionalUpdate", "if-match")] {
            if let Some(stated) = stated {
                assert_eq!(stated[flag], false);
                let headers = [JSON, (header, "x")];
                let path = format!("/fhir/{name}");
                let answer = stage.hospital.request("POST", &path, &headers, "{}").await.expect("an answer");
                assert_outcome(&answer, 422);
            }
        }
    }
    for operation in rest["operation"].as_array().expect("operations") {
        let path = format!("/fhir/${}", operation["name"].as_str().expect("a name"));
        assert_outcome(&stage.send("POST", &path, &json!({})).await, 400);
    }
    for format in statement["format"].as_array().expect("formats") {
        let accept = [("accept", format.as_str().expect("a media type"))];
        let answer = stage.hospital.request("GET", "/fhir/metadata", &accept, "").await.expect("an answer");
        assert!(answer.media_type.starts_with(accept[0].1), "{}", answer.media_type);
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_with_its_place() {
    let mut stage = stage().await;
    assert_outcome(&stage.send("POST", "/fhir", &json!({ "resourceType": "Bundle", "type": "batch" })).await, 422);
    assert_outcome(&stage.send("PUT", "/fhir/Communication/other", &communication("Hej")).await, 400);
    let nobody =
        stage.send("POST", "/fhir/Encounter", &json!({ "resourceType": "Encounter", "status": "planned" })).await;
    assert_outcome(&nobody, 422);
    assert_eq!(body(&nobody)["issue"][0]["expression"][0], "Encounter.subject");
    let mut foreign = communication("Hej");
    foreign["sender"] = json!({ "identifier": { "system": "https://www.gs1.org/gln", "value": "5790999900041" } });
    let foreign = stage.send("POST", "/fhir/Communication", &foreign).await;
    assert_outcome(&foreign, 422);
    assert_eq!(body(&foreign)["issue"][0]["expression"][0], "Communication.sender");
    let post = async |stage: &mut Stage, headers: &[(&str, &str)], text: &str| {
        stage.hospital.request("POST", "/fhir/Communication", headers, text.to_owned()).await.expect("an answer")
    };
    assert_outcome(&post(&mut stage, &[JSON], "{").await, 400);
    assert_outcome(&post(&mut stage, &[("content-type", "text/plain")], "{}").await, 415);
    assert_outcome(&post(&mut stage, &[JSON, ("accept", "text/turtle")], "{}").await, 406);
    let in_xml = post(&mut stage, &[JSON, ("accept", "application/fhir+xml")], "{}").await;
    assert!(in_xml.media_type.starts_with("application/fhir+xml") && in_xml.text().contains("<OperationOutcome"));
    let elsewhere = "/fhir/$process-message?async=true&response-url=https://example.org";
    assert_outcome(&stage.send("POST", elsewhere, &json!({})).await, 422);
    let mut registrar = Https::new(stage.gateway.https, &stage.gateway.identity("registrar")).expect("a client");
    let denied = registrar.request("POST", "/fhir/Task", &[JSON], "{}").await.expect("an answer");
    assert_outcome(&denied, 403);
}

#[tokio::test]
async fn a_resource_to_nobody_is_kept_and_says_so() {
    let mut stage = stage().await;
    let encounter = json!({
        "resourceType": "Encounter", "id": "e1", "status": "in-progress", "class": { "code": "IMP" },
        "subject": patient(), "period": { "start": "2026-03-12T14:35:00+01:00" },
    });
    let headers = [JSON, ("prefer", "return=OperationOutcome")];
    let answer = stage.hospital.request("PUT", "/fhir/Encounter/e1", &headers, encounter.to_string()).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
    assert_eq!(body(&answer)["issue"][0]["details"]["coding"][0]["code"], "nobody-addressed");
    let mut municipality = Https::new(stage.gateway.https, &stage.gateway.identity(MUNICIPALITY)).expect("a client");
    let own =
        municipality.request("PUT", "/fhir/Encounter/e1", &headers, encounter.to_string()).await.expect("an answer");
    assert_eq!(
        own.header("broen-outcome"),
        Some("accepted"),
        "another sender's resource of the same id is another one"
    );
}

/// A notification of the events with these numbers, as a server of the R4 backport sends it.
fn notification(form: &str, since: u64, numbers: &[u64]) -> Value {
    let event = |number: &u64| json!({ "name": "notification-event", "part": [{ "name": "event-number", "valueString": number.to_string() }] });
    let mut parameters = vec![
        json!({ "name": "subscription", "valueReference": { "reference": "https://epj.example.org/fhir/Subscription/s1" } }),
        json!({ "name": "type", "valueCode": form }),
        json!({ "name": "events-since-subscription-start", "valueString": since.to_string() }),
    ];
    parameters.extend(numbers.iter().map(event));
    json!({ "resourceType": "Bundle", "type": "history", "entry": [{ "resource": { "resourceType": "Parameters", "parameter": parameters } }] })
}

fn words(answer: &Answer) -> Vec<String> {
    let outcome = body(answer);
    let issues = outcome["issue"].as_array().expect("issues");
    issues.iter().filter_map(|issue| Some(issue["details"]["coding"][0]["code"].as_str()?.to_owned())).collect()
}

#[tokio::test]
async fn what_a_subscription_at_another_server_did_not_bring_is_told_and_kept() {
    let mut stage = stage().await;
    let handshake = stage.send("POST", "/fhir/notifications", &notification("handshake", 0, &[])).await;
    assert_eq!((handshake.status.as_u16(), words(&handshake)), (200, vec!["notification-noted".to_owned()]));
    let first = stage.send("POST", "/fhir/notifications", &notification("event-notification", 1, &[1])).await;
    assert_eq!(words(&first), ["notification-noted"]);
    let fourth = stage.send("POST", "/fhir/notifications", &notification("event-notification", 4, &[4])).await;
    assert_eq!(fourth.status.as_u16(), 200);
    assert_eq!(words(&fourth), ["notification-noted", "notifications-missing"]);
    assert_eq!(body(&fourth)["issue"][1]["severity"], "warning");
    let again = stage.send("POST", "/fhir/notifications", &notification("event-notification", 4, &[4])).await;
    assert_eq!(words(&again), ["notification-noted", "notifications-repeated"]);
    let heartbeat = stage.send("POST", "/fhir", &notification("heartbeat", 5, &[])).await;
    assert_eq!(words(&heartbeat), ["notification-noted", "notifications-missing"]);
    stage.send("POST", "/fhir/notifications", &notification("query-event", 5, &[3, 2])).await;
    // It brings an encounter.
    let mut full = notification("event-notification", 6, &[6]);
    let encounter = json!({
        "resourceType": "Encounter", "id": "e1", "meta": { "versionId": "1" }, "status": "in-progress",
        "class": { "code": "IMP" }, "subject": patient(), "period": { "start": "2026-03-12T14:35:00+01:00" },
    });
    full["entry"].as_array_mut().expect("entries").push(json!({ "resource": encounter }));
    let full = stage.send("POST", "/fhir/notifications", &full).await;
    assert_eq!((full.status.as_u16(), full.header("broen-outcome")), (200, Some("accepted")), "{}", full.text());

    let metrics = read_page(stage.gateway.metrics, "/metrics").await.expect("metrics");
    let counted = |line: &str| line.starts_with("broen_notifications_missing_total") && line.ends_with(" 3");
    assert!(metrics.text().lines().any(counted), "two, three and five");

    let Stage { _data: data, gateway, hospital: _ } = stage;
    gateway.kill().await.expect("it is gone");
    let gateway = Standalone::start(data.path()).await.expect("the gateway starts again");
    let operator = channel(gateway.grpc, &gateway.identity("operator")).await.expect("a channel");
    let request = ListNotificationGapsRequest::default();
    let gaps =
        OperationsServiceClient::new(operator).list_notification_gaps(request).await.expect("gaps").into_inner().gaps;
    let gaps: Vec<_> = gaps.iter().map(|gap| (gap.organisation.as_str(), gap.first_number, gap.last_number)).collect();
    assert_eq!(gaps, [(HOSPITAL, 5, 5)]);
}
