//! Events as lines, so that a difference reads like a sentence; and letters written and read.

use canonical::body::Body;
use canonical::event::Event;
use canonical::letter::{Limits, Outcome, Stamp};

#[allow(dead_code, unreachable_pub, reason = "the one that the adapter's own tests have")]
#[path = "../../../../adapters/fhir/tests/support/lines.rs"]
mod lines;

pub(crate) fn of(event: &Event) -> String {
    lines::outcome(&Outcome::Event(Box::new(event.clone())))
}

/// Fails with what is lost and what is new, line by line.
pub(crate) fn same(seed: u64, expected: &Event, event: &Event) {
    if matches!(event.body, Body::Enclosure(_)) {
        assert!(expected == event, "{seed}: the files");
        return;
    }
    let (before, after) = (of(expected), of(event));
    let lost = before.lines().filter(|line| !after.lines().any(|other| other == *line)).map(|line| format!("- {line}"));
    let new = after.lines().filter(|line| !before.lines().any(|other| other == *line)).map(|line| format!("+ {line}"));
    let differences: Vec<String> = lost.chain(new).collect();
    assert!(before == after && differences.is_empty(), "{seed}:\n{}\n{before}", differences.join("\n"));
}

pub(crate) fn written_and_read(event: &Event) -> Event {
    let stamp = Stamp { id: [7; 16], at: event.times.sent.as_ref().expect("a time").instant };
    let bytes = medcom::render::render(event, &stamp).unwrap_or_else(|error| panic!("{error:?}"));
    one_event(medcom::convert(&bytes, &Limits::default()))
}

/// The one event of a document.
pub(crate) fn one_event<E: std::fmt::Debug>(opened: Result<canonical::letter::Opened, E>) -> Event {
    let mut letters = opened.expect("a document").letters;
    match letters.remove(0).outcome {
        Outcome::Event(event) => *event,
        other => panic!("{other:?}"),
    }
}
