//! `broen medcom-adapter` and `broen fhir-adapter`: take letters of one standard in and hand them to RabbitMQ.
//!
//! An adapter decides by the directory of the gateways who may hand in and who can be reached. What it cannot hand on
//! now it keeps in its spool, and says so; a receipt follows when the broker has the letter.

mod callers;
mod compose;
mod folders;
mod learn;
mod ready;
mod receipts;

use std::path::Path;

use crate::addresses::Addresses;
use crate::cli::RoleArgs;
use crate::config::{self, Role, site_data};
use crate::exit::Exit;
use crate::output::{Mark, Terminal};
use crate::process::{Directory, Error, until_the_end};
use crate::signals::Signals;

use compose::Adapter;

/// Runs until a signal has drained it.
pub(crate) async fn run(terminal: Terminal, role: Role, arguments: RoleArgs) -> Exit {
    match serve(terminal, role, &arguments).await {
        Ok(exit) => exit,
        Err(error) => error.report(terminal),
    }
}

async fn serve(terminal: Terminal, role: Role, arguments: &RoleArgs) -> Result<Exit, Error> {
    let RoleArgs { config: file, data } = arguments;
    let config =
        config::Adapter::load(file, role).map_err(|problems| Error::Configuration { file: file.clone(), problems })?;
    let beside = site_data(file.parent().unwrap_or(Path::new(".")), role);
    let directory = Directory::open(data.as_deref().unwrap_or(&beside))?;
    // Heard from here on, so that a signal during the start is not lost.
    let mut signals = Signals::new().map_err(|error| Error::Data { path: directory.path().to_owned(), error })?;
    let adapter = Adapter::open(role, &config, directory.path()).await?;
    let addresses = adapter.addresses();
    tokio::select! {
        () = adapter.knows_somebody() => {}
        () = signals.next() => return Ok(adapter.leave().await),
    }
    addresses.write(directory.path())?;
    greet(terminal, role, file, &directory, &addresses);
    until_the_end(adapter, terminal, &directory, signals, config.timing.drain).await
}

fn greet(terminal: Terminal, role: Role, file: &Path, directory: &Directory, addresses: &Addresses) {
    terminal.object(&serde_json::json!({
        "ready": true, "role": role.word(), "addresses": addresses, "data": directory.path(), "configuration": file,
    }));
    terminal.heading(&format!("The {} is ready.", role.word()));
    if let Some(https) = addresses.https {
        let path = if role == Role::FhirAdapter { "fhir/$process-message" } else { "medcom" };
        terminal.mark(Mark::Good, format!("letters in  https://{https}/{path}"));
    }
    terminal.mark(Mark::Good, format!("metrics     http://{}/metrics", addresses.metrics));
}
