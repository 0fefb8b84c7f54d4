//! Colours and marks of terminal lines.

/// What a line says at its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// It is as it should be.
    Good,
    /// It is not.
    Bad,
    /// Something to know.
    Note,
    /// Something goes in.
    In,
    /// Something comes out.
    Out,
}

/// Paints, or leaves as it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint(bool);

impl Paint {
    pub(crate) const fn new(colours: bool) -> Self {
        Self(colours)
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    pub(crate) fn faint(self, text: &str) -> String {
        self.wrap("2", text)
    }

    pub(crate) fn red(self, text: &str) -> String {
        self.wrap("31", text)
    }

    pub(crate) fn green(self, text: &str) -> String {
        self.wrap("32", text)
    }

    pub(crate) fn mark(self, mark: Mark) -> String {
        match mark {
            Mark::Bad => self.wrap("31", "✗"),
            Mark::Good => self.wrap("32", "✓"),
            Mark::In => self.wrap("36", "→"),
            Mark::Note => self.wrap("2", "·"),
            Mark::Out => self.wrap("35", "←"),
        }
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
