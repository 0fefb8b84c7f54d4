//! 2,000 hostile documents against a running gateway: each ends as an event or as a refusal with a reason.
//!
//! An oracle that shares no code with Broen says what is well-formed. `HOSTILE_SEED` and `HOSTILE_COUNT` choose others.

#![allow(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed, and says what it measured"
)]

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use canonical::RefusalCode;
use conformance_tests::hostile::{Fate, Hostile, Oracle, Syntax, documents};
use conformance_tests::peers::{Answer, Https};
use conformance_tests::standalone::{HOSPITAL, Standalone};

/// At most this much memory, whatever comes.
const MEMORY: u64 = 256 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_documents_end_as_events_or_reasons() {
    let letters = letters();
    assert!(letters.len() >= 10, "too few letters to mutate: {}", letters.len());
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let hostile =
        documents(&letters, number("HOSTILE_COUNT").unwrap_or(2000) as usize, number("HOSTILE_SEED").unwrap_or(1));

    let data = tempfile::tempdir().expect("a directory");
    let gateway = Standalone::start(data.path()).await.expect("the gateway starts");
    let findings = judged(&gateway, hostile).await;
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
    assert_memory(&gateway);
    assert_eq!(gateway.terminate().await.expect("it can be waited for"), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_of_100_megabytes_that_are_no_letters_are_refused_in_bounded_memory() {
    let data = tempfile::tempdir().expect("a directory");
    let gateway = Standalone::start(data.path()).await.expect("the gateway starts");
    let identity = gateway.identity(HOSPITAL);
    let size = 100 * 1000 * 1000;
    let bodies: [(&str, Vec<u8>); 4] = [
        ("zeros", vec![0; size]),
        ("words", b"no letter ".repeat(size / 10)),
        ("XML of another kind", [b"<a>".as_slice(), &vec![b'x'; size], b"</a>"].concat()),
        ("an endless letter", [b"<Emessage>".as_slice(), &vec![b'x'; size]].concat()),
    ];
    for (what, body) in bodies {
        let mut client = Https::new(gateway.https, &identity).expect("a client");
        let answer = client.post("/medcom", "application/xml", body).await.expect("an answer");
        assert!(answer.status.is_client_error(), "{what}: {}", answer.status);
        assert!(reason(&answer).is_some(), "{what}: no reason in {}", answer.text());
    }
    assert_memory(&gateway);
}

fn assert_memory(gateway: &Standalone) {
    let peak = gateway.peak_memory().expect("a running process has a peak");
    eprintln!("peak memory of the gateway: {} MiB", peak >> 20);
    assert!(peak < MEMORY, "{} MiB", peak >> 20);
}

/// Posts every document over a few connections, and compares each answer with what must become of it.
async fn judged(gateway: &Standalone, hostile: Vec<Hostile>) -> Vec<String> {
    let waiting = Arc::new(Mutex::new(hostile));
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let mut client = Https::new(gateway.https, &gateway.identity(HOSPITAL)).expect("a client");
        let waiting = waiting.clone();
        senders.spawn(async move {
            let mut oracle = Oracle::start().expect("Python is installed");
            let mut findings = Vec::new();
            while let Some(document) = pop(&waiting) {
                let answer = client.post(door(&document), "application/octet-stream", document.bytes.clone()).await;
                findings.extend(match answer {
                    Ok(answer) => finding(&document, &answer, &mut oracle),
                    Err(error) => Some(format!("{}: {error}", document.name)),
                });
            }
            findings
        });
    }
    senders.join_all().await.concat()
}

fn pop(waiting: &Mutex<Vec<Hostile>>) -> Option<Hostile> {
    waiting.lock().expect("no sender has panicked").pop()
}

fn door(document: &Hostile) -> &'static str {
    let is_fhir = document.syntax == Syntax::Json || String::from_utf8_lossy(&document.bytes).contains("<Bundle");
    if is_fhir { "/fhir/$process-message" } else { "/medcom" }
}

/// What is wrong with an answer, if anything is.
fn finding(document: &Hostile, answer: &Answer, oracle: &mut Oracle) -> Option<String> {
    let said = |what: &str| Some(format!("{}: {what}: {} {}", document.name, answer.status, shortened(&answer.text())));
    if answer.status.is_server_error() {
        return said("a failure of ours for bad input");
    }
    let refused = answer.status.is_client_error();
    let reason = reason(answer);
    if refused && reason.is_none() {
        return said("no reason");
    }
    if document.fate == Fate::Refused {
        return if refused { None } else { said("it was taken") };
    }
    let well_formed = oracle.is_well_formed(document.syntax, &document.bytes).expect("the oracle lives");
    let called_malformed = reason.is_some_and(|word| word == "xml-malformed" || word == "json-malformed");
    // Bytes that are not of the declared character set are read as windows-1252 where the sender declared none.
    let other_character_set = std::str::from_utf8(&document.bytes).is_err();
    // A byte order mark says UTF-8, whatever the declaration says; the oracle believes the declaration.
    let two_character_sets = other_character_set && document.bytes.starts_with(b"\xef\xbb\xbf");
    match (well_formed, refused) {
        _ if two_character_sets => None,
        (false, false) if !other_character_set => said("taken, though the oracle calls it malformed"),
        // What is malformed inside an envelope is called so too.
        (true, true) if called_malformed && !is_wrapped(document) => {
            said("called malformed, though the oracle calls it well-formed")
        }
        _ => None,
    }
}

/// Whether the letter stands encoded inside a well-formed envelope.
fn is_wrapped(document: &Hostile) -> bool {
    String::from_utf8_lossy(&document.bytes).contains("<VANSEnvelope")
}

/// The first refusal code that an answer names.
fn reason(answer: &Answer) -> Option<&'static str> {
    let text = answer.text();
    RefusalCode::ALL.iter().map(|code| code.word()).find(|word| text.contains(word))
}

fn shortened(text: &str) -> String {
    text.chars().take(300).collect()
}

/// Letters that are read: the translators' own cases, and the published samples where they are at hand.
fn letters() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in ["adapters/medcom", "adapters/fhir"] {
        let walk = walkdir::WalkDir::new(root.join(folder)).into_iter().map(|entry| entry.expect("readable"));
        files.extend(walk.map(walkdir::DirEntry::into_path).filter(|file| is_letter(file)));
    }
    files.extend(published::files("samples", &["json", "xml"]).into_iter().filter(|file| is_letter(file)));
    files.sort();
    files.into_iter().map(|file| (name(&file), std::fs::read(&file).expect("readable"))).collect()
}

/// A case that becomes an event, or a published sample; the largest would only cost time.
fn is_letter(file: &Path) -> bool {
    let is_case = file.with_extension("event.txt").exists();
    let is_sample = file.components().any(|part| part.as_os_str() == "samples");
    let is_document = file.extension().is_some_and(|ending| ending == "xml" || ending == "json");
    is_document && (is_case || is_sample) && file.metadata().is_ok_and(|data| data.len() < 200_000)
}

fn name(file: &Path) -> String {
    file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
