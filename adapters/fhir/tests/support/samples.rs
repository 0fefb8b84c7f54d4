//! The published messages.

use std::path::PathBuf;

/// The files of one folder of published messages, sorted; empty where they are not at hand.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    published::files(&format!("samples/medcom-fhir/{folder}"), &["json", "xml"])
}
