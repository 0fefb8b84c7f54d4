//! The report of a run: what happened, how often, and what came of it.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::plan::Kind;
use crate::round::{Outcome, Struck};
use crate::tally::Stalls;

/// Findings of one round that are written out.
const MOST: usize = 40;

/// The report as a page.
pub(crate) fn page(date: &str, nodes: usize, outcomes: &[Outcome]) -> String {
    let sum = |count: fn(&Outcome) -> u64| outcomes.iter().map(count).sum::<u64>();
    let struck: Vec<&Struck> = outcomes.iter().flat_map(|outcome| &outcome.struck).collect();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let took: Duration = outcomes.iter().map(|outcome| outcome.took).sum();
    let good = outcomes.iter().filter(|outcome| outcome.is_good()).count();
    let mut page = format!("# Faults, {date}\n\n");
    let _ = writeln!(
        page,
        "Two MedCom adapters and two gateways, {nodes} RabbitMQ {}, one PostgreSQL, all on one machine with {cores}\n\
         cores; more than 100 letters a second are offered, over HTTPS and in watched folders. Each round is a world of\n\
         its own; `FAULT_SEED=<seed> FAULTS={} cargo test -p conformance-tests --test faults no_fault` replays one.\n",
        if nodes == 1 { "node" } else { "nodes" },
        outcomes.first().map_or(0, |outcome| outcome.struck.len()),
    );
    let _ = writeln!(page, "| | |\n|---|---|");
    let _ = writeln!(page, "| rounds | {}, without a finding {good} |", outcomes.len());
    let _ = writeln!(page, "| seeds | {} |", seeds(outcomes));
    let _ = writeln!(page, "| faults | {} |", struck.len());
    let _ = writeln!(page, "| took | {} s |", took.as_secs());
    let _ = writeln!(page, "| letters with a positive receipt | {} |", sum(|outcome| outcome.counts.letters()));
    let _ = writeln!(page, "| entries acked | {} |", sum(|outcome| outcome.counts.entries()));
    let _ = writeln!(
        page,
        "| answers \"accepted for processing\" | {} |",
        sum(|outcome| outcome.counts.kept.values().sum())
    );
    let _ = writeln!(page, "| answers \"not now\" | {} |", sum(|outcome| outcome.counts.postponed.values().sum()));
    let takeovers: usize = outcomes.iter().map(|outcome| outcome.takeovers).sum();
    let _ = writeln!(page, "| times a gateway took appending over | {takeovers} |");
    let longest = |stall: fn(&Stalls) -> Duration| {
        seconds(outcomes.iter().map(|outcome| stall(&outcome.longest)).max().unwrap_or_default())
    };
    let _ = writeln!(page, "| longest time without a receipt | {} |", longest(|stalls| stalls.receipts));
    let _ = writeln!(page, "| longest time without an entry | {} |\n", longest(|stalls| stalls.entries));
    page.push_str(
        "The times of a kind begin with the fault and end when letters flow again, or with the next fault where that\n\
         follows at once.\n\n",
    );
    page + &by_kind(&struck) + &findings(outcomes)
}

fn seeds(outcomes: &[Outcome]) -> String {
    match outcomes {
        [] => "none".to_owned(),
        [one] => one.seed.to_string(),
        [first, .., last] => format!("{} to {}", first.seed, last.seed),
    }
}

fn by_kind(struck: &[&Struck]) -> String {
    let mut table =
        "| kind | faults | longest without a receipt | longest without an entry | longest until letters flow again |\n\
                     |---|---|---|---|---|\n"
            .to_owned();
    for kind in Kind::ALL {
        let these: Vec<_> = struck.iter().filter(|struck| struck.fault.kind == kind).collect();
        let longest = |time: fn(&Struck) -> Duration| these.iter().map(|struck| time(struck)).max().unwrap_or_default();
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} |",
            kind.name(),
            these.len(),
            seconds(longest(|struck| struck.stalls.receipts)),
            seconds(longest(|struck| struck.stalls.entries)),
            seconds(longest(|struck| struck.recovered.unwrap_or_default())),
        );
    }
    table
}

fn findings(outcomes: &[Outcome]) -> String {
    let mut text = "\n## Findings\n\n".to_owned();
    let bad: Vec<&Outcome> = outcomes.iter().filter(|outcome| !outcome.is_good()).collect();
    if bad.is_empty() {
        text.push_str(
            "None: no letter with a positive receipt is missing, none is doubled, no lane is out of order, no number is\n\
             skipped, every chain verifies.\n",
        );
    }
    for outcome in bad {
        let _ = writeln!(text, "Seed {}:\n", outcome.seed);
        let complaints = outcome.counts.complaints.iter().cloned();
        let all: Vec<String> =
            complaints.chain(outcome.findings.iter().map(|finding| format!("{finding:?}"))).collect();
        for finding in all.iter().take(MOST) {
            let _ = writeln!(text, "- {finding}");
        }
        let _ = writeln!(text, "- {} more\n", all.len().saturating_sub(MOST));
    }
    text
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// Today, as the machine counts it.
pub(crate) fn today() -> String {
    let output = Command::new("date").arg("+%F").output().expect("date runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Writes a report: into the file that is named, or, if that is no page, into a file of this date in the folder of that name.
pub(crate) fn write(named: &Path, date: &str, page: &str) {
    let is_page = named.extension().is_some_and(|ending| ending == "md");
    let file = if is_page { named.to_owned() } else { named.join(format!("{date}-faults.md")) };
    std::fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).expect("a folder for the report");
    std::fs::write(file, page).expect("a report");
}
