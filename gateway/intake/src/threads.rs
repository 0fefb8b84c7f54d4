//! Where pure work runs: here if it is short, else on a thread of its own, a bounded amount at once.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::Semaphore;

/// Work on documents above this size has a thread of its own: 64 KiB.
const LARGE: usize = 64 * 1024;
/// Bytes of large documents under work at once: 16 MiB. A larger document is worked on alone.
const AT_ONCE: u32 = 16 * 1024 * 1024;

/// Bounds what is under work at once: the tree of a document is several times the document.
pub(crate) struct Threads {
    bytes: Semaphore,
}

/// Why work has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It panicked.
    Panicked,
    /// The process is stopping.
    Stopping,
}

impl Default for Threads {
    fn default() -> Self {
        Self { bytes: Semaphore::new(AT_ONCE as usize) }
    }
}

impl Threads {
    /// Runs work on a document of this size. The work is pure: nothing it may leave half done outlives a panic.
    pub(crate) async fn run<T, W>(&self, size: usize, work: W) -> Result<T, Broken>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        let guarded = move || catch_unwind(AssertUnwindSafe(work)).map_err(|_| Broken::Panicked);
        if size <= LARGE {
            return guarded();
        }
        let weight = u32::try_from(size).unwrap_or(AT_ONCE).min(AT_ONCE);
        let _place = self.bytes.acquire_many(weight).await.map_err(|_| Broken::Stopping)?;
        tokio::task::spawn_blocking(guarded).await.map_err(|_| Broken::Stopping)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_of_any_size_has_its_result_or_says_why_not() {
        let threads = Threads::default();
        for size in [0, LARGE, LARGE + 1, usize::MAX] {
            assert_eq!(threads.run(size, || 7).await, Ok(7), "{size}");
            assert_eq!(threads.run(size, || panic!("broken")).await, Err::<(), _>(Broken::Panicked), "{size}");
        }
    }

    #[tokio::test]
    async fn small_work_stays_on_its_thread_and_large_work_does_not() {
        let threads = Threads::default();
        let here = std::thread::current().id();
        assert_eq!(threads.run(LARGE, || std::thread::current().id()).await, Ok(here));
        assert_ne!(threads.run(LARGE + 1, || std::thread::current().id()).await, Ok(here));
    }
}
