//! What receiving letters leaves in the metrics.

mod support;

use support::House;
use support::documents::{broken_letter, emessage, letter, message};
use support::ledger::Mood;
use telemetry::LogFormat;

#[tokio::test]
async fn every_letter_is_counted_by_what_became_of_it() {
    let telemetry = telemetry::start("test", LogFormat::Json);
    let house = House::new();
    let document = emessage(true, &[letter("LTR1", "Hej"), broken_letter("LTR2")]);
    house.receive(document.clone()).await;
    house.receive(document).await;
    house.receive(message("a1", support::HOSPITAL)).await;
    house.receive("<Karla1402389992/>").await;
    house.ledger.will(&[Mood::Fails]);
    house.try_receive(emessage(true, &[letter("LTR3", "Hej")])).await.expect_err("not durable");
    let rendered = telemetry.render();
    for (labels, count) in [
        ("standard=\"medcom-xml\",type=\"XDIS91\",outcome=\"accepted\"", 1),
        ("standard=\"medcom-xml\",type=\"XDIS91\",outcome=\"resent\"", 1),
        ("standard=\"medcom-xml\",type=\"XDIS91\",outcome=\"refused\"", 2),
        ("standard=\"medcom-xml\",type=\"XDIS91\",outcome=\"postponed\"", 1),
        ("standard=\"fhir\",type=\"other\",outcome=\"accepted\"", 1),
        ("standard=\"medcom-xml\",type=\"other\",outcome=\"unreadable\"", 1),
    ] {
        let line = format!("broen_letters_received_total{{service=\"test\",{labels}}} {count}");
        assert!(rendered.lines().any(|found| found == line), "{line}\nnot in\n{rendered}");
    }
    assert!(rendered.contains("broen_letters_refused_total{service=\"test\",code=\"patient-id-malformed\"} 2"));
    assert!(rendered.contains("broen_letter_conversion_duration_seconds_count{service=\"test\",standard=\"fhir\"} 1"));
    assert!(!rendered.contains("Karla") && !rendered.contains("14023") && !rendered.contains("LTR1"), "{rendered}");
}
