//! Tasks without which the gateway is no gateway.

use telemetry::occurrences::process::TaskFailed;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Watches over vital tasks: if one breaks, the process ends, so that whoever supervises it starts it afresh.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vital {
    broken: CancellationToken,
}

impl Vital {
    /// Spawns a task that ends only when it is drained.
    pub(crate) fn spawn(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        let (task, broken) = (tokio::spawn(task), self.broken.clone());
        tokio::spawn(async move {
            if task.await.is_err() {
                TaskFailed { task: name }.emit();
                broken.cancel();
            }
        })
    }

    /// Ends the process because this part cannot go on, and no later try would help.
    pub(crate) fn give_up(&self, name: &'static str) {
        TaskFailed { task: name }.emit();
        self.broken.cancel();
    }

    /// Waits until one has broken.
    ///
    /// # Cancel safety
    /// A dropped call forgets nothing.
    pub(crate) async fn broken(&self) {
        self.broken.cancelled().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_breaks_is_noticed_and_one_that_ends_is_not() {
        let vital = Vital::default();
        vital.spawn("ends", async {}).await.expect("watched");
        assert!(!vital.broken.is_cancelled());
        let broken = vital.spawn("breaks", async { panic!("planted") });
        vital.broken().await;
        broken.await.expect("watched");
    }
}
