//! `broen standalone`: the whole gateway in one process, on an embedded store.

mod compose;
mod data;
mod greeting;

use crate::cli::StandaloneArgs;
use crate::exit::Exit;
use crate::output::Terminal;
use crate::process::{Error, until_the_end};
use crate::signals::Signals;

use compose::Gateway;
use data::Data;

/// Runs until a signal has drained it.
pub(crate) async fn run(terminal: Terminal, arguments: StandaloneArgs) -> Exit {
    match serve(terminal, &arguments).await {
        Ok(exit) => exit,
        Err(error) => error.report(terminal),
    }
}

async fn serve(terminal: Terminal, arguments: &StandaloneArgs) -> Result<Exit, Error> {
    let data = Data::open(&arguments.data)?;
    let (file, config) = data.config(arguments.config.as_deref())?;
    // Heard from here on, so that a signal during the start is not lost.
    let signals = Signals::new().map_err(|error| Error::Data { path: data.path().to_owned(), error })?;
    let gateway = Gateway::open(&config, &data).await?;
    let addresses = gateway.addresses();
    addresses.write(data.path())?;
    greeting::print(terminal, &file, &data, &config, &addresses);
    until_the_end(gateway, terminal, data.directory(), signals, config.timing.drain).await
}
