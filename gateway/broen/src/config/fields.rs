//! Reads one table of the file key by key, and keeps every problem on the way.
//!
//! A reader never stops at the first mistake: a key that is wrong reads as nothing, its problem is noted, and the
//! next key is read. Keys that nobody asked for are problems too.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problems::Problems;
use super::quantity;

/// The file's text, for line numbers, with what was found wrong in it.
pub(crate) struct Findings<'a> {
    text: &'a str,
    problems: RefCell<Problems>,
}

/// One table, with the keys that were asked for.
pub(crate) struct Fields<'a> {
    table: &'a DeTable<'a>,
    path: String,
    line: usize,
    findings: &'a Findings<'a>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, problems: RefCell::default() }
    }

    pub(crate) fn note(&self, key: impl Into<String>, at: Option<usize>, what: impl Into<String>) {
        let line = at.map_or(0, |offset| self.line(offset));
        self.problems.borrow_mut().add(key, line, what);
    }

    pub(crate) fn into_problems(self) -> Problems {
        self.problems.into_inner()
    }

    fn line(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }
}

impl<'a> Fields<'a> {
    pub(crate) fn of(table: &'a DeTable<'a>, findings: &'a Findings<'a>) -> Self {
        Self { table, path: String::new(), line: 0, findings, asked: RefCell::default() }
    }

    /// Whether the key is there, right or wrong.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Notes a problem of this key, at its line.
    pub(crate) fn problem(&self, key: &str, what: impl Into<String>) {
        let at = self.table.get(key).map(|value| value.span().start);
        match at {
            Some(_) => self.findings.note(self.key(key), at, what),
            None => self.findings.problems.borrow_mut().add(self.key(key), self.line, what),
        }
    }

    /// Reads a text with `parse`; the closure says what would be right.
    pub(crate) fn text<T>(&self, key: &'static str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let value = self.value(key)?;
        let Some(text) = value.as_str() else { return self.wrong_type(key, value, "a text in quotes") };
        parse(text).map_err(|what| self.problem(key, what)).ok()
    }

