//! Any bytes as a letter: no panic, the same result twice, and every answer can be rendered.
#![no_main]

use canonical::letter::{Answer, Limits, Outcome, Stamp};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let opened = medcom::convert(bytes, &limits);
    assert_eq!(opened, medcom::convert(bytes, &limits));
    let Ok(opened) = opened else {
        return;
    };
    let answers: Vec<_> = opened
        .letters
        .iter()
        .filter_map(|letter| match &letter.outcome {
            Outcome::Event(_) => Some((letter.head.clone(), Answer::Accepted)),
            Outcome::Refused(refusals) => Some((letter.head.clone(), Answer::Refused(refusals.clone()))),
            Outcome::Receipt(_) => None,
        })
        .collect();
    let stamp = Stamp { id: [0; 16], at: Default::default() };
    if let Some(receipt) = medcom::receipt::render(&opened.envelope, &answers, &stamp) {
        assert!(medcom::convert(&receipt.bytes, &limits).is_ok());
    }
});
