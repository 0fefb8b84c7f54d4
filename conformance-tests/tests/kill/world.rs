//! The gateway under test, and where its peers find it after each restart.

use std::net::SocketAddr;
use std::path::PathBuf;

use conformance_tests::peers::Identity;
use conformance_tests::standalone::{Standalone, identity};
use tempfile::TempDir;
use tokio::sync::watch;

/// Where the gateway of the present listens. `None` while there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Present {
    /// Where subscribers call.
    pub(crate) grpc: SocketAddr,
    /// Where letters are posted.
    pub(crate) https: SocketAddr,
}

/// A directory with one gateway after another.
pub(crate) struct World {
    data: TempDir,
    gateway: Option<Standalone>,
    present: watch::Sender<Option<Present>>,
}

impl World {
    /// Starts the first gateway.
    pub(crate) async fn start() -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let mut world = Self { data, gateway: None, present: watch::Sender::new(None) };
        world.begin().await;
        world
    }

    /// Kills the gateway and starts another on the same directory.
    pub(crate) async fn restart(&mut self) {
        self.present.send_replace(None);
        let gateway = self.gateway.take().expect("a gateway runs");
        gateway.kill().await.expect("it can be waited for");
        self.begin().await;
    }

    /// Ends the gateway as an operator would; it must drain and end well.
    pub(crate) async fn stop(&mut self) {
        self.present.send_replace(None);
        let gateway = self.gateway.take().expect("a gateway runs");
        assert_eq!(gateway.terminate().await.expect("it can be waited for"), Some(0), "a drained gateway ends well");
    }

    async fn begin(&mut self) {
        let gateway = Standalone::start(self.data.path()).await.expect("the gateway starts");
        self.present.send_replace(Some(Present { grpc: gateway.grpc, https: gateway.https }));
        self.gateway = Some(gateway);
    }

    /// Tells of every gateway that comes.
    pub(crate) fn present(&self) -> watch::Receiver<Option<Present>> {
        self.present.subscribe()
    }

    /// The hospital's watched folder.
    pub(crate) fn folder(&self) -> PathBuf {
        self.data.path().join("hospital-folder")
    }

    /// An organisation's certificate.
    pub(crate) fn identity(&self, organisation: &str) -> Identity {
        identity(self.data.path(), organisation)
    }
}
