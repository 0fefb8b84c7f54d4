//! One encoded event per body and release in `proto/golden`, and one more of a body that has grown: written once, read
//! for ever.
//!
//! `WRITE_GOLDEN=1` writes what is missing and never touches what is there.

use std::collections::BTreeSet;
use std::fs;

use canonical::Kind;

use crate::{reflection, samples};

#[test]
fn every_body_has_a_golden_event_that_still_reads_as_its_text() {
    let folder = reflection::golden_folder();
    for (name, event) in samples::all() {
        let kind = event.body.kind();
        assert!(name.starts_with(kind.word()), "{name} is of another kind");
        let (binary, text) = (folder.join(format!("{name}.bin")), folder.join(format!("{name}.txt")));
        if std::env::var_os("WRITE_GOLDEN").is_some() && !binary.exists() {
            let bytes = wire::encode(&event);
            fs::write(&binary, &bytes).expect("the folder is there");
            fs::write(&text, reflection::event_text(&bytes)).expect("the folder is there");
        }

        let bytes = fs::read(&binary).unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
        let text = fs::read_to_string(&text).unwrap_or_else(|error| panic!("{}: {error}", text.display()));
        assert_eq!(reflection::event_text(&bytes), text, "{name}: by the descriptor");
        let event = wire::decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(event.body.kind(), kind, "{name}");
        assert_eq!(reflection::event_text(&wire::encode(&event)), text, "{name}: by the conversions");
    }
}

#[test]
fn there_is_a_sample_of_every_kind() {
    let kinds: BTreeSet<Kind> = samples::all().iter().map(|(_, event)| event.body.kind()).collect();
    assert!(kinds.iter().eq(Kind::ALL));
}
