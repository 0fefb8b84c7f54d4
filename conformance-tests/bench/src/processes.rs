//! What processes have cost so far: the time they ran on a processor, and the most memory they held.
//!
//! Linux `/proc`: `stat` fields 14 to 17 (clock ticks of a hundredth of a second), `status` `VmHWM`.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

/// A program: a process with all its descendants.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// Its name in reports.
    pub(crate) name: &'static str,
    /// The first process.
    pub(crate) pid: u32,
}

/// What a program has cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    /// On a processor, for itself and in the kernel; children that have ended are included.
    pub(crate) processor: Duration,
    /// The sum of what each living process held at its peak; memory that processes share is counted for each.
    pub(crate) peak_bytes: u64,
}

/// Linux reports processor time in these.
const TICK: Duration = Duration::from_millis(10);

struct Stat {
    parent: u32,
    ticks: u64,
}

impl Program {
    /// What it has cost until now.
    pub(crate) fn cost(&self) -> Cost {
        let all: HashMap<u32, Stat> = pids().filter_map(|pid| Some((pid, stat(pid)?))).collect();
        let mut cost = Cost::default();
        let mut waiting = vec![self.pid];
        while let Some(pid) = waiting.pop() {
            let Some(stat) = all.get(&pid) else { continue };
            cost.processor += TICK * u32::try_from(stat.ticks).unwrap_or(u32::MAX);
            cost.peak_bytes += peak(pid).unwrap_or_default();
            waiting.extend(all.iter().filter(|(_, child)| child.parent == pid).map(|(pid, _)| *pid));
        }
        cost
    }
}

/// What this process has cost until now, without its descendants.
pub(crate) fn own_processor_time() -> Duration {
    let fields = fs::read_to_string("/proc/self/stat").ok().and_then(|text| own_ticks(&text));
    TICK * u32::try_from(fields.unwrap_or_default()).unwrap_or(u32::MAX)
}

fn pids() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn stat(pid: u32) -> Option<Stat> {
    parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// The name of the program stands in brackets and may hold anything; the fields are counted from behind it.
fn parse(text: &str) -> Option<Stat> {
    let fields = fields(text)?;
    let ticks = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Stat { parent: fields.get(1)?.parse().ok()?, ticks: ticks(11)? + ticks(12)? + ticks(13)? + ticks(14)? })
}

fn own_ticks(text: &str) -> Option<u64> {
    let fields = fields(text)?;
    let ticks = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(ticks(11)? + ticks(12)?)
}

fn fields(text: &str) -> Option<Vec<&str>> {
    text.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect())
}

fn peak(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_blanks_does_not_move_the_fields() {
        let text = "7 (a ) (b) S 3 7 7 0 -1 4194304 1 2 3 4 10 20 30 40 20 0 1 0 5";
        let stat = parse(text).expect("well formed");
        assert_eq!((stat.parent, stat.ticks), (3, 100));
        assert_eq!(own_ticks(text), Some(30));
    }

    #[test]
    fn this_process_has_cost_something() {
        let own = Program { name: "test", pid: std::process::id() };
        assert!(own.cost().peak_bytes > 0);
    }
}
