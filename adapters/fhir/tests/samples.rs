//! tmp
mod support;
#[test]
fn show() {
    for folder in [
        "hospitalnotification",
        "carecommunication",
        "acknowledgement",
        "homecareobservation",
        "conversion-xdis91-carecommunication",
        "fhir-subscriptions",
    ] {
        for file in support::samples::files(folder) {
            let bytes = std::fs::read(&file).unwrap();
            let result = fhir::convert(&bytes, &Default::default());
            println!("=== {}\n{}", file.display(), support::lines::result(&result));
        }
    }
}
