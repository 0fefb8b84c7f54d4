//! Only test persons, and nothing of the place where the project is written.

use crate::sources::{files, none, place, text};

/// Published test persons, and invented ones whose serial number makes them impossible.
const TEST_PERSONS: [&str; 10] = [
    "0000000000", // the standard's own "unknown"
    "0201609996", // MedCom's FHIR examples
    "1402389992", // Karla Margrethe Testrup: fails modulus 11
    "1505505510", // fixed by the schema of XDIS90
    "2509479989", // Bruno Test Elmer
    "2512489996", // Nancy Ann Test Berggren
    "2911829996", // MedCom's FHIR examples
    "3102389992", // no day of any calendar
    "1402389993", // invented: fails modulus 11
    "1502389991", // invented: fails modulus 11
];

const WRITTEN: [&str; 8] = [".rs", ".xml", ".json", ".txt", ".md", ".proto", ".toml", ".py"];

#[test]
fn every_person_is_a_test_person() {
    let mut findings = Vec::new();
    for file in WRITTEN.iter().flat_map(|ending| files(ending)) {
        for (number, line) in text(&file).lines().enumerate() {
            for digits in ten_digits(line).filter(|digits| could_be_cpr(digits) && !TEST_PERSONS.contains(digits)) {
                findings.push(format!("{}:{}: {digits} is no known test person", place(&file), number + 1));
            }
        }
    }
    none(&findings);
}

/// Runs of exactly ten digits that do not belong to a longer word.
fn ten_digits(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_ascii_alphanumeric() && !"_-.".contains(c))
        .filter(|word| word.len() == 10 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether the first six digits could be a day.
fn could_be_cpr(digits: &str) -> bool {
    canonical::identifier::Cpr::parse(digits).and_then(|cpr| cpr.birth_date()).is_some()
}

#[test]
fn the_project_speaks_of_itself_alone() {
    // Spelled in two parts, so that this file does not find itself.
    let foreign = [concat!("/wo", "rk/"), concat!("/root", "/."), concat!("sub", "agent"), concat!("crates", ".io-")];
    let mut findings = Vec::new();
    for file in WRITTEN.iter().flat_map(|ending| files(ending)) {
        for (number, line) in text(&file).lines().enumerate() {
            if foreign.iter().any(|word| line.contains(word)) {
                findings.push(format!("{}:{}: names a place outside the project", place(&file), number + 1));
            }
        }
    }
    none(&findings);
}

#[test]
fn a_number_that_could_be_a_person_is_found() {
    let invented = concat!("01017", "01234");
    assert_eq!(ten_digits(&format!("id=\"{invented}\" x12345678901 2026-03-12")).collect::<Vec<_>>(), [invented]);
    assert!(could_be_cpr(invented));
    assert!(!could_be_cpr("9999999999"));
}
