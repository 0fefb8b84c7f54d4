//! Events as lines, so that a difference reads like a sentence; and letters written and read.

use canonical::body::Body;
use canonical::event::Event;
use canonical::letter::{Format, Limits, Opened, Outcome, Stamp};

/// Fails with what is lost and what is new, line by line. The persons of these tests are nobody.
pub(crate) fn same(seed: u64, expected: &Event, event: &Event) {
    if expected == event {
        return;
    }
    let (before, after) = (lines(expected), lines(event));
    let lost = before.iter().filter(|line| !after.contains(line)).map(|line| format!("- {line}"));
    let new = after.iter().filter(|line| !before.contains(line)).map(|line| format!("+ {line}"));
    let differences: Vec<String> = lost.chain(new).collect();
    panic!("{seed}:\n{}\n{event:#?}", differences.join("\n"));
}

/// What an event says, and what its personal fields say, which do not show themselves.
fn lines(event: &Event) -> Vec<String> {
    let mut lines: Vec<String> = format!("{event:#?}").lines().map(str::to_owned).collect();
    if let Body::Correspondence(said) = &event.body {
        let mut of = |name: &str, text: &str| lines.push(format!("{name}: {text:?}"));
        said.subject.iter().for_each(|subject| of("subject", subject.reveal()));
        for segment in &said.segments {
            of("text", &segment.text.plain());
            segment.author.iter().for_each(|author| of("author", author.name.reveal()));
            let contacts = segment.author.iter().flat_map(|author| &author.contacts);
            contacts.for_each(|contact| of("author contact", contact.value.reveal()));
        }
    }
    for section in &event.narrative {
        lines.push(format!("section: {:?} {:?}", section.kind, section.text.plain()));
    }
    if let Some(patient) = &event.subject {
        let numbers = patient.identifiers.iter().map(|one| format!("patient: {one:?} {}", one.reveal()));
        lines.extend(numbers);
        let named = [&patient.surname, &patient.given_name].into_iter().flatten();
        lines.extend(named.map(|name| format!("patient: {}", name.reveal())));
    }
    for file in &event.attachments {
        lines.push(format!("file: {:?} {:?}", file.id, file.title.as_ref().map(canonical::Personal::reveal)));
    }
    lines
}

pub(crate) fn written_and_read(event: &Event) -> Event {
    let stamp = Stamp { id: [7; 16], at: event.times.sent.as_ref().expect("a time").instant };
    let bytes = medcom::render::render(event, &stamp).unwrap_or_else(|error| panic!("{error:?}"));
    one_event(medcom::convert(&bytes, &Limits::default()))
}

/// The one event of a document.
pub(crate) fn one_event<E: std::fmt::Debug>(opened: Result<Opened, E>) -> Event {
    let mut letters = opened.expect("a document").letters;
    match letters.remove(0).outcome {
        Outcome::Event(event) => *event,
        other => panic!("{other:?}"),
    }
}

/// The same through FHIR.
pub(crate) fn written_and_read_as_fhir(event: &Event) -> Event {
    let stamp = Stamp { id: [7; 16], at: event.times.sent.as_ref().expect("a time").instant };
    let bytes =
        fhir::render::render(event, &stamp, Format::Json).unwrap_or_else(|error| panic!("{error:?}\n{event:#?}"));
    one_event(fhir::convert(&bytes, &Limits::default()))
}
