//! Signals to processes that we started.

use std::process::{Command, Stdio};

use crate::error::{Error, system};

/// Sends a signal by its name; a process that is gone is no error.
pub(crate) fn send(signal: &str, processes: &[u32]) -> Result<(), Error> {
    if processes.is_empty() {
        return Ok(());
    }
    // The shell's own `kill` is everywhere; the program of that name is not.
    Command::new("sh")
        .args(["-c", "kill -s \"$0\" \"$@\"", signal])
        .args(processes.iter().map(u32::to_string))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(system("send a signal"))?;
    Ok(())
}

/// The processes that this one started and that still run.
pub(crate) fn children(process: u32) -> Vec<u32> {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    tasks
        .flatten()
        .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|line| line.split_whitespace().filter_map(|word| word.parse().ok()).collect::<Vec<u32>>())
        .collect()
}

/// Whether a process still runs; one that only waits to be collected does not.
pub(crate) fn runs(process: u32) -> bool {
    // The state follows the program's name, which stands in parentheses.
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next()).is_some_and(|state| state != 'Z')
}
