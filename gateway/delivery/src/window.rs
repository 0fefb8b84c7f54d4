//! How much may be outstanding at the subscriber: entries, and bytes of encoded events.

/// The width of a stream's window. A window always has room for one entry, however large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowSize {
    /// Entries; 0 counts as 1.
    pub messages: u32,
    /// Bytes of encoded events.
    pub bytes: u64,
}

/// What is outstanding.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    size: WindowSize,
    messages: u32,
    bytes: u64,
}

impl Window {
    pub(crate) const fn new(size: WindowSize) -> Self {
        Self { size, messages: 0, bytes: 0 }
    }

    /// Whether an entry of this many bytes may go out now.
    pub(crate) const fn has_room(&self, bytes: u64) -> bool {
        self.messages == 0
            || (self.messages < self.size.messages && self.bytes.saturating_add(bytes) <= self.size.bytes)
    }

    /// An entry went out.
    pub(crate) const fn open(&mut self, bytes: u64) {
        self.messages = self.messages.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// An entry came back, acked or nacked.
    pub(crate) const fn close(&mut self, bytes: u64) {
        self.messages = self.messages.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_entries_is_limited() {
        let mut window = Window::new(WindowSize { messages: 2, bytes: 100 });
        window.open(1);
        assert!(window.has_room(1));
        window.open(1);
        assert!(!window.has_room(1));
        window.close(1);
        assert!(window.has_room(1));
    }

    #[test]
    fn the_bytes_are_limited() {
        let mut window = Window::new(WindowSize { messages: 9, bytes: 100 });
        window.open(60);
        assert!(window.has_room(40));
        assert!(!window.has_room(41));
    }

    #[test]
    fn one_entry_always_fits() {
        let window = Window::new(WindowSize { messages: 0, bytes: 0 });
        assert!(window.has_room(u64::MAX));
    }
}
