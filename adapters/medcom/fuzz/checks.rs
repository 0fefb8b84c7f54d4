//! What must hold whatever the bytes are: used by the fuzz targets, and by the test that replays their seeds.

use canonical::letter::{Answer, Limits, Opened, Outcome, Stamp};

/// Any bytes as a letter: no panic, the same result twice, strict reading accepts no more than lenient, every answer can be
/// rendered, and every event that can be written as a letter can be read again.
pub(crate) fn convert(bytes: &[u8]) {
    let limits = Limits::default();
    let opened = medcom::convert(bytes, &limits);
    assert_eq!(opened, medcom::convert(bytes, &limits));
    let strict = medcom::convert_strictly(bytes, &limits);
    let departures = medcom::validate(bytes, &limits);
    let Ok(opened) = opened else {
        assert!(strict.is_err() && departures.is_err());
        return;
    };
    let strict = strict.expect("strict reading opens what lenient reading opens");
    let became = |opened: &Opened| opened.letters.iter().map(|letter| is_event(&letter.outcome)).collect::<Vec<_>>();
    assert!(became(&strict).iter().zip(became(&opened)).all(|(strict, lenient)| lenient || !strict));
    let stamp = Stamp { id: [0; 16], at: Default::default() };
    answers(&opened, &stamp, &limits);
    for letter in &opened.letters {
        if let Outcome::Event(event) = &letter.outcome
            && let Ok(written) = medcom::render::render(event, &stamp)
        {
            let again = medcom::convert(&written, &limits).expect("a letter of ours");
            assert!(again.letters.iter().all(|letter| is_event(&letter.outcome)), "{again:?}");
        }
    }
}

/// Any bytes as an envelope of the network: no panic, and the same result twice.
pub(crate) fn vans_open(bytes: &[u8]) {
    let limits = Limits::default();
    assert_eq!(medcom::vans::open(bytes, &limits), medcom::vans::open(bytes, &limits));
}

/// What the sender is told can be written, and read.
fn answers(opened: &Opened, stamp: &Stamp, limits: &Limits) {
    let answer = |outcome: &Outcome| match outcome {
        Outcome::Event(_) => Some(Answer::Accepted),
        Outcome::Refused(refusals) => Some(Answer::Refused(refusals.clone())),
        Outcome::Receipt(_) => None,
    };
    let answers: Vec<_> = opened
        .letters
        .iter()
        .filter_map(|letter| answer(&letter.outcome).map(|answer| (letter.head.clone(), answer)))
        .collect();
    if let Some(receipt) = medcom::receipt::render(&opened.envelope, &answers, stamp) {
        assert!(medcom::convert(&receipt.bytes, limits).is_ok());
    }
}

fn is_event(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Event(_))
}
