//! Three floors, arrows only down, and one home for each foreign library.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::sources::{files, none, place, root, text};

/// What each crate may use of ours.
const MAY_USE: [(&str, &[&str]); 21] = [
    ("canonical", &[]),
    ("wire", &["canonical"]),
    ("medcom", &["canonical"]),
    ("fhir", &["canonical"]),
    ("telemetry", &["canonical"]),
    ("blobs", &["canonical", "telemetry"]),
    ("broker", &["telemetry"]),
    ("access", &["canonical"]),
    ("journal", &["canonical", "telemetry"]),
    ("append", &["access", "broker", "canonical", "journal", "telemetry", "wire"]),
    ("delivery", &["access", "canonical", "journal", "telemetry"]),
    ("exchange", &["access", "canonical", "fhir", "journal", "medcom", "telemetry", "wire"]),
    ("intake", &["access", "blobs", "broker", "canonical", "fhir", "medcom", "telemetry", "wire"]),
    ("push", &["blobs", "canonical", "delivery", "exchange", "journal", "telemetry", "wire"]),
    (
        "server",
        &[
            "access",
            "append",
            "blobs",
            "broker",
            "canonical",
            "delivery",
            "exchange",
            "intake",
            "journal",
            "push",
            "telemetry",
            "wire",
        ],
    ),
    (
        "broen",
        &[
            "access",
            "append",
            "bench",
            "blobs",
            "broker",
            "canonical",
            "delivery",
            "exchange",
            "fhir",
            "intake",
            "journal",
            "medcom",
            "push",
            "server",
            "telemetry",
            "wire",
        ],
    ),
    ("engines", &[]),
    ("bench", &["conformance-tests", "engines", "wire"]),
    ("conformance-tests", &["canonical", "engines", "wire"]),
    ("published", &[]),
    ("xtask", &["published"]),
];

/// Foreign libraries that have a home: nobody else may depend on them.
const HOMES: [(&str, &[&str]); 22] = [
    ("axum", &["server"]),
    ("clap", &["broen"]),
    ("deadpool-postgres", &["journal"]),
    ("encoding_rs", &["fhir", "medcom"]),
    ("fhir-sdk", &["fhir"]),
    ("hdrhistogram", &["bench"]),
    ("hmac", &["journal"]),
    ("hpke", &["broker"]),
    ("indicatif", &["broen"]),
    ("jsonc-parser", &["fhir"]),
    ("lapin", &["bench", "broker"]),
    ("metrics", &["telemetry"]),
    ("metrics-exporter-prometheus", &["telemetry"]),
    ("quick-xml", &["fhir", "medcom"]),
    ("rcgen", &["broen"]),
    ("redb", &["intake"]),
    ("roxmltree", &["fhir", "medcom"]),
    ("rusqlite", &["journal"]),
    ("tokio-postgres", &["bench", "journal"]),
    ("toml", &["broen"]),
    ("tracing", &["telemetry"]),
    ("tracing-subscriber", &["telemetry"]),
];

#[test]
fn arrows_point_down_only() {
    let mut findings = Vec::new();
    let allowed: BTreeMap<_, _> = MAY_USE.into_iter().collect();
    let crates = dependencies();
    for (name, used) in &crates {
        let Some(may_use) = allowed.get(name.as_str()) else {
            findings.push(format!("{name} is not in the table"));
            continue;
        };
        let ours = used.iter().filter(|used| crates.contains_key(*used));
        findings
            .extend(ours.filter(|used| !may_use.contains(&used.as_str())).map(|used| format!("{name} uses {used}")));
    }
    findings
        .extend(allowed.keys().filter(|name| !crates.contains_key(**name)).map(|name| format!("{name} is no crate")));
    none(&findings);
}

#[test]
fn every_foreign_library_stays_at_home() {
    let mut findings = Vec::new();
    for (name, used) in dependencies() {
        for (library, homes) in HOMES {
            if used.contains(library) && !homes.contains(&name.as_str()) {
                findings.push(format!("{name} uses {library}, which lives in {homes:?}"));
            }
        }
    }
    none(&findings);
}

/// Crates that only compute, and what none of them may touch.
const PURE: [&str; 4] = ["proto/canonical", "adapters/medcom", "adapters/fhir", "gateway/access"];
const IMPURE: [&str; 12] = [
    "std::env",
    "std::fs",
    "std::io::std",
    "std::net",
    "std::process",
    "std::thread",
    "tokio::",
    "uuid::",
    "Instant::now",
    "SystemTime::now",
    "Timestamp::now",
    "Zoned::now",
];

#[test]
fn pure_crates_do_no_io_and_read_no_clock() {
    let mut findings = Vec::new();
    for file in
        files(".rs").iter().filter(|file| PURE.iter().any(|pure| place(file).starts_with(&format!("{pure}/src/"))))
    {
        for (number, line) in text(file).lines().enumerate() {
            if IMPURE.iter().any(|impure| line.contains(impure)) {
                findings.push(format!("{}:{}: {}", place(file), number + 1, line.trim()));
            }
        }
    }
    none(&findings);
}

/// Every crate of ours with what its code that ships depends on.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages.iter().map(|package| (word(&package["name"]), shipped(package))).collect()
}

fn shipped(package: &Value) -> BTreeSet<String> {
    let all = package["dependencies"].as_array().expect("dependencies");
    all.iter().filter(|one| one["kind"].is_null()).map(|one| word(&one["name"])).collect()
}

fn word(value: &Value) -> String {
    value.as_str().expect("a word").to_owned()
}
