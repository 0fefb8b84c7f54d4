//! The one binary. Everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    broen::run(std::env::args_os()).into()
}
