//! Turns: who may go on for a key, in the order of asking.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// A key that things stand in line for; a digest, so that nobody can read it.
type Key = [u8; 32];

/// The lines of all keys. Cheap to clone; clones share the lines.
#[derive(Clone, Default)]
pub struct Turns(Arc<Mutex<Lines>>);

/// The right to go on for some keys, until it is dropped.
///
/// Whoever waits for the answer of every message before dropping its turn has one message of a key under way at a time.
pub struct Turn {
    #[expect(dead_code, reason = "held, not read")]
    place: Place,
}

#[derive(Default)]
struct Lines {
    next: u64,
    /// Tickets by key, the first has the turn.
    lines: HashMap<Key, VecDeque<u64>>,
    /// Those who wait: at how many keys they are not the first, and how to call them.
    waiting: HashMap<u64, (usize, oneshot::Sender<()>)>,
}

struct Place {
    turns: Turns,
    ticket: u64,
    keys: Vec<Key>,
}

impl Turns {
    /// No lines yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits until everybody who asked before for one of these keys is done.
    ///
    /// Asks for all keys at the first poll, at once: two that ask for the same keys get them in the same order.
    ///
    /// # Cancel safety
    /// Dropping the call gives the place in line up.
    pub async fn take(&self, keys: &[Key]) -> Turn {
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys.dedup();
        let (place, called) = self.enter(keys);
        // The sender is dropped unused only when nobody was before us.
        let _ = called.await;
        Turn { place }
    }

    fn enter(&self, keys: Vec<Key>) -> (Place, oneshot::Receiver<()>) {
        let (call, called) = oneshot::channel();
        let mut lines = self.lock();
        let ticket = lines.next;
        lines.next += 1;
        let mut ahead = 0;
        for key in &keys {
            let line = lines.lines.entry(*key).or_default();
            ahead += usize::from(!line.is_empty());
            line.push_back(ticket);
        }
        if ahead > 0 {
            lines.waiting.insert(ticket, (ahead, call));
        }
        drop(lines);
        (Place { turns: self.clone(), ticket, keys }, called)
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        // Every change is made whole under the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lines {
    fn leave(&mut self, ticket: u64, keys: &[Key]) {
        self.waiting.remove(&ticket);
        for key in keys {
            let Some(line) = self.lines.get_mut(key) else { continue };
            let was_first = line.front() == Some(&ticket);
            line.retain(|other| *other != ticket);
            match line.front().copied() {
                None => drop(self.lines.remove(key)),
                Some(first) if was_first => self.came_first(first),
                Some(_) => {}
            }
        }
    }

    /// One key less to wait for.
    fn came_first(&mut self, ticket: u64) {
        let Some((ahead, _)) = self.waiting.get_mut(&ticket) else { return };
        *ahead -= 1;
        if *ahead == 0
            && let Some((_, call)) = self.waiting.remove(&ticket)
        {
            // Whoever waited may have gone away; then its place is left by its drop.
            let _ = call.send(());
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.turns.lock().leave(self.ticket, &self.keys);
    }
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Turns")
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Turn")
    }
}

#[cfg(test)]
mod tests;
