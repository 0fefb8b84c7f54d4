//! What must hold, and whether it did.

use serde_json::json;

use crate::output::{Mark, Terminal};

/// The checks made so far.
pub(super) struct Checks {
    terminal: Terminal,
    held: usize,
    failed: Vec<String>,
}

impl Checks {
    pub(super) const fn new(terminal: Terminal) -> Self {
        Self { terminal, held: 0, failed: Vec::new() }
    }

    /// Notes whether something held, and says it.
    pub(super) fn check(&mut self, holds: bool, what: impl Into<String>) {
        let what = what.into();
        self.terminal.object(&json!({ "check": what, "holds": holds }));
        self.terminal.mark(if holds { Mark::Good } else { Mark::Bad }, &what);
        self.note(holds, what);
    }

    /// Notes whether something held; says it only if it did not.
    pub(super) fn expect(&mut self, holds: bool, what: impl Into<String>) {
        if holds {
            self.held += 1;
        } else {
            self.check(false, what);
        }
    }

    /// What failed; nothing if everything held.
    pub(super) fn failed(&self) -> &[String] {
        &self.failed
    }

    /// How many held.
    pub(super) const fn held(&self) -> usize {
        self.held
    }

    fn note(&mut self, holds: bool, what: String) {
        if holds {
            self.held += 1;
        } else {
            self.failed.push(what);
        }
    }
}
