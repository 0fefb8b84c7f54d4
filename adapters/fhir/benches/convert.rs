//! How long it takes from a message's bytes to those of its event, beside a bare parse of the same bytes by `serde_json` in the
//! same run: `cargo bench -p fhir`.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use canonical::letter::{Limits, Outcome};

/// How often each side runs, one after the other, so that what else the machine does falls on both.
const ROUNDS: usize = 3000;

#[allow(clippy::print_stdout, reason = "a benchmark speaks to whoever runs it")]
fn main() {
    for path in messages() {
        let Ok(bytes) = std::fs::read(&path) else {
            println!("{}: not there", path.display());
            continue;
        };
        let mut times: [Vec<Duration>; 4] = Default::default();
        for _ in 0..ROUNDS {
            let [bare, whole, convert, encode] = &mut times;
            bare.push(took(|| black_box(serde_json::from_slice::<serde_json::Value>(black_box(&bytes))).is_ok()));
            let begun = Instant::now();
            let opened = black_box(fhir::convert(black_box(&bytes), &Limits::default()));
            convert.push(begun.elapsed());
            let events = opened.into_iter().flat_map(|opened| opened.letters);
            let events: Vec<_> = events
                .filter_map(|letter| match letter.outcome {
                    Outcome::Event(event) => Some(event),
                    Outcome::Receipt(_) | Outcome::Refused(_) => None,
                })
                .collect();
            assert_eq!(events.len(), 1, "{} is no event", path.display());
            encode.push(took(|| events.iter().all(|event| !black_box(wire::encode(event)).is_empty())));
            whole.extend(convert.last().zip(encode.last()).map(|(convert, encode)| *convert + *encode));
        }
        let [bare, whole, convert, encode] = times.map(median);
        let of = |time: Duration| time.as_secs_f64() / bare.as_secs_f64();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        println!("{name}: {} bytes, serde_json {bare:?}", bytes.len());
        println!("  convert {convert:?} ({:.2}), encode {encode:?} ({:.2})", of(convert), of(encode));
        println!("  whole {whole:?} ({:.2}), {:.0} a second and core", of(whole), 1.0 / whole.as_secs_f64());
    }
}

/// A published message of each kind, where they are at hand, and the fullest of our own.
fn messages() -> Vec<PathBuf> {
    let published =
        [("carecommunication", "add5e7e2"), ("hospitalnotification", "a5e5b880"), ("homecareobservation", "401cbc36")];
    let found = published.into_iter().filter_map(|(folder, start)| {
        let files = published::files(&format!("samples/medcom-fhir/{folder}"), &["json"]);
        files.into_iter().find(|file| file.to_string_lossy().contains(start))
    });
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/messages");
    let own = ["care_communication", "hospital_notification", "home_care_observation"]
        .map(|kind| own.join(kind).join("cases/every_field_said.json"));
    found.chain(own).collect()
}

fn took(run: impl FnOnce() -> bool) -> Duration {
    let begun = Instant::now();
    assert!(run(), "nothing was done");
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
