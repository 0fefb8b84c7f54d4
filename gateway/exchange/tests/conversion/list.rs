//! The frozen list of normalisations, and what the published pairs leave open.

use std::collections::BTreeSet;
use std::path::Path;

/// A normalisation: its name, and the comparisons in which it holds.
pub(crate) struct Normalisation {
    pub(crate) id: String,
    pub(crate) places: BTreeSet<String>,
    table: String,
    row: String,
}

/// The lines of the list, one for each row of a mapping table.
pub(crate) fn normalisations() -> Vec<Normalisation> {
    let line = |[id, places, _, table, row]: [String; 5]| Normalisation {
        id,
        places: places.split(' ').map(str::to_owned).collect(),
        table,
        row,
    };
    lines("normalisations.tsv").into_iter().map(line).collect()
}

/// The normalisations of one comparison, each once.
pub(crate) fn of(place: &str) -> BTreeSet<String> {
    normalisations().into_iter().filter(|one| one.places.contains(place)).map(|one| one.id).collect()
}

/// The fields in which a published pair differs from its own mapping tables.
pub(crate) fn pair_differences(pair: &str) -> BTreeSet<String> {
    let listed = lines("pair_differences.tsv").into_iter().filter(|[of, ..]: &[String; 4]| of == pair);
    listed.map(|[_, field, ..]| field).collect()
}

fn lines<const COLUMNS: usize>(file: &str) -> Vec<[String; COLUMNS]> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversion").join(file);
    let text = std::fs::read_to_string(file).expect("the list is there");
    let columns = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>().try_into().expect("all columns");
    text.lines().filter(|line| !line.starts_with('#')).map(columns).collect()
}

#[test]
fn every_normalisation_comes_from_a_row_of_a_mapping_table() {
    let Some(tables) = published::folder("domain/fhir-terminology/mappings") else { return };
    for Normalisation { id, table, row, .. } in normalisations() {
        let text = std::fs::read_to_string(tables.join(&table)).expect("the table is there");
        assert!(text.split([',', '\n', '"']).any(|cell| cell.trim() == row), "{id}: no row {row} in {table}");
    }
}

#[test]
fn every_comparison_has_its_normalisations() {
    for place in ["letter", "message", "pair", "receipt", "notice"] {
        assert!(!of(place).is_empty(), "{place}");
    }
}
