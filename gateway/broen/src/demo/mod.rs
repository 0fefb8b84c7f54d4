//! `broen demo`.
use crate::cli::DemoArgs;
use crate::exit::Exit;
use crate::output::Terminal;
pub(crate) async fn run(_t: Terminal, _a: DemoArgs) -> Exit {
    Exit::Done
}
