//! Tells what is wrong with a configuration.

use std::path::Path;

use super::problems::{Problem, Problems};
use crate::output::Terminal;

/// Every problem, to people on standard error and to programs as one object.
pub(crate) fn report(terminal: Terminal, file: &Path, problems: &Problems) {
    let all: Vec<_> = problems.0.iter().map(problem).collect();
    terminal.object(&serde_json::json!({ "file": file, "problems": all }));
    terminal.failure(format!("use {}, because of:\n{problems}", file.display()));
}

fn problem(problem: &Problem) -> serde_json::Value {
    let Problem { key, line, what } = problem;
    serde_json::json!({ "key": key, "line": line, "what": what })
}
