//! The strict verdict is the official schema's: letters of every version, changed in every way that schemas are about.
//!
//! `MUTATIONS` sets how many changes of each version are tried, 60 if absent.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use canonical::Kind;
use canonical::letter::{Limits, Outcome};
use medcom::LETTERS;
use support::mutation::mutated;
use support::official::{verdicts, verdicts_by};
use support::specimen::{Fill, specimen};
use support::{home, released, versions};

/// Where the two verdicts differ, with the reason.
const DIFFERENCES: [(&str, &str); 2] = [
    (
        " ' is not a valid value of the atomic type 'xs:date'",
        "XML Schema lets white space around a date collapse; libxml2 does not where the type is xs:date itself",
    ),
    (" ' is not a valid value of the atomic type 'xs:int'", "the same, of a whole number"),
];

#[test]
fn the_strict_verdict_is_the_official_one() {
    if let Some(schemas) = published::folder("reference/medcom-xsd") {
        same_verdicts(|namespace, documents| verdicts(&schemas, namespace, documents));
    }
}

#[test]
fn the_strict_verdict_is_that_of_our_own_schemas() {
    same_verdicts(|namespace, documents| verdicts_by(&own_schema(namespace), documents));
}

/// Where the schema of a namespace stands.
fn own_schema(namespace: &str) -> PathBuf {
    home().join("../../schemas/medcom").join(released(namespace).join("-")).join("Emessage.xsd")
}

#[test]
fn our_own_schemas_are_those_of_the_reader() {
    let mut wrong = Vec::new();
    for namespace in medcom::schema::namespaces() {
        let (file, made) = (own_schema(namespace), medcom::schema::schema(namespace));
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            std::fs::write(&file, &made).expect("a writable folder");
        }
        if std::fs::read(&file).ok().as_deref() != Some(&*made) {
            wrong.push(file);
        }
    }
    assert!(wrong.is_empty(), "UPDATE_SCHEMAS=1 writes them: {wrong:#?}");
}

/// Holds our verdict against another's, letter by letter.
fn same_verdicts(other: impl Fn(&str, &[&[u8]]) -> Vec<Vec<String>>) {
    let many: u64 = std::env::var("MUTATIONS").ok().and_then(|many| many.parse().ok()).unwrap_or(60);
    let mut documents: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (letter, version) in versions().filter(|(_, version)| version.has_public_schema()) {
        for seed in 0..many {
            let fill = if seed % 4 == 0 { Fill::Full(0) } else { Fill::Random(seed) };
            let document = mutated(&specimen(letter, version, fill), seed);
            documents.entry(version.namespace()).or_default().push(document);
        }
    }
    let (mut problems, mut invalid): (Vec<String>, usize) = (Vec::new(), 0);
    for (namespace, documents) in documents {
        let texts: Vec<&[u8]> = documents.iter().map(String::as_bytes).collect();
        for (document, official) in documents.iter().zip(other(namespace, &texts)) {
            let own = match medcom::validate(document.as_bytes(), &Limits::default()) {
                Ok(found) => found.iter().map(ToString::to_string).collect(),
                Err(unreadable) => unreadable.refusals.iter().map(ToString::to_string).collect::<Vec<_>>(),
            };
            // A letter without a reader of its own has no schema here.
            if is_document(document) {
                continue;
            }
            invalid += usize::from(!official.is_empty());
            let is_explained = DIFFERENCES.iter().any(|(sign, _)| official.join("\n").contains(sign));
            if own.is_empty() != official.is_empty() && !is_explained {
                let official: Vec<&str> =
                    official.iter().map(|line| line.rsplit("xml:").next().unwrap_or_default()).collect();
                problems.push(format!("official: {official:?} own: {own:?}\n{document}"));
            }
        }
    }
    let first: Vec<&str> = problems.iter().filter_map(|problem| problem.lines().next()).collect();
    assert!(problems.is_empty(), "{} of them\n{}\n{}", problems.len(), first.join("\n"), problems[0]);
    assert!(invalid > 1000, "only {invalid} were no letters of the standard");
}

fn is_document(text: &str) -> bool {
    let is = |letter: &canonical::letter::Letter| {
        matches!(&letter.outcome, Outcome::Event(event) if event.body.kind() == Kind::Document)
            || letter.head.letter_id.is_empty()
    };
    medcom::convert(text.as_bytes(), &Limits::default()).is_ok_and(|opened| opened.letters.iter().any(is))
}

#[test]
fn a_letter_without_a_public_schema_is_read_alike_by_both() {
    let mut count = 0;
    for (letter, version) in versions().filter(|(_, version)| !version.has_public_schema()) {
        let document = specimen(letter, version, Fill::Full(0));
        let limits = Limits::default();
        let strictly = medcom::convert_strictly(document.as_bytes(), &limits).expect("opened");
        assert!(matches!(strictly.letters[0].outcome, Outcome::Event(_)), "{}", version.code);
        assert_eq!(Ok(strictly), medcom::convert(document.as_bytes(), &limits));
        assert_eq!(medcom::validate(document.as_bytes(), &limits), Ok(Vec::new()));
        count += 1;
    }
    assert!(count > 0, "every schema is public");
}

#[test]
fn a_letter_that_departs_is_refused_strictly_and_read_leniently() {
    let letter = LETTERS.iter().find(|letter| letter.element == "DischargeLetter").expect("a letter");
    let version = letter.versions.last().expect("a version");
    let document = specimen(letter, version, Fill::Full(0));
    let departed = document.replacen("<DepartmentName>", "<FaxNumber>1</FaxNumber><DepartmentName>", 1);
    let outcome = |opened: canonical::letter::Opened| opened.letters.into_iter().next().expect("a letter").outcome;
    let limits = Limits::default();
    let read = |text: &str| outcome(medcom::convert(text.as_bytes(), &limits).expect("opened"));
    let strictly = |text: &str| outcome(medcom::convert_strictly(text.as_bytes(), &limits).expect("opened"));
    assert!(matches!(strictly(&document), Outcome::Event(_)));
    assert!(matches!(read(&departed), Outcome::Event(_)));
    let Outcome::Refused(refusals) = strictly(&departed) else {
        panic!("not refused");
    };
    let said: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("element-unexpected at DischargeLetter/Sender/FaxNumber"), "{said:?}");
}
