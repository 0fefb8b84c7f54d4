//! From being ready to the end: a signal, the drain, and how long it may take.

use std::time::Duration;

use super::{Directory, Error};
use crate::addresses::Addresses;
use crate::exit::Exit;
use crate::output::Terminal;
use crate::signals::Signals;

/// A process that is ready.
pub(crate) trait Running: Sized {
    /// Waits until a part has broken without which it cannot go on.
    ///
    /// # Cancel safety
    /// A dropped call forgets nothing.
    fn broken(&self) -> impl Future<Output = ()>;

    /// Takes no more, and finishes what is under way: from the doors inwards.
    fn drain(self) -> impl Future<Output = ()>;
}

/// For what is left when the doors are closed: a queue to be written, a journal to be closed.
const AFTER_THE_DRAIN: Duration = Duration::from_secs(5);

/// Runs until a signal has drained it, or a part is broken.
pub(crate) async fn until_the_end(
    running: impl Running,
    terminal: Terminal,
    directory: &Directory,
    mut signals: Signals,
    drain_time: Duration,
) -> Result<Exit, Error> {
    let asked = tokio::select! {
        () = signals.next() => Exit::Done,
        () = running.broken() => Exit::Failed,
    };
    terminal.say("draining; a second signal ends at once");
    Addresses::remove(directory.path());
    let grace = drain_time.saturating_add(AFTER_THE_DRAIN);
    let drained = tokio::select! {
        biased;
        () = signals.next() => Exit::Interrupted,
        drained = tokio::time::timeout(grace, running.drain()) => match drained {
            Ok(()) => Exit::Done,
            // What was still under way was never confirmed to anybody.
            Err(_) => Exit::Failed,
        },
    };
    Ok(if drained == Exit::Done { asked } else { drained })
}
