//! A wrapper that keeps personal data out of every log, metric, trace and error.

/// A value that says nothing about itself when printed.
///
/// `Debug` writes a fixed word and there is no `Display`, so a name or a CPR number cannot reach
/// a log line by accident. Code that must read the value says so with [`Personal::reveal`].
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Wraps a value that must not be printed.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Every call is a place where personal data is used on purpose.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// Unwraps the value.
    pub fn into_revealed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> std::fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<personal>")
    }
}

#[cfg(test)]
mod tests {
    use super::Personal;

    #[test]
    fn printing_says_nothing() {
        let name = Personal::new("Karla Margrethe");
        assert_eq!(format!("{name:?} {:#?}", Some(&name)).matches("Karla").count(), 0);
    }
}
