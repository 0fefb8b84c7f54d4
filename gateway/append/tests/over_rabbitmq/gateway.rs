//! A gateway with a runtime of its own, so that it can die, or hang, as a process does.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use access::Policy;
use append::{Follower, Settings, follow};
use engines::Proxy;
use journal::LookupKey;
use telemetry::SystemClock;
use tokio::runtime::{Builder, Runtime};

use crate::house::{House, clinic};

pub(crate) struct Gateway {
    /// One thread: whoever blocks it hangs the whole gateway.
    runtime: Option<Runtime>,
    follower: Arc<Follower>,
}

/// Receipts are of no concern here.
struct NoReceipts;

#[async_trait::async_trait]
impl append::Receipts for NoReceipts {
    async fn take(&self, _: &canonical::receipt::ReceivedReceipt) -> Result<(), journal::Error> {
        Ok(())
    }
}

/// Lets a hanging gateway go on when it is dropped.
pub(crate) struct Hanging {
    _release: mpsc::Sender<()>,
}

impl Gateway {
    pub(crate) async fn start(house: &Arc<House>, name: &str) -> Self {
        Self::behind(house, name, None).await
    }

    /// A gateway that reaches the database through a proxy.
    pub(crate) async fn behind(house: &Arc<House>, name: &str, proxy: Option<Arc<Proxy>>) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let own = Arc::clone(house);
        let journal = runtime.spawn(async move { own.reached(proxy.as_deref()).await }).await.expect("a journal");
        let inside = runtime.enter();
        let settings = Settings {
            organisations: vec![clinic()].into(),
            policy: Arc::new(Policy::default()),
            lookup: LookupKey::new([7; 32]),
            clock: Arc::new(SystemClock),
            max_batch: 16,
            queue: 64,
        };
        let (follower, task) = follow(journal, house.broker(name), house.keys(), Arc::new(NoReceipts), settings);
        runtime.spawn(task);
        drop(inside);
        Self { runtime: Some(runtime), follower: Arc::new(follower) }
    }

    /// Waits until it appends.
    pub(crate) async fn until_active(&self) {
        let mut active = self.follower.active();
        let active = tokio::time::timeout(Duration::from_secs(30), active.wait_for(|active| *active)).await;
        active.expect("active in time").expect("a follower");
    }

    pub(crate) fn is_active(&self) -> bool {
        *self.follower.active().borrow()
    }

    /// From now on it does nothing, and answers nobody.
    pub(crate) fn hang(&self) -> Hanging {
        let (release, released) = mpsc::channel::<()>();
        let (hangs, hanging) = mpsc::channel();
        if let Some(runtime) = &self.runtime {
            runtime.spawn(async move {
                let _ = hangs.send(());
                let _ = released.recv();
            });
        }
        hanging.recv().expect("it hangs");
        Hanging { _release: release }
    }

    pub(crate) async fn drain(&self) {
        self.follower.drain().await;
    }
}

impl Drop for Gateway {
    /// Dies: nothing is said to anybody.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