    /// As [`Fields::text`], and its absence is a problem.
    pub(crate) fn required<T>(&self, key: &'static str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        if !self.table.contains_key(key) {
            self.asked.borrow_mut().push(key);
            self.problem(key, "is missing");
            return None;
        }
        self.text(key, parse)
    }

    /// Reads `true` or `false`.
    pub(crate) fn flag(&self, key: &'static str, default: bool) -> bool {
        let Some(value) = self.value(key) else { return default };
        value.as_bool().or_else(|| self.wrong_type(key, value, "true or false")).unwrap_or(default)
    }

    /// Reads a whole number within bounds.
    pub(crate) fn whole(&self, key: &'static str, default: u64, bounds: RangeInclusive<u64>) -> u64 {
        let Some(value) = self.value(key) else { return default };
        let Some(number) = value.as_integer() else {
            return self.wrong_type(key, value, "a whole number").unwrap_or(default);
        };
        let parsed = u64::from_str_radix(number.as_str(), number.radix()).ok().filter(|number| bounds.contains(number));
        if parsed.is_none() {
            self.problem(key, format!("must be {} to {}", bounds.start(), bounds.end()));
        }
        parsed.unwrap_or(default)
    }

    /// Reads a duration within bounds.
    pub(crate) fn duration(&self, key: &'static str, default: Duration, bounds: RangeInclusive<Duration>) -> Duration {
        let within = |text: &str| match quantity::duration(text) {
            Some(duration) if bounds.contains(&duration) => Ok(duration),
            Some(_) => {
                let (from, to) = (quantity::write_duration(*bounds.start()), quantity::write_duration(*bounds.end()));
                Err(format!("must be {from} to {to}"))
            }
            None => Err("is no duration; write a number and ms, s, min, h or d, as in \"30s\"".to_owned()),
        };
        self.text(key, within).unwrap_or(default)
    }

    /// Reads a size in bytes within bounds.
    pub(crate) fn size(&self, key: &'static str, default: u64, bounds: RangeInclusive<u64>) -> u64 {
        let within = |text: &str| match quantity::size(text) {
            Some(size) if bounds.contains(&size) => Ok(size),
            Some(_) => {
                let (from, to) = (quantity::write_size(*bounds.start()), quantity::write_size(*bounds.end()));
                Err(format!("must be {from} to {to}"))
            }
            None => Err("is no size; write a number and B, KiB, MiB or GiB, as in \"4MiB\"".to_owned()),
        };
        self.text(key, within).unwrap_or(default)
    }

    /// Reads a list of texts; every wrong item is a problem of its own.
    pub(crate) fn list<T>(&self, key: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(items) = value.as_array() else {
            return self.wrong_type(key, value, "a list of texts, as in [\"one\", \"two\"]").unwrap_or_default();
        };
        let mut read = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let parsed = match item.get_ref().as_str() {
                Some(text) => parse(text),
                None => Err(format!("must be a text in quotes, not {}", item.get_ref().type_str())),
            };
            match parsed {
                Ok(parsed) => read.push(parsed),
                Err(what) => {
                    let key = format!("{}[{index}]", self.key(key));
                    self.findings.note(key, Some(item.span().start), what);
                }
            }
        }
        read
    }

    /// Reads a table; absent, it reads as an empty one, so that defaults stand in one place.
    pub(crate) fn table<T>(&self, key: &'static str, read: impl FnOnce(&Fields<'_>) -> T) -> T {
        let empty = DeTable::new();
        match self.value(key) {
            Some(value) => match value.as_table() {
                Some(table) => self.inner(table, self.key(key), value.line, read),
                None => {
                    self.wrong_type::<()>(key, value, "a table");
                    self.inner_silent(&empty, read)
                }
            },
            None => self.inner_silent(&empty, read),
        }
    }

    /// As [`Fields::table`], and its absence is one problem instead of one for each key it needs.
    pub(crate) fn needed<T>(&self, key: &'static str, read: impl FnOnce(&Fields<'_>) -> Option<T>) -> Option<T> {
        if self.has(key) {
            return self.table(key, read);
        }
        self.asked.borrow_mut().push(key);
        self.problem(key, format!("is missing; write the table [{key}]"));
        None
    }

    /// Reads a list of tables, `[[key]]`.
    pub(crate) fn tables<T>(&self, key: &'static str, read: impl Fn(&Fields<'_>) -> Option<T>) -> Vec<T> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let wanted = format!("a list of tables, each beginning with [[{key}]]");
        let Some(items) = value.as_array() else { return self.wrong_type(key, value, &wanted).unwrap_or_default() };
        let mut all = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let path = format!("{}[{index}]", self.key(key));
            let line = self.findings.line(item.span().start);
            match item.get_ref().as_table() {
                Some(table) => all.extend(self.inner(table, path, line, &read)),
                None => self.findings.note(path, Some(item.span().start), format!("must be {wanted}")),
            }
        }
        all
    }

    /// Notes every key that nobody asked for.
    pub(crate) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table {
            let word: &str = key.get_ref();
            if !asked.contains(&word) {
                let known = asked.join(", ");
                self.findings.note(self.key(word), Some(key.span().start), format!("is unknown; known here: {known}"));
            }
        }
    }

    fn inner<T>(&self, table: &DeTable<'_>, path: String, line: usize, read: impl FnOnce(&Fields<'_>) -> T) -> T {
        let fields = Fields { table, path, line, findings: self.findings, asked: RefCell::default() };
        let value = read(&fields);
        fields.finish();
        value
    }

    fn inner_silent<T>(&self, empty: &DeTable<'_>, read: impl FnOnce(&Fields<'_>) -> T) -> T {
        self.inner(empty, String::new(), 0, read)
    }

    fn value(&self, key: &'static str) -> Option<Found<'a>> {
        self.asked.borrow_mut().push(key);
        let value: &'a Spanned<DeValue<'a>> = self.table.get(key)?;
        Some(Found { value: value.get_ref(), line: self.findings.line(value.span().start) })
    }

    fn wrong_type<T>(&self, key: &str, found: Found<'_>, wanted: &str) -> Option<T> {
        self.problem(key, format!("must be {wanted}, not {}", found.value.type_str()));
        None
    }

    fn key(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

/// A value that was there, with its line.
#[derive(Clone, Copy)]
struct Found<'a> {
    value: &'a DeValue<'a>,
    line: usize,
}

impl<'a> std::ops::Deref for Found<'a> {
    type Target = DeValue<'a>;

    fn deref(&self) -> &Self::Target {
        self.value
    }
}
