//! `broen gateway`: takes events from RabbitMQ, keeps them in PostgreSQL, delivers them over gRPC.
//!
//! Several run at once on one database. Each serves any subscription; one of them appends.

mod compose;
mod secrets;

use std::path::Path;

use crate::addresses::Addresses;
use crate::cli::RoleArgs;
use crate::config::{self, Role, site_data};
use crate::exit::Exit;
use crate::output::{Mark, Terminal};
use crate::process::{Directory, Error, until_the_end};
use crate::signals::Signals;

use compose::Gateway;

/// Runs until a signal has drained it.
pub(crate) async fn run(terminal: Terminal, arguments: RoleArgs) -> Exit {
    match serve(terminal, &arguments).await {
        Ok(exit) => exit,
        Err(error) => error.report(terminal),
    }
}

async fn serve(terminal: Terminal, arguments: &RoleArgs) -> Result<Exit, Error> {
    let RoleArgs { config: file, data } = arguments;
    let config =
        config::Gateway::load(file).map_err(|problems| Error::Configuration { file: file.clone(), problems })?;
    let beside = site_data(file.parent().unwrap_or(Path::new(".")), Role::Gateway);
    let directory = Directory::open(data.as_deref().unwrap_or(&beside))?;
    // Heard from here on, so that a signal during the start is not lost.
    let signals = Signals::new().map_err(|error| Error::Data { path: directory.path().to_owned(), error })?;
    let gateway = Gateway::open(&config).await?;
    let addresses = gateway.addresses();
    addresses.write(directory.path())?;
    greet(terminal, file, &directory, &addresses);
    until_the_end(gateway, terminal, &directory, signals, config.timing.drain).await
}

fn greet(terminal: Terminal, file: &Path, directory: &Directory, addresses: &Addresses) {
    terminal.object(&serde_json::json!({
        "ready": true, "role": Role::Gateway.word(), "addresses": addresses, "data": directory.path(),
        "configuration": file,
    }));
    terminal.heading("The gateway is ready.");
    if let Some(grpc) = addresses.grpc {
        terminal.mark(Mark::Good, format!("gRPC     https://{grpc}"));
    }
    terminal.mark(Mark::Good, format!("metrics  http://{}/metrics", addresses.metrics));
}
