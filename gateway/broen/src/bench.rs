//! `broen bench`: an open-loop load through a whole Broen, beside the bare limits of its parts.

use std::time::Duration;

use bench::{Mode, Plan, Report};

use crate::cli::{BenchArgs, BenchMode};
use crate::exit::Exit;
use crate::output::Terminal;

/// Measures each mode that is asked for.
pub(crate) async fn run(terminal: Terminal, arguments: BenchArgs) -> Exit {
    let BenchArgs { modes, rate, seconds, warm_up, subscribers, connections } = arguments;
    let Ok(program) = std::env::current_exe() else {
        terminal.failure("find this program");
        return Exit::Unavailable;
    };
    for mode in modes {
        let plan = Plan {
            program: program.clone(),
            mode: match mode {
                BenchMode::Services => Mode::Services,
                BenchMode::Standalone => Mode::Standalone,
            },
            rate,
            duration: Duration::from_secs(seconds.into()),
            warm_up: Duration::from_secs(warm_up.into()),
            subscribers: subscribers.next_multiple_of(2),
            connections,
        };
        let spinner = terminal.spinner(&format!("measuring {}", plan.mode.word()));
        let measured = bench::run(&plan).await;
        drop(spinner);
        match measured {
            Ok(report) => show(terminal, &report),
            Err(error) => {
                terminal.failure(error.to_string());
                return if matches!(error, bench::Error::Missing { .. }) { Exit::Failed } else { Exit::Unavailable };
            }
        }
    }
    Exit::Done
}

fn show(terminal: Terminal, report: &Report) {
    terminal.object(&report.json());
    let lines = report.lines();
    let (heading, lines) = lines.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    terminal.heading(heading);
    lines.iter().for_each(|line| terminal.say(format!("  {line}")));
}
