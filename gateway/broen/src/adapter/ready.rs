//! Whether an adapter can take letters now: it knows somebody, and can hand letters on or keep them.

use std::sync::Arc;

use async_trait::async_trait;
use broker::Broker;
use intake::directory::DirectoryCache;
use intake::spool::Spool;
use server::Ready;
use telemetry::Clock;

/// What letters need.
pub(super) struct AdapterReady {
    pub(super) broker: Broker,
    pub(super) cache: DirectoryCache,
    pub(super) spool: Spool,
    pub(super) capacity: u64,
    pub(super) clock: Arc<dyn Clock>,
}

#[async_trait]
impl Ready for AdapterReady {
    async fn ready(&self) -> Result<(), &'static str> {
        if self.cache.confirmed_at().is_none() {
            return Err("directory-unknown");
        }
        let can_hand_on = self.broker.is_ready() && self.cache.is_fresh(self.clock.now());
        let can_keep = self.spool.level().borrow().bytes < self.capacity;
        if can_hand_on || can_keep { Ok(()) } else { Err("spool-full") }
    }
}
