//! `broen standalone`: the whole gateway in one process, on an embedded store.

mod compose;
mod data;
mod doors;
mod error;
mod folders;
mod greeting;
mod vital;

use std::time::Duration;

use crate::addresses::Addresses;
use crate::cli::StandaloneArgs;
use crate::config::{Config, report};
use crate::exit::Exit;
use crate::output::Terminal;
use crate::signals::Signals;

use compose::Gateway;
use data::Data;
use error::Error;

/// Runs until a signal has drained it.
pub(crate) async fn run(terminal: Terminal, arguments: StandaloneArgs) -> Exit {
    match serve(terminal, &arguments).await {
        Ok(exit) => exit,
        Err(Error::Configuration { file, problems }) => {
            report(terminal, &file, &problems);
            Exit::Configuration
        }
        Err(error) => {
            terminal.failure(error.to_string());
            error.exit()
        }
    }
}

async fn serve(terminal: Terminal, arguments: &StandaloneArgs) -> Result<Exit, Error> {
    let data = Data::open(&arguments.data)?;
    // Left by a process that was killed: nobody listens there any more.
    Addresses::remove(data.path());
    let (file, config) = data.config(arguments.config.as_deref())?;
    // Heard from here on, so that a signal during the start is not lost.
    let mut signals = Signals::new().map_err(|error| Error::Data { path: data.path().to_owned(), error })?;
    let gateway = Gateway::open(&config, &data).await?;
    let addresses = gateway.addresses();
    addresses.write(data.path())?;
    greeting::print(terminal, &file, &data, &config, &addresses);
    let asked = tokio::select! {
        () = signals.next() => Exit::Done,
        () = gateway.broken() => Exit::Failed,
    };
    terminal.say("draining; a second signal ends at once");
    let drained = drain(gateway, &config, &data, &mut signals).await;
    Ok(if drained == Exit::Done { asked } else { drained })
}

/// Ends within the configured time; a second signal ends at once.
async fn drain(gateway: Gateway, config: &Config, data: &Data, signals: &mut Signals) -> Exit {
    Addresses::remove(data.path());
    let grace = config.timing.drain.saturating_add(AFTER_THE_DRAIN);
    tokio::select! {
        biased;
        () = signals.next() => Exit::Interrupted,
        drained = tokio::time::timeout(grace, gateway.drain()) => match drained {
            Ok(()) => Exit::Done,
            // What was still under way was never confirmed to anybody.
            Err(_) => Exit::Failed,
        },
    }
}

/// For the queue to be written and the journal to be closed.
const AFTER_THE_DRAIN: Duration = Duration::from_secs(5);
