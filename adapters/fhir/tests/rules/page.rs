//! The page of rules, written from the rows.

use std::collections::BTreeSet;
use std::path::Path;

use crate::message::Message;
use crate::published_lists::NOT_JUDGED;
use crate::rule::{Older, Rule, Verdict};
use crate::rules;

const HEADING: &str = "# The rules of MedCom's FHIR messages\n\n\
    Written from the rows in `tests/rules/`; `UPDATE_RULES=1 cargo test -p fhir --test rules` writes it anew.\n\n\
    Every rule is tried on two messages: one that keeps it, and the same broken in one place. Both are one of our own and,\n\
    where MedCom's published examples lie beside the checkout, one of theirs. A source is the key of an invariant or\n\
    `profile: element` as published (HospitalNotification 3.0.2, CareCommunication 5.0.2, Acknowledgement 2.0.3,\n\
    HomeCareObservation 1.2.1, messaging 4.0.2, core 3.0.1, FHIR R4). Where a published expression is broken, what it was meant to say is judged.\n\n\
    What becomes of a message that breaks a rule: it is refused with the code, and its sender told so in a negative\n\
    Acknowledgement; or it is tolerated: read, and the doubt kept with the event. `medcom = \"strict\"` in the gateway's\n\
    configuration refuses what is only tolerated. A message that names no version, or a CareCommunication one before 5, is\n\
    asked for less: `older` says what becomes of it. HospitalNotification and Acknowledgement do not say theirs.\n";

fn page() -> String {
    let mut page = HEADING.to_owned();
    for (heading, rules) in rules() {
        page.push_str(&format!(
            "\n## {heading}\n\n| rule | asks | field | verdict | older | source |\n|---|---|---|---|---|---|\n"
        ));
        for Rule { id, asks, source, verdict, older, at, base, .. } in rules {
            let verdict = match verdict {
                Verdict::Refused(code) => format!("`{}`", code.word()),
                Verdict::Tolerated(code) => format!("tolerated: `{}`", code.word()),
            };
            let older = match older {
                _ if !base.has_versions() => "",
                Older::Same => "the same",
                Older::Doubted => "tolerated",
                Older::NotAsked => "not asked",
            };
            let source = source.join("; ").replace('|', "\\|");
            page.push_str(&format!("| `{id}` | {asks} | `{at}` | {verdict} | {older} | {source} |\n"));
        }
    }
    page.push_str("\n## Published, and not judged\n\n| what | why |\n|---|---|\n");
    for (what, why) in NOT_JUDGED {
        page.push_str(&format!("| {what} | {why} |\n"));
    }
    page
}

#[test]
fn the_page_is_what_the_rows_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("RULES.md");
    if std::env::var_os("UPDATE_RULES").is_some() {
        std::fs::write(&path, page()).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).expect("the page exists");
    assert_eq!(written, page(), "run with UPDATE_RULES=1");
}

#[test]
fn every_rule_has_its_own_name_and_says_what_it_asks() {
    let mut names = BTreeSet::new();
    for rule in rules().into_iter().flat_map(|(_, rules)| rules) {
        assert!(names.insert(rule.id), "{} is there twice", rule.id);
        assert!(rule.asks.ends_with('.') && !rule.source.is_empty(), "{} says too little", rule.id);
        let mut broken = Message::own(rule.base);
        (rule.keeps)(&mut broken);
        let kept = broken.bundle.clone();
        (rule.breaks)(&mut broken);
        assert_ne!(broken.bundle, kept, "{} breaks nothing", rule.id);
    }
    assert!(names.len() > 90, "only {} rules", names.len());
}
