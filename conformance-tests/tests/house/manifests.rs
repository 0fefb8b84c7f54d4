//! What stands in the `Cargo.toml` of each crate: the lints of the house, and no library that nothing uses.

use std::path::{Path, PathBuf};

use crate::sources::{files, none, place, root, text};

/// Fuzzing stands outside the workspace and needs another toolchain.
fn manifests() -> Vec<PathBuf> {
    files("Cargo.toml").into_iter().filter(|file| !place(file).contains("/fuzz/")).collect()
}

#[test]
fn every_crate_takes_the_lints_of_the_house() {
    let lints = |file: &PathBuf| text(file).contains("[lints]\nworkspace = true\n");
    none(&manifests().iter().filter(|file| !lints(file)).map(|file| place(file)).collect::<Vec<_>>());
}

/// Libraries that only generated code names.
const NAMED_BY_GENERATED_CODE: [(&str, &str); 1] = [("proto/wire", "tonic-prost")];

#[test]
fn no_crate_depends_on_what_it_does_not_use() {
    let mut findings = Vec::new();
    for manifest in manifests() {
        let folder = manifest.parent().expect("a manifest lies in a folder");
        let code = code_of(folder);
        let unused = |library: &&str| !mentions(&code, &library.replace('-', "_"));
        let written = text(&manifest);
        for library in libraries(&written).filter(unused) {
            if !NAMED_BY_GENERATED_CODE.contains(&(place(folder).as_str(), library)) {
                findings.push(format!("{} does not use {library}", place(folder)));
            }
        }
    }
    none(&findings);
}

#[test]
fn the_workspace_names_no_library_that_nobody_takes() {
    let taken: Vec<String> = manifests().iter().map(|file| text(file)).collect();
    let taken: Vec<&str> = taken.iter().flat_map(|manifest| libraries(manifest)).collect();
    let workspace = text(&root().join("Cargo.toml"));
    let unused = libraries(&workspace).filter(|library| !taken.contains(library));
    none(&unused.map(str::to_owned).collect::<Vec<_>>());
}

/// The keys of every table of dependencies.
fn libraries(manifest: &str) -> impl Iterator<Item = &str> {
    let mut of_dependencies = false;
    manifest.lines().filter_map(move |line| {
        if line.starts_with('[') {
            of_dependencies = line.ends_with("dependencies]");
            return None;
        }
        let end = line.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c))?;
        Some(&line[..end]).filter(|key| of_dependencies && !key.is_empty())
    })
}

/// The Rust of one crate, apart from crates below it.
fn code_of(folder: &Path) -> String {
    let below: Vec<PathBuf> =
        files("Cargo.toml").into_iter().filter_map(|it| it.parent().map(Path::to_owned)).collect();
    let nearest =
        |file: &PathBuf| below.iter().filter(|it| file.starts_with(it)).max_by_key(|it| it.components().count());
    let own = files(".rs").into_iter().filter(|file| nearest(file).is_some_and(|it| it == folder));
    own.map(|file| text(&file)).collect()
}

fn mentions(code: &str, word: &str) -> bool {
    code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|found| found == word)
}

#[test]
fn the_libraries_of_a_manifest_are_found() {
    let manifest =
        "[package]\nname = \"a\"\n[dependencies]\nb.workspace = true\n# c = 1\n[dev-dependencies]\nd-e = \"1\"\n";
    assert_eq!(libraries(manifest).collect::<Vec<_>>(), ["b", "d-e"]);
    assert!(mentions("use d_e::F;", "d_e"));
    assert!(!mentions("use d_ee::F;", "d_e"));
}
