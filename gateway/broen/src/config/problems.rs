//! What is wrong with a configuration: every problem at once, each with its key and line.

use std::fmt;

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The key, for example `organisation[1].roles`; empty for the file as a whole.
    pub(crate) key: String,
    /// The line in the file, counted from 1; 0 if the problem has none.
    pub(crate) line: usize,
    /// What is wrong and what would be right, as one sentence without a full stop.
    pub(crate) what: String,
}

/// Every problem of one configuration, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Problems(pub Vec<Problem>);

impl Problems {
    /// One problem of the file as a whole.
    #[must_use]
    pub(crate) fn of_file(what: impl Into<String>) -> Self {
        Self(vec![Problem { key: String::new(), line: 0, what: what.into() }])
    }

    /// Adds a problem.
    pub(crate) fn add(&mut self, key: impl Into<String>, line: usize, what: impl Into<String>) {
        self.0.push(Problem { key: key.into(), line, what: what.into() });
    }

    /// Nothing if there is no problem, else all of them in the order of the file.
    pub(crate) fn into_result<T>(mut self, value: Option<T>) -> Result<T, Self> {
        self.0.sort_by_key(|problem| problem.line);
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        if self.key.is_empty() { f.write_str(&self.what) } else { write!(f, "{}: {}", self.key, self.what) }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|problem| writeln!(f, "  {problem}"))
    }
}
