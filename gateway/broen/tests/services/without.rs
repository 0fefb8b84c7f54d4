//! What an adapter does without a broker, and without a gateway.

use crate::process::letter;
use crate::site::{Site, read_page};

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_kept_while_the_broker_is_away_and_arrives_when_it_is_back() {
    let site = Site::make().await;
    let (gateway, adapter) = (site.start("gateway"), site.start("medcom-adapter"));
    let mut inbox = site.inbox(1);
    site.broker.cut().await;
    let kept = loop {
        let handed = site.submit(&letter("discharge_letter.xml"), &[]);
        assert_eq!(handed.code, Some(0), "{:?} {}", handed.objects, handed.errors);
        if handed.objects[0]["letters"][0]["outcome"] == "kept" {
            break handed;
        }
    };
    assert_eq!(kept.objects[0]["receipts"], 0, "a receipt is a promise, and nobody has it yet");
    assert!(kept.objects[0]["later"].as_str().expect("a place").starts_with("/receipts/"));
    assert_eq!(read_page(site.metrics("medcom-adapter"), "/readyz").0, 200, "there is room to keep letters");

    // What was only kept survives the adapter.
    adapter.kill();
    let adapter = site.start("medcom-adapter");
    site.broker.restore().await.expect("restored");
    let entry = inbox.until(|said| said["number"] == 1);
    assert_eq!(entry["event"]["type"], "XDIS01");
    let again = site.submit(&letter("discharge_letter.xml"), &[]);
    assert_eq!(again.objects[0]["letters"][0]["event_id"], entry["event"]["id"]);
    assert_eq!(adapter.terminate(), Some(0));
    assert_eq!(gateway.terminate(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adapter_knows_nobody_before_a_gateway_has_told_and_goes_on_when_it_is_gone() {
    let site = Site::make().await;
    let strange = site.start("medcom-adapter");
    let (status, why) = read_page(site.metrics("medcom-adapter"), "/readyz");
    assert_eq!(status, 503, "{why}");
    assert!(why.contains("directory-unknown"), "{why}");
    let turned_away = site.submit(&letter("discharge_letter.xml"), &[]);
    assert!(turned_away.objects[0].to_string().contains("certificate-unknown"), "{:?}", turned_away.objects);

    let gateway = site.start("gateway");
    let _inbox = site.inbox(100);
    while read_page(site.metrics("medcom-adapter"), "/readyz").0 != 200 {}
    let accepted = site.submit(&letter("discharge_letter.xml"), &[]);
    assert_eq!(accepted.code, Some(0), "{:?} {}", accepted.objects, accepted.errors);

    // What it was told is on disk; no gateway is needed to take letters.
    gateway.kill();
    strange.kill();
    let adapter = site.start("medcom-adapter");
    let alone = site.submit(&letter("discharge_letter.xml"), &[]);
    assert_eq!(alone.objects[0]["letters"][0]["outcome"], "accepted", "{:?}", alone.objects);
    assert_eq!(adapter.terminate(), Some(0));
}
