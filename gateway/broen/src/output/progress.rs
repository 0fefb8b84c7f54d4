//! A bar or a spinner on standard error, gone when its work is done.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A sign of life.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

const TICK: Duration = Duration::from_millis(120);

impl Progress {
    pub(super) fn bar(shown: bool, length: u64, what: &str) -> Self {
        Self::new(shown, ProgressBar::new(length), "{msg} {bar:30} {pos}/{len} {eta}", what)
    }

    pub(super) fn spinner(shown: bool, what: &str) -> Self {
        Self::new(shown, ProgressBar::new_spinner(), "  {spinner} {msg}", what)
    }

    fn new(shown: bool, bar: ProgressBar, template: &str, what: &str) -> Self {
        if !shown {
            return Self(ProgressBar::hidden());
        }
        // The templates are those above; one that does not read leaves the library's own look.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(TICK);
        Self(bar)
    }

    /// One more is done.
    pub(crate) fn advance(&self) {
        self.0.inc(1);
    }

    /// Prints while the bar stands aside.
    pub(crate) fn suspend(&self, print: impl FnOnce()) {
        self.0.suspend(print);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
