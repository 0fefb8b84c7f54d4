//! Any bytes through the translator: it answers, answers the same again, and what it accepts it can acknowledge.
//!
//! `cargo +nightly fuzz run convert -- -dict=fuzz/fhir.dict` from `adapters/fhir`, seeded with
//! `src/**/cases`.
#![no_main]

use canonical::letter::{Answer, Limits, Stamp};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = fhir::looks_like_fhir(bytes);
    let answer = fhir::convert(bytes, &Limits::default());
    assert_eq!(answer, fhir::convert(bytes, &Limits::default()));
    match answer {
        Err(unreadable) => assert!(!fhir::outcome::render(&unreadable.refusals).bytes.is_empty()),
        Ok(opened) => {
            let stamp = Stamp { id: [0; 16], at: Default::default() };
            for letter in &opened.letters {
                let receipt =
                    fhir::acknowledgement::render(bytes, &opened.envelope, &letter.head, &Answer::Accepted, &stamp);
                assert!(fhir::convert(&receipt.bytes, &Limits::default()).is_ok());
            }
        }
    }
});
