//! `broen demo`: the journey of letters, played and checked on a gateway of its own.
//!
//! A hospital, a general practitioner and a municipality send each other letters about two test persons. In the middle
//! the gateway is killed and started again. A practice and a town that have no gRPC and one standard each write to each other.
//! Every step is checked; the demo ends with code 0 if everything held.

mod cast;
mod checks;
mod error;
mod exchange;
mod gateway;
mod inbox;
mod letters;
mod mailbox;
mod post;
mod relations;
mod story;

use std::path::Path;

use serde_json::json;

use crate::cli::DemoArgs;
use crate::exit::Exit;
use crate::output::{Mark, Terminal};

use checks::Checks;
use error::Error;
use exchange::Doors;

/// Plays the demo.
pub(crate) async fn run(terminal: Terminal, arguments: DemoArgs) -> Exit {
    let (stage, doors) = match stage().await {
        Ok(stage) => stage,
        Err(error) => {
            terminal.failure(error.to_string());
            return Exit::Unavailable;
        }
    };
    let mut checks = Checks::new(terminal);
    let played = tokio::select! {
        played = story::play(terminal, stage.path(), &mut checks, doors) => played,
        _ = tokio::signal::ctrl_c() => return Exit::Interrupted,
    };
    let exit = sum_up(terminal, played, &checks);
    if arguments.keep || exit != Exit::Done {
        let kept = stage.keep();
        terminal.object(&json!({ "kept": kept }));
        terminal.mark(Mark::Note, format!("the gateway's directory is kept: {}", kept.display()));
    }
    exit
}

/// A directory with the demo's configuration, and the doors of mailboxes that it names.
async fn stage() -> Result<(tempfile::TempDir, Doors), Error> {
    let (stage, doors) = (tempfile::Builder::new().prefix("broen-demo-").tempdir()?, Doors::take().await?);
    let text = format!("{}{}", include_str!("demo.toml"), doors.configuration()?);
    std::fs::write(configuration(stage.path()), text)?;
    Ok((stage, doors))
}

/// The configuration that `standalone` finds in its data directory.
fn configuration(data: &Path) -> std::path::PathBuf {
    data.join("broen.toml")
}

fn sum_up(terminal: Terminal, played: Result<(), Error>, checks: &Checks) -> Exit {
    let (held, failed) = (checks.held(), checks.failed());
    let stopped = played.err().map(|error| error.to_string());
    terminal.object(&json!({ "held": held, "failed": failed, "stopped": stopped }));
    if let Some(reason) = &stopped {
        terminal.failure(format!("play the demo to its end: {reason}"));
    }
    if stopped.is_none() && failed.is_empty() {
        let all = terminal.paint().green(&format!("All {held} checks held."));
        terminal.say(format!("\n{all}"));
        return Exit::Done;
    }
    terminal.say(format!("\n{}", terminal.paint().red("Not everything held:")));
    for what in failed {
        terminal.mark(Mark::Bad, what);
    }
    Exit::Failed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[tokio::test]
    async fn the_demos_configuration_is_right() {
        let (stage, _doors) = stage().await.expect("a stage");
        let config = Config::load(&configuration(stage.path())).expect("right");
        for actor in cast::Actor::SUBSCRIBERS {
            assert!(config.organisations.iter().any(|member| member.organisation.id.as_str() == actor.id()));
        }
    }
}
