//! How long a conversion takes beside a bare parse of the same bytes: `cargo bench -p fhir`.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use canonical::letter::Limits;

/// How long each side runs.
const TIME: Duration = Duration::from_millis(600);

#[allow(clippy::print_stdout, reason = "a benchmark speaks to whoever runs it")]
fn main() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/messages");
    for case in [
        "hospital_notification/cases/admitted_and_report_asked.json",
        "hospital_notification/cases/admitted_and_report_asked_in_xml.xml",
        "care_communication/cases/urgent_with_files_to_a_team.json",
        "care_communication/cases/reply_repeats_the_conversation.xml",
    ] {
        let Ok(bytes) = std::fs::read(cases.join(case)) else {
            println!("{case}: not there");
            continue;
        };
        let convert = measure(|| {
            let _ = black_box(fhir::convert(black_box(&bytes), &Limits::default()));
        });
        let parse = measure(|| bare_parse(black_box(&bytes)));
        let ratio = convert.as_secs_f64() / parse.as_secs_f64();
        println!("{case}: {} bytes, convert {convert:?}, bare parse {parse:?}, ratio {ratio:.1}", bytes.len());
    }
}

/// The reader alone: a JSON value, or an XML document.
fn bare_parse(bytes: &[u8]) {
    if bytes.starts_with(b"{") {
        let _ = black_box(serde_json::from_slice::<serde_json::Value>(bytes));
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = black_box(roxmltree::Document::parse(text));
    }
}

/// The mean time of one run.
fn measure(mut run: impl FnMut()) -> Duration {
    let begun = Instant::now();
    let mut runs = 0u32;
    while begun.elapsed() < TIME {
        run();
        runs += 1;
    }
    begun.elapsed() / runs.max(1)
}
