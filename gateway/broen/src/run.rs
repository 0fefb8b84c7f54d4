//! From the command line to the room that does the work.

use std::ffi::OsString;
use std::path::Path;

use clap::Parser as _;
use clap::error::ErrorKind;

use crate::cli::{Cli, Command, ConfigCommand};
use crate::config::{self, Any, Role};
use crate::exit::Exit;
use crate::output::{Mark, Terminal};
use crate::{
    adapter, bench, blob, demo, gaps, gateway, receipts, render, site, standalone, submit, subscribe, subscriptions,
    validate,
};

/// Runs the program with these arguments, the program's own name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    match Cli::try_parse_from(arguments) {
        Ok(cli) => command(cli),
        Err(stop) => {
            // Help and version are answers; a reader that has left wants none.
            let _ = stop.print();
            match stop.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
                _ => Exit::Configuration,
            }
        }
    }
}

fn command(cli: Cli) -> Exit {
    let Cli { command, output } = cli;
    let terminal = Terminal::new(output);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            terminal.failure(format!("start: {error}"));
            return Exit::Unavailable;
        }
    };
    let exit = match command {
        Command::Bench(arguments) => runtime.block_on(bench::run(terminal, arguments)),
        Command::Blob(arguments) => runtime.block_on(blob::run(terminal, arguments)),
        Command::Config(ConfigCommand::Check { file }) => check(terminal, &file),
        Command::Demo(arguments) => runtime.block_on(demo::run(terminal, arguments)),
        Command::FhirAdapter(arguments) => runtime.block_on(adapter::run(terminal, Role::FhirAdapter, arguments)),
        Command::Gateway(arguments) => runtime.block_on(gateway::run(terminal, arguments)),
        Command::MedcomAdapter(arguments) => runtime.block_on(adapter::run(terminal, Role::MedcomAdapter, arguments)),
        Command::Gaps { caller } => runtime.block_on(gaps::run(terminal, caller)),
        Command::Receipts(command) => runtime.block_on(receipts::run(terminal, command)),
        Command::Render(arguments) => runtime.block_on(render::run(terminal, arguments)),
        Command::Site(arguments) => site::run(terminal, &arguments),
        Command::Standalone(arguments) => runtime.block_on(standalone::run(terminal, arguments)),
        Command::Submit(arguments) => runtime.block_on(submit::run(terminal, arguments)),
        Command::Subscribe(arguments) => runtime.block_on(subscribe::run(terminal, arguments)),
        Command::Subscriptions(command) => runtime.block_on(subscriptions::run(terminal, command)),
        Command::Validate(arguments) => validate::run(terminal, &arguments),
    };
    // What still runs in the background has been drained or given up.
    runtime.shutdown_background();
    exit
}

fn check(terminal: Terminal, file: &Path) -> Exit {
    match Any::load(file) {
        Ok(config) => {
            terminal.object(&serde_json::json!({ "file": file, "problems": [] }));
            terminal.mark(Mark::Good, format!("{} is right", file.display()));
            terminal.say(config::summary(&config).trim_end());
            Exit::Done
        }
        Err(problems) => {
            config::report(terminal, file, &problems);
            Exit::Configuration
        }
    }
}
