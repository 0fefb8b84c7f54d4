//! The terminal room: the only place of the program that prints.
//!
//! Results go to standard output, explanations of failures to standard error. A reader that leaves (`broen … | head`) is no
//! failure. Colours and progress bars are for terminals only, and `NO_COLOR` switches colours off.

mod progress;
mod style;

use std::io::{IsTerminal as _, Write as _};

use serde::Serialize;

use crate::cli::OutputFormat;

pub(crate) use progress::Progress;
pub(crate) use style::{Mark, Paint};

/// Prints for people or for programs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    format: OutputFormat,
    paint: Paint,
}

impl Terminal {
    /// For standard output as it is.
    pub(crate) fn new(format: OutputFormat) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colours = std::io::stdout().is_terminal() && !plain && format == OutputFormat::Text;
        Self { format, paint: Paint::new(colours) }
    }

    /// Whether programs read the output.
    pub(crate) fn is_json(self) -> bool {
        self.format == OutputFormat::Json
    }

    /// Colours, if there are any.
    pub(crate) const fn paint(self) -> Paint {
        self.paint
    }

    /// A line for people; programs do not see it.
    pub(crate) fn say(self, line: impl AsRef<str>) {
        if !self.is_json() {
            out(line.as_ref());
        }
    }

    /// A line with a mark before it, for people.
    pub(crate) fn mark(self, mark: Mark, line: impl AsRef<str>) {
        self.say(format!("  {} {}", self.paint.mark(mark), line.as_ref()));
    }

    /// A heading, for people.
    pub(crate) fn heading(self, text: &str) {
        self.say(format!("\n{}", self.paint.bold(text)));
    }

    /// One object for programs; people do not see it.
    pub(crate) fn object(self, object: &impl Serialize) {
        if self.is_json() {
            // What is printed here is plain data with text keys, which always serialises.
            out(&serde_json::to_string(object).unwrap_or_default());
        }
    }

    /// Why the command failed, on standard error; for programs too. The text completes "failed to …".
    pub(crate) fn failure(self, what: impl AsRef<str>) {
        // Nobody left to tell: there is nothing better to do.
        let _ = writeln!(std::io::stderr(), "broen: failed to {}", what.as_ref().trim_end());
    }

    /// A bar that counts up to `length`; only shown to people on a terminal, and not for a handful.
    pub(crate) fn progress(self, length: u64, what: &str) -> Progress {
        Progress::bar(self.moves() && length > HANDFUL, length, what)
    }

    /// A sign of life while waiting; only shown to people on a terminal.
    pub(crate) fn spinner(self, what: &str) -> Progress {
        Progress::spinner(self.moves(), what)
    }

    fn moves(self) -> bool {
        !self.is_json() && std::io::stderr().is_terminal()
    }
}

const HANDFUL: u64 = 3;

fn out(line: &str) {
    let mut stdout = std::io::stdout().lock();
    // A reader that has left wants no more lines.
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
