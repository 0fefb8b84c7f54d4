//! What any input must not break. Fuzzing looks for inputs that do; a test replays what it found worth keeping.

use canonical::letter::{Answer, Limits, Outcome, Stamp};
use canonical::refusal::{Place, Refusal, RefusalCode};
use fhir::sbdh::{self, Content};

/// Any bytes through the translator: it answers, answers the same again, and what it reads it can acknowledge.
pub fn convert(bytes: &[u8]) {
    let _ = fhir::looks_like_fhir(bytes);
    let answer = fhir::convert(bytes, &Limits::default());
    assert_eq!(answer, fhir::convert(bytes, &Limits::default()));
    let opened = match answer {
        Err(unreadable) => return assert!(!fhir::outcome::render(&unreadable.refusals).bytes.is_empty()),
        Ok(opened) => opened,
    };
    for letter in &opened.letters {
        if let Outcome::Refused(refusals) = &letter.outcome {
            assert!(!refusals.is_empty(), "refused for nothing");
        }
        for answer in [Answer::Accepted, refused()] {
            let receipt = fhir::acknowledgement::render(bytes, &opened.envelope, &letter.head, &answer, &stamp());
            let read = fhir::convert(&receipt.bytes, &Limits::default()).expect("our own acknowledgement");
            // Of what cannot be read, the parties may be missing that an acknowledgement needs.
            let is_receipt = matches!(read.letters[0].outcome, Outcome::Receipt(_));
            assert!(is_receipt || matches!(letter.outcome, Outcome::Refused(_)), "it is no receipt");
        }
    }
}

/// Any bytes as an envelope: it opens or is refused, the same again, and is answered in envelopes that open.
pub fn sbdh_open(bytes: &[u8]) {
    let _ = sbdh::is_envelope(bytes);
    let opened = sbdh::open(bytes, &Limits::default());
    assert_eq!(opened, sbdh::open(bytes, &Limits::default()));
    let header = match opened {
        None => return,
        Some(Err(unreadable)) => {
            assert!(!unreadable.refusals.is_empty(), "refused for nothing");
            unreadable.header.map(|header| *header)
        }
        Some(Ok(message)) => {
            if let Content::Payload(payload) = &message.content {
                convert(payload.reveal());
            }
            Some(message.header)
        }
    };
    let Some(header) = header else { return };
    for answer in [Answer::Accepted, refused()] {
        let Some(receipt) = sbdh::render_receipt(&header, &answer, &stamp()) else { continue };
        let read = sbdh::open(&receipt.bytes, &Limits::default()).expect("our own envelope").expect("to be read");
        assert!(matches!(read.content, Content::Receipt(_)), "it is no receipt");
    }
}

fn stamp() -> Stamp {
    Stamp { id: [0; 16], at: Default::default() }
}

fn refused() -> Answer {
    Answer::Refused(vec![Refusal::new(RefusalCode::RuleBroken, Place::path("Bundle"))])
}
