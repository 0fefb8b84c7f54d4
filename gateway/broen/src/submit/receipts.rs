//! Saves receipts as files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::outcome::ReceiptFile;

/// Saves each as `<name of the letter's file>.receipt[-N].xml` or `.json`.
pub(super) fn save(folder: &Path, letter: &Path, receipts: &[ReceiptFile]) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let name = letter.file_stem().unwrap_or_default().to_string_lossy();
    let mut saved = Vec::new();
    for (index, receipt) in receipts.iter().enumerate() {
        let number = if index == 0 { String::new() } else { format!("-{}", index + 1) };
        let suffix = if receipt.media_type.contains("json") { "json" } else { "xml" };
        let path = folder.join(format!("{name}.receipt{number}.{suffix}"));
        fs::write(&path, &receipt.bytes)?;
        saved.push(path);
    }
    Ok(saved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_are_named_after_their_letter() {
        let folder = tempfile::tempdir().expect("a folder");
        let receipt = |media_type: &str| ReceiptFile { media_type: media_type.to_owned(), bytes: b"x".to_vec() };
        let receipts = [receipt("application/xml"), receipt("application/fhir+json")];
        let saved = save(folder.path(), Path::new("in/one.xml"), &receipts).expect("saved");
        let names: Vec<_> = saved.iter().map(|path| path.file_name().expect("a name").to_owned()).collect();
        assert_eq!(names, ["one.receipt.xml", "one.receipt-2.json"]);
    }
}
