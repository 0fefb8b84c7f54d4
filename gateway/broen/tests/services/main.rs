//! Adapters and gateways as processes of their own, over RabbitMQ and PostgreSQL, as a person or another program meets them.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

#[allow(dead_code, reason = "each test program uses its part")]
#[path = "../standalone/process.rs"]
mod process;
mod refusals;
mod site;
mod without;

use std::time::{Duration, Instant};

use process::letter;
use site::{Site, read_page};

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_travels_through_all_processes() {
    let site = Site::make().await;
    let (gateway, adapter) = (site.start("gateway"), site.start("medcom-adapter"));
    let mut inbox = site.inbox(1);
    let accepted = site.submit(&letter("discharge_letter.xml"), &[]);
    assert_eq!(accepted.code, Some(0), "{:?} {}", accepted.objects, accepted.errors);
    let entry = inbox.until(|said| said["number"] == 1);
    assert_eq!(entry["event"]["id"], accepted.objects[0]["letters"][0]["event_id"]);
    let proof = inbox.until(|said| said["verified"].is_boolean());
    assert_eq!(proof["verified"], true);

    for role in ["gateway", "medcom-adapter"] {
        assert_eq!(read_page(site.metrics(role), "/readyz").0, 200);
        let (status, metrics) = read_page(site.metrics(role), "/metrics");
        assert_eq!(status, 200);
        assert!(metrics.contains("broen_process_started"), "{metrics}");
    }
    assert_eq!(adapter.terminate(), Some(0));
    assert_eq!(gateway.terminate(), Some(0));
    assert!(!site.data("gateway").join("addresses.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_of_the_receiver_travels_to_its_letter() {
    let site = Site::make().await;
    let _running = [site.start("gateway"), site.start("medcom-adapter")];
    let _inbox = site.inbox(100);
    assert_eq!(site.submit(&letter("discharge_letter.xml"), &[]).code, Some(0));
    let receipt = site.path().join("receipt.xml");
    std::fs::write(&receipt, RECEIPT).expect("written");
    for _ in 0..2 {
        let handed = site.submit_as("laegerne-proevegade", &receipt.to_string_lossy(), &[]);
        assert_eq!(handed.objects[0]["letters"][0]["outcome"], "receipt", "{:?} {}", handed.objects, handed.errors);
    }
    // The gateway takes them from the queue in its own time.
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let (_, metrics) = read_page(site.metrics("gateway"), "/metrics");
        let counted = |line: &str| metrics.lines().any(|counted| counted.ends_with(line));
        if counted("verdict=\"positive\",outcome=\"matched\"} 1")
            && metrics.contains("broen_receipts_repeated_total{service=\"broen\"} 1")
        {
            break;
        }
        assert!(Instant::now() < deadline, "{metrics}");
    }
}

/// The gateway asks the receiver; the adapter brings the sender what it has said, where it asks and into its folder.
#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_follows_reaches_the_sender_through_its_adapter() {
    let site = Site::make().await;
    let append = |role: &str, text: &str| {
        let file = site.config(role);
        let known = std::fs::read_to_string(&file).expect("made");
        std::fs::write(&file, format!("{known}\n{text}")).expect("written");
    };
    append("gateway", "[[route]]\nreceivers = [\"laegerne-proevegade\"]\nreceipt = \"on-receiver-ack\"\n");
    let folder = site.path().join("letters");
    append("medcom-adapter", "[[folder]]\norganisation = \"testregionens-hospital\"\npath = \"letters\"\n");
    let _running = [site.start("gateway"), site.start("medcom-adapter")];
    let inbox = site.inbox(1);
    let handed = site.submit(&letter("discharge_letter.xml"), &["--wait", "60"]);
    let told = &handed.objects[0];
    assert_eq!(
        (&told["letters"][0]["outcome"], &told["letters"][0]["receipt_follows"]),
        (&"accepted".into(), &true.into())
    );
    assert_eq!((&told["receipts"], &told["later"]), (&1.into(), &serde_json::Value::Null), "{told}");
    drop(inbox);

    // The same letter again is a resend: what was decided is told again, by the door it came through.
    std::fs::copy(letter("discharge_letter.xml"), folder.join("in").join("letter.xml")).expect("dropped in");
    let deadline = Instant::now() + Duration::from_secs(60);
    let follows = |name: std::ffi::OsString| name.to_string_lossy().starts_with("follows-");
    while !std::fs::read_dir(folder.join("receipts")).expect("made").any(|one| follows(one.expect("one").file_name())) {
        assert!(Instant::now() < deadline, "no receipt has followed into the folder");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The clinic has taken the demo's discharge letter over.
const RECEIPT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/\">\
    <Envelope><Sent><Date>2026-03-06</Date><Time>12:10</Time></Sent><Identifier>KUV1</Identifier>\
    <AcknowledgementCode>minuspositivkvitt</AcknowledgementCode></Envelope><PositiveReceipt>\
    <Letter><Identifier>KVI1</Identifier><VersionCode>XC0330Q</VersionCode><StatisticalCode>XCTL03</StatisticalCode></Letter>\
    <Sender><EANIdentifier>5790999900034</EANIdentifier></Sender>\
    <Receiver><EANIdentifier>5790999900010</EANIdentifier></Receiver>\
    <OriginalEmessage><OriginalEnvelopeIdentifier>DEMOENV0000003</OriginalEnvelopeIdentifier>\
    <OriginalSender><EANIdentifier>5790999900010</EANIdentifier></OriginalSender>\
    <OriginalReceiver><EANIdentifier>5790999900034</EANIdentifier></OriginalReceiver>\
    <OriginalLetter><OriginalLetterIdentifier>DEMOEPI0000001</OriginalLetterIdentifier>\
    <OriginalVersionCode>XD0134L</OriginalVersionCode></OriginalLetter></OriginalEmessage></PositiveReceipt></Emessage>";

#[tokio::test(flavor = "multi_thread")]
async fn each_adapter_takes_letters_of_its_own_standard() {
    let site = Site::make().await;
    let _running = [site.start("gateway"), site.start("medcom-adapter"), site.start("fhir-adapter")];
    let everybody = ["testregionens-hospital", "laegerne-proevegade", "odense-kommune-test"];
    let _inboxes = everybody.map(|organisation| site.inbox_of(organisation, 100));
    for (file, organisation, further, outcome) in [
        ("care_communication.json", "laegerne-proevegade", &[][..], "accepted"),
        ("care_communication.json", "laegerne-proevegade", &["--grpc"][..], "accepted"),
        ("care_communication.json", "odense-kommune-test", &["--grpc"][..], "refused"),
        ("admission_notice.xml", "testregionens-hospital", &["--grpc"][..], "accepted"),
    ] {
        let handed = site.submit_as(organisation, &letter(file), further);
        assert_eq!(handed.objects[0]["letters"][0]["outcome"], outcome, "{file} {organisation} {:?}", handed.objects);
    }
    let (address, xml) = (site.address("fhir-adapter", "https"), letter("admission_notice.xml"));
    let strange = site.submit_to(&address, "testregionens-hospital", &xml);
    assert_eq!(strange.code, Some(1), "a FHIR adapter has no door for MedCom letters");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_serves_what_another_one_has_appended() {
    let site = Site::make().await;
    let first = site.start("gateway");
    let _adapter = site.start("medcom-adapter");
    let mut early = site.inbox(1);
    assert_eq!(site.submit(&letter("discharge_letter.xml"), &[]).code, Some(0));
    early.until(|said| said["number"] == 1);
    assert_eq!(early.wait(), Some(0));

    // The second one on the same ports and database, as on another machine after the first has died.
    first.kill();
    let _second = site.start("gateway");
    let mut late = site.subscribe("laegerne-proevegade", "again", &["--from", "beginning", "--max", "1"]);
    let entry = late.until(|said| said["number"] == 1);
    assert_eq!(entry["event"]["type"], "XDIS01");
}
