//! `broen validate`: holds MedCom letters against the schemas of their versions, and against what is read.

use std::path::Path;

use canonical::letter::{Limits, Outcome};
use canonical::refusal::{Place, Refusal};
use medcom::vans;

use crate::cli::ValidateArgs;
use crate::exit::Exit;
use crate::output::{Mark, Terminal};

/// What is found in a letter.
struct Finding {
    /// `refused`: no gateway takes it so. `departs`: a strict one does not. `doubtful`: it is noted.
    kind: &'static str,
    at: Place,
    code: &'static str,
    meaning: &'static str,
}

/// Prints every finding of every file; ends with 1 if a letter is refused or departs from its schema.
pub(crate) fn run(terminal: Terminal, arguments: &ValidateArgs) -> Exit {
    let mut worst = Exit::Done;
    for file in &arguments.files {
        let exit = match std::fs::read(file) {
            Ok(bytes) => print(terminal, file, &findings(&bytes)),
            Err(error) => {
                terminal.failure(format!("read {}: {error}", file.display()));
                Exit::NoInput
            }
        };
        worst = if exit == Exit::Done { worst } else { exit };
    }
    worst
}

fn print(terminal: Terminal, file: &Path, findings: &[Finding]) -> Exit {
    let told = findings.iter().map(|Finding { kind, at, code, meaning }| {
        serde_json::json!({
            "kind": kind,
            "code": code,
            "path": at.path,
            "line": at.line,
            "column": at.column,
            "meaning": meaning,
        })
    });
    terminal.object(&serde_json::json!({ "file": file, "findings": told.collect::<Vec<_>>() }));
    let is_wrong = findings.iter().any(|finding| finding.kind != DOUBTFUL);
    let mark = if is_wrong { Mark::Bad } else { Mark::Good };
    terminal.mark(mark, file.display().to_string());
    for Finding { kind, at, code, meaning } in findings {
        terminal.say(format!("      {kind} at {at}: {code}. {meaning}"));
    }
    if is_wrong { Exit::Failed } else { Exit::Done }
}

const DEPARTS: &str = "departs";
const DOUBTFUL: &str = "doubtful";
const REFUSED: &str = "refused";

/// Everything, in the order of the document.
fn findings(bytes: &[u8]) -> Vec<Finding> {
    let limits = Limits::default();
    let payload = match vans::open(bytes, &limits) {
        None => bytes.to_vec(),
        Some(Ok(vans::Message { content: vans::Content::Payload(payload), .. })) => payload.into_revealed(),
        Some(Ok(_)) => return Vec::new(),
        Some(Err(unreadable)) => return unreadable.refusals.into_iter().map(|one| found(REFUSED, one)).collect(),
    };
    let mut all: Vec<Finding> = match medcom::convert(&payload, &limits) {
        Err(unreadable) => unreadable.refusals.into_iter().map(|one| found(REFUSED, one)).collect(),
        Ok(opened) => opened.letters.into_iter().flat_map(|letter| of_letter(letter.outcome)).collect(),
    };
    let departures = medcom::validate(&payload, &limits).unwrap_or_default();
    for departure in departures {
        // What is refused anyway is said once.
        if !all.iter().any(|known| known.kind == REFUSED && known.at == departure.at) {
            all.push(found(DEPARTS, departure));
        }
    }
    all.sort_by_key(|finding| (finding.at.line, finding.at.column));
    all
}

fn of_letter(outcome: Outcome) -> Vec<Finding> {
    match outcome {
        Outcome::Event(event) => {
            let doubt = |notice: canonical::notice::Notice| Finding {
                kind: DOUBTFUL,
                at: notice.at,
                code: notice.code.word(),
                meaning: "It is read all the same.",
            };
            event.notices.into_iter().map(doubt).collect()
        }
        Outcome::Receipt(_) => Vec::new(),
        Outcome::Refused(refusals) => refusals.into_iter().map(|one| found(REFUSED, one)).collect(),
    }
}

fn found(kind: &'static str, refusal: Refusal) -> Finding {
    Finding { kind, code: refusal.code.word(), meaning: refusal.code.meaning(), at: refusal.at }
}
