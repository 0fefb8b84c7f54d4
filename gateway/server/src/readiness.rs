//! Whether letters can be taken and entries delivered now.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use journal::{Journal, Page};
use tokio_util::sync::CancellationToken;

/// A part without which the process is not ready.
#[tonic::async_trait]
pub trait Ready: Send + Sync + 'static {
    /// Whether it does its work now, or why not, as a word that is shown to operators.
    async fn ready(&self) -> Result<(), &'static str>;
}

/// Ready from the start of serving until its drain, as long as every part is.
#[derive(Clone)]
pub(crate) struct Readiness {
    pub(crate) drain: CancellationToken,
    pub(crate) parts: Arc<[Arc<dyn Ready>]>,
}

/// The longest wait for a part.
const PATIENCE: Duration = Duration::from_secs(2);

impl Readiness {
    /// Asks every part, all at the same time, and gives the word of the first that is not ready.
    pub(crate) async fn check(&self) -> Result<(), &'static str> {
        if self.drain.is_cancelled() {
            return Err("draining");
        }
        let asked = self.parts.iter().map(|part| async {
            let answer = tokio::time::timeout(PATIENCE, part.ready()).await;
            answer.unwrap_or(Err("not-answering"))
        });
        join_all(asked).await.into_iter().collect()
    }
}

/// A journal is ready if it answers something small.
pub(crate) struct JournalReady(pub(crate) Arc<dyn Journal>);

#[tonic::async_trait]
impl Ready for JournalReady {
    async fn ready(&self) -> Result<(), &'static str> {
        let asked = self.0.subscriptions("", Page { after: String::new(), size: 1 });
        // Its own wait is the shorter one, so that a silent journal is named as well.
        match tokio::time::timeout(PATIENCE / 2, asked).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err("journal-unavailable"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Part(Option<Result<(), &'static str>>);

    #[tonic::async_trait]
    impl Ready for Part {
        async fn ready(&self) -> Result<(), &'static str> {
            match self.0 {
                Some(answer) => answer,
                None => std::future::pending().await,
            }
        }
    }

    async fn check(parts: Vec<Part>) -> Result<(), &'static str> {
        let parts = parts.into_iter().map(|part| Arc::new(part) as Arc<dyn Ready>).collect();
        Readiness { drain: CancellationToken::new(), parts }.check().await
    }

    #[tokio::test(start_paused = true)]
    async fn one_part_that_is_not_ready_gives_its_word() {
        assert_eq!(check(Vec::new()).await, Ok(()));
        assert_eq!(check(vec![Part(Some(Ok(()))), Part(Some(Err("broker-away")))]).await, Err("broker-away"));
        assert_eq!(check(vec![Part(Some(Ok(()))), Part(None)]).await, Err("not-answering"));
    }

    #[tokio::test]
    async fn a_drain_is_not_ready_whatever_its_parts_are() {
        let readiness = Readiness { drain: CancellationToken::new(), parts: Arc::new([]) };
        assert_eq!(readiness.check().await, Ok(()));
        readiness.drain.cancel();
        assert_eq!(readiness.check().await, Err("draining"));
    }
}
