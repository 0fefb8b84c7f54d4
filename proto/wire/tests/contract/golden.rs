//! One encoded event per body and release in `proto/golden`: written once, read for ever.
//!
//! `WRITE_GOLDEN=1` writes what is missing and never touches what is there.

use std::fs;

use canonical::Kind;

use crate::{reflection, samples};

#[test]
fn every_body_has_a_golden_event_that_still_reads_as_its_text() {
    let folder = reflection::golden_folder();
    for event in samples::all() {
        let name = event.body.kind().word();
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
        assert_eq!(event.body.kind().word(), name);
        assert_eq!(reflection::event_text(&wire::encode(&event)), text, "{name}: by the conversions");
    }
}

#[test]
fn there_is_a_sample_of_every_kind() {
    let mut kinds: Vec<Kind> = samples::all().iter().map(|event| event.body.kind()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, Kind::ALL);
}
