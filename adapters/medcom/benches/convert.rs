//! How much a conversion costs, as a multiple of merely scanning the same bytes, in one run.
//!
//! The ratio says more than the time: it hardly depends on the machine.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use canonical::letter::Limits;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The letters, from the cases of this crate.
const LETTERS: [&str; 3] = ["discharge_letter", "hospital_referral", "clinical_email"];
/// How long each measurement goes on.
const ENOUGH: Duration = Duration::from_millis(400);

#[allow(clippy::print_stdout, clippy::expect_used, reason = "a measurement is printed, and a missing case ends it")]
fn main() {
    for letter in LETTERS {
        let case = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/letters/{letter}/cases/every_field.xml"));
        let bytes = std::fs::read(case).expect("a case");
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        let scanned = each(|| scan(&text));
        let converted = each(|| {
            black_box(medcom::convert(black_box(&bytes), &Limits::default()).is_ok());
        });
        let ratio = converted.as_secs_f64() / scanned.as_secs_f64();
        println!("{letter}: {} bytes, scan {scanned:?}, convert {converted:?}, ratio {ratio:.1}", bytes.len());
    }
}

fn scan(text: &str) {
    let mut reader = Reader::from_str(black_box(text));
    while let Ok(event) = reader.read_event() {
        if matches!(black_box(event), Event::Eof) {
            break;
        }
    }
}

/// The mean time of one round, after a warm-up.
fn each(mut round: impl FnMut()) -> Duration {
    (0..100).for_each(|_| round());
    let (start, mut rounds) = (Instant::now(), 0);
    while start.elapsed() < ENOUGH {
        (0..100).for_each(|_| round());
        rounds += 100;
    }
    start.elapsed() / rounds
}
